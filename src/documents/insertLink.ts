import * as vscode from 'vscode';
import type { Job } from '../jobs/job.ts';
import type { Order } from '../jobs/order.ts';
import type { TrackedPlace } from '../making/ports.ts';
import { loadMarkup } from '../markup/languages.ts';
import type { Picture } from '../pictures/picture.ts';
import { getWords } from '../recipe/recipe.ts';
import { editInTurn } from './editInTurn.ts';
import { findFile } from './fileId.ts';
import { findOpen, openQuietly } from './findOpen.ts';
import { isReplaced } from './findPlace.ts';
import { getTarget } from './linkTarget.ts';
import { findLinksTo } from './pictureLinks.ts';
import { trackPlace } from './place.ts';

/** The place in a document for a link. */
export type LinkPlace = NonNullable<Order['link']>;

/** Tracks the place of a link until disposed. */
export function trackLinkPlace({ block = '', alone = 'anchor', ...link }: LinkPlace): TrackedPlace {
  return trackPlace({ ...link, block, alone });
}

/**
 * Puts a link to the image at its place, as one undo step.
 * @param together other pictures that were ordered with this one: if the document shows one of them, it gets no link
 * @param tracked the place as followed since the order; without it, it is looked for by its words
 * @param mayBeLinked whether an earlier try may have put the link in already: then it is looked for near its place.
 * Elsewhere the same target says nothing: it may be in a comment, a sample, or an old link
 * @returns whether the document shows the picture or one of the others now; if not, the place is gone or cannot be told
 */
export async function linkPicture(
  place: LinkPlace,
  image: vscode.Uri,
  prompt: string,
  together: readonly vscode.Uri[],
  tracked: TrackedPlace | undefined,
  mayBeLinked: boolean,
): Promise<boolean> {
  return editInTurn(async () => {
    const followed = tracked ?? trackLinkPlace(place);
    try {
      return await insertLink(place, image, prompt, together, followed, mayBeLinked);
    } finally {
      if (!tracked) followed.dispose();
    }
  });
}

async function insertLink(
  place: LinkPlace,
  image: vscode.Uri,
  prompt: string,
  together: readonly vscode.Uri[],
  tracked: TrackedPlace,
  mayBeLinked: boolean,
): Promise<boolean> {
  const document = await openDocument(tracked, place.fileId);
  const markup = document && (await loadMarkup(document.languageId));
  if (!markup) return false;
  if ((await findLinksTo(document, together)).length > 0) return true;
  const link = markup.link(prompt, getTarget(document.uri, image), document.getText());
  for (;;) {
    const { version } = document;
    const text = document.getText();
    const { range } = tracked;
    if (!range) return mayBeLinked && place.mode === 'replace' && isReplaced(text, place, link);
    const isReplacement = place.mode === 'replace' && markup.canReplace(text, range);
    const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    const inserted = isReplacement
      ? { offset: range.start, text: link }
      : markup.placeAfter(text, range.end, link, eol);
    if (!inserted) return false;
    const { offset } = inserted;
    if (mayBeLinked && !isReplacement && markup.hasLinkNear(text, offset, link)) return true;

    const edit = new vscode.WorkspaceEdit();
    const end = document.positionAt(isReplacement ? range.end : offset);
    edit.replace(document.uri, new vscode.Range(document.positionAt(offset), end), inserted.text);
    const restoreSelections = keepSelections(document, offset);
    if (await vscode.workspace.applyEdit(edit)) {
      if (!isReplacement) restoreSelections(document.getText().length - text.length);
      return true;
    }
    // If the document has changed, somebody typed meanwhile: try again. If not, the document cannot be edited.
    if (document.version === version) return false;
  }
}

/**
 * Links the saved picture of a job.
 * @param together the pictures that were ordered together with it and have come
 * @returns false if the link's place is gone
 */
export async function linkSavedPicture(
  { order, saved }: Job,
  together: readonly Picture[],
  place: TrackedPlace | undefined,
  mayBeLinked: boolean,
): Promise<boolean> {
  if (!order.link || !saved) return false;
  const others = together.filter(({ sha256 }) => sha256 !== saved.sha256).map(({ uri }) => vscode.Uri.parse(uri, true));
  const image = vscode.Uri.parse(saved.uri, true);
  return linkPicture(order.link, image, getWords(order.recipe), others, place, mayBeLinked);
}

/**
 * A picture's link in the language of the document; a Markdown link if that language has none.
 * @param document the document's URI; undefined if the order has no document
 */
export async function getLink(document: string | undefined, image: vscode.Uri, prompt: string): Promise<string> {
  const uri = document === undefined ? undefined : vscode.Uri.parse(document, true);
  const opened = uri && (await openQuietly(uri));
  const markup = (await loadMarkup(opened?.languageId ?? '')) ?? (await loadMarkup('markdown'));
  return markup?.link(prompt, getTarget(uri, image), opened?.getText() ?? '') ?? '';
}

/** Opens the document of a place, also if its file was moved. */
async function openDocument(
  tracked: TrackedPlace,
  fileId: string | undefined,
): Promise<vscode.TextDocument | undefined> {
  const uri = vscode.Uri.parse(tracked.document, true);
  const open = findOpen(tracked.document);
  // A document of another scheme has no file to look for; one with unsaved changes is the right one as it is.
  if (uri.scheme !== 'file' || open?.isDirty) return openQuietly(uri);
  const file = await findFile(uri, fileId);
  if (!file) return open;
  tracked.moveTo(file.toString());
  return openQuietly(file);
}

/**
 * VS Code extends a selection over text that is inserted at its edge; the next key would then delete both.
 * @returns a function that restores the selections that touch the inserted text
 */
function keepSelections(document: vscode.TextDocument, at: number): (inserted: number) => void {
  const text = document.getText();
  const touched = vscode.window.visibleTextEditors
    .filter((editor) => editor.document === document)
    .map((editor) => ({ editor, offsets: editor.selections.map((selection) => offsetsOf(document, selection)) }))
    .filter(({ offsets }) => offsets.some(({ start, end }) => start < end && start <= at && end >= at));
  return (inserted) => {
    for (const { editor, offsets } of touched) {
      if (editor.selections.length !== offsets.length) continue;
      editor.selections = editor.selections.map((selection, index) => {
        const { anchor = 0, active = 0, start = 0, end = 0 } = offsets[index] ?? {};
        // Text inserted in the middle belongs to the selection; before the line break of a whole line it does not.
        if (start < at && text.slice(at, end).trim() !== '') return selection;
        const shift = start >= at ? inserted : 0;
        return new vscode.Selection(document.positionAt(anchor + shift), document.positionAt(active + shift));
      });
    }
  };
}

function offsetsOf(document: vscode.TextDocument, { anchor, active }: vscode.Selection) {
  const [first, second] = [document.offsetAt(anchor), document.offsetAt(active)];
  return { anchor: first, active: second, start: Math.min(first, second), end: Math.max(first, second) };
}
