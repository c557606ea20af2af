import * as vscode from 'vscode';
import { formatCredits } from '../account/formatCredits.ts';
import { copyLinks } from '../documents/copyLinks.ts';
import type { Outcome } from '../making/outcome.ts';
import type { ErrorText } from '../messages/buttons.ts';
import { noteError, showError, showText } from '../messages/showError.ts';
import { describePictures, listNames, nameFirst, nameOf } from '../messages/text.ts';
import type { Picture } from '../pictures/picture.ts';
import { showMessage } from '../platform/dialogs.ts';
import { pickLine } from '../platform/lists.ts';
import type { Log } from '../platform/log.ts';
import { sayDone } from '../platform/statusBar.ts';
import { getWords } from '../recipe/recipe.ts';
import { UnsavedPictureError } from '../saving/savePicture.ts';
import { offerUnsaved } from './saveByHand.ts';

/**
 * Tells the user the outcomes of a run that neither the preview nor the document shows: one message for all pictures
 * that failed for the same reason, one for those whose link found no place, and one for those that nothing shows.
 * Returns at once.
 */
export function tellOutcomes(outcomes: readonly Outcome[], log: Log): void {
  const show = (error: unknown): void => void showError(error, log);
  tellFailures(outcomes, log, show);
  const made = outcomes.filter((outcome) => outcome.kind === 'picture').filter(({ isRescued }) => !isRescued);
  const unlinked = made.filter(({ isLinked }) => !isLinked).map(({ picture }) => picture);
  const unseen = made.filter(({ isLinked, order }) => isLinked && order.show === 'never').map(({ picture }) => picture);
  if (made.length > 1) sayCosts(made.map(({ picture }) => picture));
  if (unlinked.length > 0) offerLinks(unlinked).catch(show);
  if (unseen.length > 0) offerToOpen(unseen).catch(show);
}

function tellFailures(outcomes: readonly Outcome[], log: Log, show: (error: unknown) => void): void {
  const messages = new Map<string, { readonly described: ErrorText; readonly prompts: string[] }>();
  for (const outcome of outcomes) {
    if (outcome.kind !== 'failure') continue;
    const prompt = getWords(outcome.order.recipe);
    if (outcome.error instanceof UnsavedPictureError) {
      log.error(outcome.error.message);
      offerUnsaved(prompt, outcome.error).catch(show);
      continue;
    }
    const described = noteError(outcome.error, log);
    if (!described) continue;
    const message = messages.get(described.text) ?? { described, prompts: [] };
    message.prompts.push(prompt);
    messages.set(described.text, message);
  }
  for (const { described, prompts } of messages.values()) {
    const text = described.isOfAll
      ? described.text
      : nameFirst(describePictures(prompts, outcomes.length), described.text);
    void showText({ ...described, text }, log);
  }
}

/** Says what several pictures have cost together, as far as the service said it. */
function sayCosts(pictures: readonly Picture[]): void {
  const credits = pictures.reduce((sum, { cost }) => sum + (cost ?? 0), 0);
  if (credits > 0) sayDone(vscode.l10n.t('{0} pictures for {1}', pictures.length, formatCredits(credits)), 20);
}

/** Says where the files of pictures are whose links found no place. */
async function offerLinks(pictures: readonly Picture[]): Promise<void> {
  const [first] = pictures;
  const text =
    first && pictures.length === 1
      ? vscode.l10n.t(
          '{0} is saved as {1}, but its place in the document is gone.',
          nameOf(getWords(first.recipe)),
          fileName(first),
        )
      : vscode.l10n.t(
          '{0} pictures are saved ({1}), but their places in the document are gone.',
          pictures.length,
          listNames(pictures.map(fileName)),
        );
  const button = pictures.length === 1 ? vscode.l10n.t('Copy Link') : vscode.l10n.t('Copy Links');
  if ((await showMessage('warning', text, button)) === button) await copyLinks(pictures);
}

/** Says where the files of pictures are that neither a preview nor a link shows. */
async function offerToOpen(pictures: readonly Picture[]): Promise<void> {
  const [first] = pictures;
  if (first && pictures.length === 1) {
    const text = vscode.l10n.t('{0} is saved as {1}.', nameOf(getWords(first.recipe)), fileName(first));
    if ((await showMessage('information', text, vscode.l10n.t('Open'))) !== undefined) await openPicture(first);
    return;
  }
  const text = vscode.l10n.t('{0} pictures are saved: {1}.', pictures.length, listNames(pictures.map(fileName)));
  if ((await showMessage('information', text, vscode.l10n.t('Open…'))) === undefined) return;
  const chosen = await pickLine({
    title: vscode.l10n.t('Saved Images'),
    placeholder: vscode.l10n.t('Which one to open?'),
    lines: pictures.map((picture) => ({
      icon: 'file-media',
      label: fileName(picture),
      detail: nameOf(getWords(picture.recipe)),
      value: picture,
    })),
  });
  if (chosen) await openPicture(chosen);
}

function fileName({ uri }: Picture): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri, true));
}

/** Opens a picture’s file in an editor. */
export async function openPicture({ uri }: Picture): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(uri, true));
}
