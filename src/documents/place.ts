import * as vscode from 'vscode';
import type { Place, TrackedPlace } from '../making/ports.ts';
import type { OffsetRange } from '../markup/markup.ts';
import { findOpen } from './findOpen.ts';
import { findPlace, findWords, getPlaceWords, type PlaceWords } from './findPlace.ts';
import { moveRange } from './movingRange.ts';

/** The trackers of all places, by `keyOf`, so that an order goes on with the tracker that its command began. */
const followed = new Map<string, PlaceTracker>();

/** Tracks a range of an open document from now on. */
export function followRange(document: vscode.TextDocument, range: OffsetRange): TrackedPlace {
  const words = getPlaceWords(document.getText(), range);
  return new PlaceTracker({ document: document.uri.toString(), offset: range.start, ...words }, document, range);
}

/**
 * Tracks the place of an order: with the tracker since the command if there is one; else it finds the place by its
 * words, because the document may have changed in any way before a picture is made again or a job is resumed.
 */
export function trackPlace(place: Place): TrackedPlace {
  return followed.get(keyOf(place))?.share() ?? new PlaceTracker(place);
}

function keyOf({ document, offset, anchor }: Place): string {
  return JSON.stringify([document, offset, anchor]);
}

/** Tracks one place, for all users of it. */
class PlaceTracker implements TrackedPlace {
  readonly #original: PlaceWords;
  #place: Place;
  #range: OffsetRange | undefined;
  /** The range in lines and columns, which stay the same when the line breaks of the document change. */
  #lines: vscode.Range | undefined;
  #eol: vscode.EndOfLine | undefined;
  /** Whether its words also stood elsewhere when the place was deleted; then they cannot find it any more. */
  #hasDouble = false;
  /** The text and the range of the document when it was closed. */
  #closed: { readonly text: string; readonly range: OffsetRange | undefined } | undefined;
  readonly #keys = new Set<string>();
  readonly #opened = new Set<vscode.TextDocument>();
  readonly #listeners: vscode.Disposable;
  #users = 1;

