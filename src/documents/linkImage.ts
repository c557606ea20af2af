import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Job } from '../jobs/job.ts';
import type { InsertLink } from '../settings.ts';
import { moveRange, type OffsetRange } from './movingRange.ts';

/** The languages whose links are Markdown's. */
export const markdownLanguages: readonly string[] = ['markdown', 'mdx', 'quarto', 'rmd'];

/** Where in a document a link is wanted. */
export interface LinkPlace {
  readonly document: string;
  readonly mode: Exclude<InsertLink, 'never'>;
  /** The text that the picture belongs to. */
  readonly anchor: string;
  /** Where that text started when the picture was asked for. */
  readonly offset: number;
}

/** Follows a place through the edits of its document until disposed. */
export interface TrackedPlace extends vscode.Disposable {
  /** Where the text is now; undefined if it was deleted, or cannot be told from others like it. */
  readonly range: OffsetRange | undefined;
}

/**
 * Follows a place from now on. The document may have changed since the place was named (a picture made again, a job
 * taken up again), and again while it was closed, so the text is looked for first.
 */
export function trackPlace({ document: uri, anchor, offset }: LinkPlace): TrackedPlace {
  let range: OffsetRange | undefined;
  const find = (document: vscode.TextDocument): void => {
    if (document.uri.toString() === uri) range = findPlace(document.getText(), anchor, range?.start ?? offset);
  };
  vscode.workspace.textDocuments.forEach(find);
  const listeners = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(find),
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document.uri.toString() !== uri) return;
      for (const { rangeOffset, rangeLength, text } of event.contentChanges) {
        range &&= moveRange(range, { offset: rangeOffset, length: rangeLength, inserted: text.length });
      }
    }),
  );
  return {
    get range() {
      return range;
    },
    dispose: () => listeners.dispose(),
  };
}

/** The edit before: one at a time, see `linkImage`. */
let lastEdit: Promise<unknown> = Promise.resolve();

/**
 * Puts a link to the image at its place, as one undo step. It is there once however often this is called.
 *
 * One after the other: VS Code compares the document's version when an edit begins, not when it is carried out, so two
 * edits at the same time end up in the middle of each other's words (seen in 1.100).
 * @param tracked the place as followed since the order; without it, it is looked for by its text
 * @returns whether the link is in the document now; if not, the place is gone or cannot be told
 */
export function linkImage(
  place: LinkPlace,
  image: vscode.Uri,
  prompt: string,
  tracked: TrackedPlace | undefined,
): Promise<boolean> {
  const edit = lastEdit.then(() => insertLink(place, image, prompt, tracked));
  lastEdit = edit.catch(() => undefined);
  return edit;
}

async function insertLink(
  place: LinkPlace,
  image: vscode.Uri,
  prompt: string,
  tracked: TrackedPlace | undefined,
): Promise<boolean> {
  const { asOwnParagraph, createImageLink, getOffsetAfterBlock } = await import('./markdown.ts');
  const document = await openDocument(vscode.Uri.parse(place.document, true));
  if (!document) return false;
  const link = createImageLink(prompt, relativePath(document.uri, image));
  const target = link.slice(link.lastIndexOf(']('));
  for (;;) {
    const { version } = document;
    const text = document.getText();
    if (text.includes(target)) return true;
    const range = tracked ? tracked.range : findPlace(text, place.anchor, place.offset);
    if (!range) return false;

    const edit = new vscode.WorkspaceEdit();
    const end = document.positionAt(getOffsetAfterBlock(text, range.end));
    if (place.mode === 'replace') {
      edit.replace(
        document.uri,
        new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)),
        link,
      );
    } else {
      const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
      edit.insert(document.uri, end, asOwnParagraph(text, document.offsetAt(end), link, eol));
    }
    const restoreSelections = keepSelections(document, document.offsetAt(end));
    if (await vscode.workspace.applyEdit(edit)) {
      if (place.mode === 'after') restoreSelections(document.getText().length - text.length);
      return true;
    }
    // Refused because somebody typed in between: look again. Refused as it stands: the document cannot be edited.
    if (document.version === version) return false;
  }
}

/** Links the saved picture of a job. @returns false if the link's place is gone */
export async function linkSavedImage({ order, saved }: Job, place: TrackedPlace | undefined): Promise<boolean> {
  if (!order.link || !saved) return false;
  return linkImage(order.link, vscode.Uri.parse(saved.uri, true), order.prompt, place);
}

/** A picture's Markdown link as it would stand in `document`, or in a file of the workspace folder if there is none. */
export async function getMarkdownLink(
  document: string | undefined,
  image: vscode.Uri,
  prompt: string,
): Promise<string> {
  const { createImageLink } = await import('./markdown.ts');
  const from = document === undefined ? undefined : vscode.Uri.parse(document, true);
  return createImageLink(prompt, relativePath(from, image));
}

/** Where the text that started at `offset` is: still there, else at the one other place with the same text. */
function findPlace(text: string, anchor: string, offset: number): OffsetRange | undefined {
  if (text.startsWith(anchor, offset)) return { start: offset, end: offset + anchor.length };
  if (anchor === '') return undefined;
  const starts: number[] = [];
  for (let start = text.indexOf(anchor); start !== -1; start = text.indexOf(anchor, start + 1)) {
    // An earlier picture of the same prompt says it in its alternative text.
    if (!text.startsWith('![', start - 2)) starts.push(start);
  }
  const [start] = starts;
  return start === undefined || starts.length > 1 ? undefined : { start, end: start + anchor.length };
}

/** The path from a document to an image; an untitled document counts as one in the workspace folder. */
function relativePath(document: vscode.Uri | undefined, image: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(image)?.uri.path;
  const from = document === undefined || document.scheme === 'untitled' ? folder : posix.dirname(document.path);
  return from === undefined ? image.path : posix.relative(from, image.path);
}

async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open || uri.scheme === 'untitled') return open;
  return vscode.workspace.openTextDocument(uri).then(
    (document) => document,
    () => undefined,
  );
}

/**
 * VS Code has a selection grow over text that is inserted at its edge; then the next key would delete both. The
 * returned function puts selections that touch the inserted text back onto their own.
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
