import * as vscode from 'vscode';
import type { Place, TrackedPlace } from '../making/ports.ts';
import type { OffsetRange } from '../markup/markup.ts';
import { findOpen } from './findOpen.ts';
import { findPlace, findWords, getPlaceWords, type PlaceWords } from './findPlace.ts';
import { moveRange } from './movingRange.ts';

/** What is followed since somebody pointed at it, for the orders that are made of it. */
const followed = new Map<string, PlaceTracker>();

/** Follows a range of an open document from this moment on. */
export function followRange(document: vscode.TextDocument, range: OffsetRange): TrackedPlace {
  const words = getPlaceWords(document.getText(), range);
  return new PlaceTracker({ document: document.uri.toString(), offset: range.start, ...words }, document, range);
}

/**
 * Follows the place of an order: goes on with what was followed since the command was given, else looks for its words,
 * for the document may have changed in any way since (a picture made again, a job resumed).
 */
export function trackPlace(place: Place): TrackedPlace {
  return followed.get(keyOf(place))?.share() ?? new PlaceTracker(place);
}

function keyOf({ document, offset, anchor }: Place): string {
  return JSON.stringify([document, offset, anchor]);
}

/** One for all that follow the same place. */
class PlaceTracker implements TrackedPlace {
  readonly #original: PlaceWords;
  #place: Place;
  #range: OffsetRange | undefined;
  /** Where the range is in lines, which other line breaks leave alone. */
  #lines: vscode.Range | undefined;
  #eol: vscode.EndOfLine | undefined;
  /** Whether its words stood elsewhere, too, when it was deleted: then finding them says nothing. */
  #hasDouble = false;
  /** The document as it was when it was last seen. */
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
    // The order that is made of it finds it again by what it says.
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
    // Words that were rewritten meanwhile are what it is found by from now on.
    if (range) this.#place = { ...this.#place, offset: range.start, anchor: document.getText(this.#lines) };
  }

  /** Text that is the same as when it was left has the place where it was: after a rename, or as another language. */
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
      // Every line has another length now, and the same words.
      const { start, end } = this.#lines;
      return this.#set(document, { start: document.offsetAt(start), end: document.offsetAt(end) });
    }
    let range = this.#range;
    for (const { rangeOffset, rangeLength, text } of contentChanges)
      range &&= moveRange(range, { offset: rangeOffset, length: rangeLength, inserted: text.length });

    this.#set(document, range ?? this.#findIn(document, contentChanges));
  }

  /** What was formatted, reverted, put into other letters, or comes back by paste or undo stands in the text put in. */
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
    // A cursor may have lost its line, and not the words around it.
    const { anchor } = this.#place;
    const text = document.getText();
    if (anchor === '') return this.#find(text);
    this.#hasDouble ||= findWords(text, anchor).length > 0;
    return undefined;
  }

  /** In text that came into the document in place of the old one, so that doubles elsewhere do not matter. */
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

  /** An untitled document that is saved is emptied and closed, after a file with its text was opened. */
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