  constructor(place: Place, document?: vscode.TextDocument, range?: OffsetRange) {
    this.#original = place;
    this.#place = place;
    if (document) this.#set(document, range);
    else this.#lookAtOpen();
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((one) => this.#open(one)),
      vscode.workspace.onDidCloseTextDocument((one) => this.#close(one)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#change(event)),
      vscode.workspace.onDidRenameFiles(({ files }) => files.forEach((file) => this.#rename(file))),
    );
  }

  get document(): string {
    return this.#place.document;
  }

  get range(): OffsetRange | undefined {
    return this.#range;
  }

  get place(): Place {
    const document = findOpen(this.document);
    if (document && this.#range) this.#place = { ...this.#place, ...getPlaceWords(document.getText(), this.#range) };
    // `trackPlace` looks the tracker up by this key.
    const key = keyOf(this.#place);
    this.#keys.add(key);
    followed.set(key, this);
    return this.#place;
  }

  share(): this {
    this.#users++;
    return this;
  }

  moveTo(document: string): void {
    if (document === this.document) return;
    const left = findOpen(this.document);
    if (left) this.#leave(left);
    this.#place = { ...this.#place, document };
    this.#lookAtOpen();
  }

  dispose(): void {
    if (--this.#users > 0) return;
    for (const key of this.#keys) if (followed.get(key) === this) followed.delete(key);
    this.#listeners.dispose();
  }

  #lookAtOpen(): void {
    const document = findOpen(this.document);
    if (document) this.#open(document);
  }

  #isOurs(document: vscode.TextDocument): boolean {
    return document.uri.toString() === this.document;
  }

  #set(document: vscode.TextDocument, range: OffsetRange | undefined): void {
    this.#range = range;
    this.#eol = document.eol;
    this.#lines = range && new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
    // The text may have been rewritten: from now on, the place is found by its present words.
    if (range) this.#place = { ...this.#place, offset: range.start, anchor: document.getText(this.#lines) };
  }

  /** If the text is the same as when it was closed, the range is too: after a rename or a change of language. */
  #open(document: vscode.TextDocument): void {
    this.#opened.add(document);
    if (!this.#isOurs(document)) return;
    const text = document.getText();
    this.#set(document, this.#closed?.text === text ? this.#closed.range : this.#find(text));
    this.#closed = undefined;
  }

  #close(document: vscode.TextDocument): void {
    this.#opened.delete(document);
    if (!this.#isOurs(document)) return;
    if (document.isUntitled && this.#followToFile()) return;
    this.#leave(document);
  }

  #leave(document: vscode.TextDocument): void {
    this.#closed ??= { text: document.getText(), range: this.#range };
    this.#range = undefined;
  }

  #change({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (!this.#isOurs(document) || contentChanges.length === 0) return;
    const isEmptied = document.isUntitled && document.lineCount === 1 && document.lineAt(0).text === '';
    if (isEmptied && this.#followToFile()) return;
    if (document.eol !== this.#eol && this.#range && this.#lines) {
      // The line breaks have changed: all offsets are others, lines and columns are the same.
      const { start, end } = this.#lines;
      return this.#set(document, { start: document.offsetAt(start), end: document.offsetAt(end) });
    }
    let range = this.#range;
    for (const { rangeOffset, rangeLength, text } of contentChanges)
      range &&= moveRange(range, { offset: rangeOffset, length: rangeLength, inserted: text.length });

    this.#set(document, range ?? this.#findIn(document, contentChanges));
  }

  /** Finds a place in the inserted text: after a formatter, a revert, a change of case, a paste or an undo. */
  #findIn(
    document: vscode.TextDocument,
    changes: readonly vscode.TextDocumentContentChangeEvent[],
  ): OffsetRange | undefined {
    const found = changes.flatMap(({ rangeOffset, text }) => {
      const range = this.#findWords(text);
      if (!range) return [];
      const start = changes
        .filter((other) => other.rangeOffset < rangeOffset)
        .reduce((at, other) => at + other.text.length - other.rangeLength, rangeOffset);
      return [{ start: start + range.start, end: start + range.end }];
    });
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
    if (!this.#range) return undefined;
    // For a cursor, the line may be deleted while the words around it are still there.
    const { anchor } = this.#place;
    const text = document.getText();
    if (anchor === '') return this.#find(text);
    this.#hasDouble ||= findWords(text, anchor).length > 0;
    return undefined;
  }

  /** Finds the place in inserted text alone, where the same words elsewhere in the document do not matter. */
  #findWords(text: string): OffsetRange | undefined {
    const alone = this.#place.anchor === '' ? 'block' : 'anchor';
    if (text.trim() === '') return undefined;
    return findPlace(text, { ...this.#place, alone }) ?? findPlace(text, { ...this.#original, alone });
  }

  #find(text: string): OffsetRange | undefined {
    if (this.#hasDouble) return undefined;
    return findPlace(text, this.#place) ?? findPlace(text, this.#original);
  }

  #rename({ oldUri, newUri }: { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }): void {
    const uri = vscode.Uri.parse(this.document, true);
    const isInside = uri.path === oldUri.path || uri.path.startsWith(`${oldUri.path}/`);
    if (!isInside || uri.scheme === 'untitled') return;
    this.moveTo(uri.with({ path: newUri.path + uri.path.slice(oldUri.path.length) }).toString());
  }

  /** When an untitled document is saved, VS Code opens a file with its text, and then empties and closes it. */
  #followToFile(): boolean {
    const range = this.#range;
    const files = [...this.#opened].filter(
      ({ isClosed, isUntitled, uri }) => !isClosed && !isUntitled && uri.scheme !== 'git',
    );
    const found = files.map((file) => ({ file, saved: this.#findSaved(file, range) })).filter(({ saved }) => saved);
    const [only, ...others] = found;
    if (!only || others.length > 0) return false;
    this.#place = { ...this.#place, document: only.file.uri.toString() };
    this.#set(only.file, only.saved);
    return true;
  }

  #findSaved(file: vscode.TextDocument, range: OffsetRange | undefined): OffsetRange | undefined {
    const text = file.getText();
    if (text.trim() === '') return undefined;
    return range && text.startsWith(this.#place.anchor, range.start) ? range : this.#find(text);
  }
}
