import { join } from 'node:path';
import type { JournalFs } from '../../files/durable.ts';
import { createLineReader, type LineReader } from '../../files/lineFile.ts';
import type { SharedHistory } from '../sharedHistory.ts';
import { createHistoryIndex, type HistoryIndex } from './historyIndex.ts';
import { type HistoryFile, type HistoryLine, readLine } from './historyLine.ts';
import { listOwnFiles } from './ownFiles.ts';

export interface HistoryReaderOptions {
  readonly fs: JournalFs;
  readonly folder: string;
  readonly shared: () => readonly SharedHistory[];
  readonly limit: () => number;
  readonly log: (line: string) => void;
}

/** What all files of the history say together. */
export interface HistoryState {
  readonly index: HistoryIndex;
  /** How many files the user's own history has. */
  readonly ownFiles: number;
  /** How many lines about pictures they have. */
  readonly ownLines: number;
}

export interface HistoryReader {
  /**
   * Reads what is new in the files. Calls at the same time share one reading.
   * @throws the disk's error if a file of the user's own cannot be read
   */
  read(this: void): Promise<HistoryState>;
  /** What the last reading gave. */
  getLast(this: void): HistoryState | undefined;
}

/** A file, and what was read of it up to now. */
interface KnownFile {
  readonly file: HistoryFile;
  readonly read: LineReader;
  readonly lines: readonly HistoryLine[];
  /** How many lines about pictures were read, also those that are beyond the limit. */
  readonly count: number;
}

/** More lines than the limit stay in memory, so that they are not sorted out at each new line. */
const slack = 1.1;

export function createHistoryReader(options: HistoryReaderOptions): HistoryReader {
  const { fs, folder, shared, limit, log } = options;
  const files = new Map<string, KnownFile>();
  const told = new Set<string>();
  let index = createHistoryIndex();
  /** Whether the index knows lines that are not among those of the files any more. */
  let isStale = false;
  let last: HistoryState | undefined;

  async function readAll(): Promise<HistoryState> {
    const own = await readOwn();
    const others = shared().map(({ path, root }) => ({ path, root }));
    for (const file of others)
      await readFile(file).catch((error: unknown) => tellOnce(`${file.path}: ${String(error)}`));
    const current = new Set([...own, ...others].map(keyOf));
    for (const key of files.keys()) if (!current.has(key)) drop(key);
    if (isStale) rebuild();
    const ownKnown = own.flatMap((file) => files.get(keyOf(file)) ?? []);
    last = { index, ownFiles: ownKnown.length, ownLines: ownKnown.reduce((sum, { count }) => sum + count, 0) };
    return last;
  }

  /** A file that was listed but is gone was merged into another one, which the next list has. */
  async function readOwn(tries = 5): Promise<readonly HistoryFile[]> {
    const names = await listOwnFiles(fs, folder);
    const own = names.map((name) => ({ path: join(folder, name), root: undefined }));
    for (const file of own) {
      const isThere = await readFile(file);
      if (!isThere && tries > 1) return readOwn(tries - 1);
    }
    return own;
  }

  /** @returns whether the file is there */
  async function readFile(file: HistoryFile): Promise<boolean> {
    const known = files.get(keyOf(file)) ?? { file, read: createLineReader(fs, file.path), lines: [], count: 0 };
    const taken = await known.read((line) => readLine(line, file));
    if (!taken) {
      drop(keyOf(file));
      return false;
    }
    const { isWhole, items } = taken;
    if (isWhole && known.lines.length > 0) isStale = true;
    const { lines, count } = isWhole ? { lines: [], count: 0 } : known;
    setLines({ ...known, lines, count }, items);
    return true;
  }

  function setLines(known: KnownFile, items: readonly HistoryLine[]): void {
    const all = items.length === 0 ? known.lines : [...known.lines, ...items];
    const lines = keepNewest(all, limit());
    if (lines.length < all.length) isStale = true;
    items.forEach(index.learn);
    const count = known.count + items.filter(({ kind }) => kind === 'picture').length;
    files.set(keyOf(known.file), { ...known, lines, count });
  }

  function drop(key: string): void {
    if (files.delete(key)) isStale = true;
  }

  function rebuild(): void {
    index = createHistoryIndex();
    for (const { lines } of files.values()) lines.forEach(index.learn);
    isStale = false;
  }

  function tellOnce(line: string): void {
    if (!told.has(line)) log(line);
    told.add(line);
  }

  return { read: shareCalls(readAll), getLast: () => last };
}

function keyOf({ path, root = '' }: HistoryFile): string {
  return `${path}\n${root}`;
}

/** The newest lines about pictures, and all marks. */
function keepNewest(lines: readonly HistoryLine[], limit: number): readonly HistoryLine[] {
  if (lines.length <= limit * slack) return lines;
  const pictures = lines.filter((line) => line.kind === 'picture');
  if (pictures.length <= limit * slack) return lines;
  const newest = pictures.toSorted((a, b) => b.entry.savedAt - a.entry.savedAt).slice(0, limit);
  return [...newest, ...lines.filter((line) => line.kind !== 'picture')];
}

/** Runs one call after the other. Calls that come before a run has begun share it: it sees all that was before them. */
function shareCalls<T>(run: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    next ??= last.then(() => {
      next = undefined;
      const running = run();
      last = running.catch(() => undefined);
      return running;
    });
    return next;
  };
}
