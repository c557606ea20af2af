import * as vscode from 'vscode';
import { formatCredits, formatPrice } from '../account/formatCredits.ts';
import { isSeedKnown, type Picture } from '../pictures/picture.ts';
import { isModelId, listPrice } from '../recipe/models.ts';
import { getWords } from '../recipe/recipe.ts';
import type { ButtonView, PageView, PictureView } from './protocol.ts';
import { getSelected, type ShownPictures } from './shownPictures.ts';

/** What the preview shows of pictures. @param toSource makes an address that the webview may load */
export function describePictures(shown: ShownPictures, toSource: (uri: vscode.Uri) => string): PageView {
  const { pictures, selected, probable } = shown;
  const count = pictures[0]?.variations?.count ?? 1;
  const isWaiting = pictures.length < count && !pictures.some(({ isKept }) => isKept);
  return {
    pictures: pictures.map((picture) => describePicture(picture, toSource)),
    selected,
    ...(isWaiting && { progress: vscode.l10n.t('{0} of {1} pictures are here.', pictures.length, count) }),
    details: describeDetails(getSelected(shown), pictures, probable === selected),
  };
}

function describePicture(picture: Picture, toSource: (uri: vscode.Uri) => string): PictureView {
  const { sha256, recipe, width, height, seed, isKept = false } = picture;
  const uri = vscode.Uri.parse(picture.uri, true);
  const name = seed === null ? vscode.workspace.asRelativePath(uri) : vscode.l10n.t('Seed {0}', seed);
  return {
    id: sha256,
    source: toSource(uri),
    alt: getWords(recipe),
    width,
    height,
    missing: vscode.l10n.t('The picture is no longer at {0}.', vscode.workspace.asRelativePath(uri)),
    caption: isKept ? vscode.l10n.t('{0}, kept', name) : name,
    keep: { action: 'keep', label: vscode.l10n.t('Keep') },
    isKept,
  };
}

function describeDetails(
  picture: Picture | undefined,
  pictures: readonly Picture[],
  isProbable: boolean,
): PageView['details'] {
  if (!picture) return { promptLabel: '', prompt: '', isProbable, facts: [], buttons: [] };
  const notes = [
    isProbable
      ? vscode.l10n.t('Probably: the file is another one now than the picture that was saved under this name.')
      : '',
    isModelId(picture.recipe.model)
      ? ''
      : vscode.l10n.t('The model {0} is not on offer any more.', picture.recipe.model),
  ].filter((note) => note !== '');
  return {
    isProbable,
    ...(notes.length > 0 && { note: notes.join(' ') }),
    promptLabel: vscode.l10n.t('Prompt'),
    prompt: picture.recipe.prompt,
    facts: describeFacts(picture),
    buttons: describeButtons(picture, pictures),
  };
}

function describeButtons(picture: Picture, pictures: readonly Picture[]): ButtonView[][] {
  const price = listPrice([picture.recipe]);
  const again: ButtonView = { action: 'again', label: vscode.l10n.t('Again · {0}', formatPrice(price)) };
  const costing: ButtonView[] = [
    ...(isSeedKnown(picture) ? [again] : []),
    { action: 'vary', label: vscode.l10n.t('Vary · {0}', formatPrice(price)) },
    { action: 'varyFour', label: vscode.l10n.t('Vary × 4 · {0}', formatPrice(4 * price)) },
  ];
  const others = pictures.filter(({ isKept }) => !isKept).length;
  const trash: ButtonView = { action: 'trashOthers', label: vscode.l10n.t('Move the Others to the Trash…') };
  return [
    [{ action: 'change', label: vscode.l10n.t('Change…') }, ...(isModelId(picture.recipe.model) ? costing : [])],
    [
      { action: 'copyLink', label: vscode.l10n.t('Copy Link') },
      { action: 'copyPrompt', label: vscode.l10n.t('Copy Prompt') },
      { action: 'copyRecipe', label: vscode.l10n.t('Copy Recipe') },
      { action: 'openFile', label: vscode.l10n.t('Open File') },
      { action: 'reveal', label: vscode.l10n.t('Reveal') },
    ],
    others > 0 && others < pictures.length ? [trash] : [],
  ];
}

function describeFacts(picture: Picture): [string, string][] {
  const { seed, bytes, width, height, durationSeconds, cost, recipe, rewrittenPrompt, savedAt } = picture;
  const { aspectRatio, outputFormat, promptUpsampling, safetyTolerance } = recipe.parameters;
  const seconds = durationSeconds?.toLocaleString(vscode.env.language, { maximumFractionDigits: 1 });
  const file = vscode.workspace.asRelativePath(vscode.Uri.parse(picture.uri, true));
  const facts: [string, string | undefined][] = [
    [vscode.l10n.t('Style'), recipe.style?.name],
    [vscode.l10n.t('Seed'), seed?.toString()],
    [vscode.l10n.t('Aspect ratio'), aspectRatio],
    [vscode.l10n.t('Size'), width > 0 ? vscode.l10n.t('{0} × {1} pixels', width, height) : undefined],
    [vscode.l10n.t('Model'), recipe.model],
    [vscode.l10n.t('Format'), outputFormat],
    [vscode.l10n.t('Safety tolerance'), String(safetyTolerance)],
    [vscode.l10n.t('Prompt upsampling'), promptUpsampling ? vscode.l10n.t('on') : undefined],
    [vscode.l10n.t('Cost'), cost === null ? undefined : formatCredits(cost)],
    [
      vscode.l10n.t('Made'),
      new Date(savedAt).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' }),
    ],
    [vscode.l10n.t('Duration'), seconds && vscode.l10n.t('{0} s', seconds)],
    [vscode.l10n.t('File'), vscode.l10n.t('{0} ({1} KB)', file, Math.ceil(bytes / 1000))],
    [
      vscode.l10n.t('Document'),
      picture.document && vscode.workspace.asRelativePath(vscode.Uri.parse(picture.document, true)),
    ],
    [vscode.l10n.t('Rewritten prompt'), rewrittenPrompt ?? undefined],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
