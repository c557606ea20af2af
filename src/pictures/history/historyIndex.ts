import type { HistoryEntry } from '../historyEntry.ts';
import { maxTime } from '../picture.ts';
import type { HistoryLine, MarkLine, PictureLine } from './historyLine.ts';

/** What the lines of all files say together. A picture is known if it was added later than it was forgotten. */
export interface HistoryIndex {
  learn(this: void, line: HistoryLine): void;
  /** All pictures that are known, the newest first. */
  list(this: void): readonly HistoryEntry[];
  /** Each saving that the user's own files know of, the newest first. */
  savings(this: void): readonly HistoryEntry[];
  /** The lines of a picture that is known, the one that counts first. */
  linesOf(this: void, sha256: string): readonly PictureLine[];
  /** The lines of all pictures that were saved at a URI, the last one first. */
  linesAt(this: void, uri: string): readonly PictureLine[];
  isKept(this: void, sha256: string): boolean;
  /** The first time that is later than those of all lines about a picture; 0 if there is none. */
  nextAt(this: void, sha256: string): number;
}

/** What is known of a picture; it grows with each line. */
interface Known {
  readonly lines: PictureLine[];
  readonly marks: MarkLine[];
}

export function createHistoryIndex(): HistoryIndex {
  const all = new Map<string, Known>();
  let listed: readonly HistoryEntry[] | undefined;

  const getKnown = (sha256: string): Known => all.get(sha256) ?? { lines: [], marks: [] };

  function learn(line: HistoryLine): void {
    const sha256 = line.kind === 'picture' ? line.entry.sha256 : line.sha256;
    const known = getKnown(sha256);
    all.set(sha256, known);
    if (line.kind === 'picture') known.lines.push(line);
    else addMark(known.marks, line);
    listed = undefined;
  }

  function list(): readonly HistoryEntry[] {
    listed ??= Array.from(all.values())
      .flatMap((known) => {
        const [first] = knownLines(known);
        if (!first) return [];
        return isKept(known) ? { ...first.entry, isKept: true } : first.entry;
      })
      .toSorted((a, b) => b.savedAt - a.savedAt);
    return listed;
  }

  function savings(): readonly HistoryEntry[] {
    const own = Array.from(all.values()).flatMap((known) =>
      knownLines(known).filter(({ file }) => file.root === undefined),
    );
    // A picture that was found elsewhere has a line more, and was saved once.
    const entries = new Map(own.map(({ entry }) => [`${entry.sha256} ${entry.savedAt}`, entry]));
    return [...entries.values()].toSorted((a, b) => b.savedAt - a.savedAt);
  }

  function linesAt(uri: string): readonly PictureLine[] {
    return Array.from(all.values())
      .filter(({ lines }) => lines.some(({ entry }) => entry.uri === uri))
      .flatMap((known) => knownLines(known).filter(({ entry }) => entry.uri === uri))
      .toSorted(byRank);
  }

  function nextAt(sha256: string): number {
    const { lines, marks } = getKnown(sha256);
    // A line with a time that no date has could not be read.
    return [...lines, ...marks].reduce((next, { at }) => Math.min(Math.max(next, at + 1), maxTime), 0);
  }

  return {
    learn,
    list,
    savings,
    linesOf: (sha256) => knownLines(getKnown(sha256)),
    linesAt,
    isKept: (sha256) => isKept(getKnown(sha256)),
    nextAt,
  };
}

/** Adds a mark. Of those of one kind in one file the last one says it all. */
function addMark(marks: MarkLine[], mark: MarkLine): void {
  const at = marks.findIndex(({ kind, file }) => kind === mark.kind && file.path === mark.file.path);
  const other = marks[at];
  if (!other) marks.push(mark);
  else if (other.at < mark.at) marks[at] = mark;
}

/** The lines that are not forgotten, the one that counts first. */
function knownLines({ lines, marks }: Known): readonly PictureLine[] {
  return lines.filter((line) => !isForgotten(line, marks)).toSorted(byRank);
}

function isKept({ marks }: Known): boolean {
  return marks.some((mark) => mark.kind === 'kept' && !isForgotten(mark, marks));
}

/** The user forgets a picture wherever it is known; a shared file can only forget what it says itself. */
function isForgotten({ at, file }: HistoryLine, marks: readonly MarkLine[]): boolean {
  return marks.some(
    (mark) =>
      mark.kind === 'forgotten' && mark.at >= at && (mark.file.root === undefined || mark.file.path === file.path),
  );
}

/**
 * Which of two lines of a picture counts: the one that was saved last. Of one saving, the user's own counts, which has
 * the place in the document, then the one that was written last.
 */
function byRank(a: PictureLine, b: PictureLine): number {
  return (
    b.entry.savedAt - a.entry.savedAt ||
    Number(b.file.root === undefined) - Number(a.file.root === undefined) ||
    b.at - a.at ||
    b.start - a.start
  );
}
