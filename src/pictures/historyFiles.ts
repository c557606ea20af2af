import { join } from 'node:path';
import type { JournalFs } from '../files/durable.ts';
import { createLineReader, type LineReader } from '../files/lineFile.ts';
import { createHistoryIndex, type HistoryIndex } from './historyIndex.ts';
import type { HistoryFile, HistoryLine } from './historyLine.ts';
import { listOwnFiles } from './ownFiles.ts';
import { readLine } from './readLine.ts';
import type { SharedHistory } from './sharedHistory.ts';

export interface HistoryFilesOptions {
  readonly fs: JournalFs;
  readonly folder: string;
  readonly shared: () => readonly SharedHistory[];
  readonly limit: () => number;
  readonly log: (line: string) => void;
}

/** What all files of the history say now. */
export interface HistoryState {
  readonly index: HistoryIndex;
  /** How many files the user's own history has. */
  readonly ownFiles: number;
  /** How many lines about pictures they have. */
  readonly ownLines: number;
}

/** A file, and what was read of it up to now. */
interface KnownFile {
  readonly file: HistoryFile;
  readonly read: LineReader;
  readonly lines: readonly HistoryLine[];
  /** How many lines about pictures were read, also those that are beyond the limit. */
  readonly count: number;
}

export interface HistoryFiles {
  /**
   * Reads what is new in the files and gives what they say together. Calls at the same time share one reading.
   * @throws the disk's error if a file of the user's own cannot be read
   */
  refresh(this: void): Promise<HistoryState>;
  /** What the last reading gave. */
  getLast(this: void): HistoryState | undefined;
}

export function createHistoryFiles(options: HistoryFilesOptions): HistoryFiles {
  const { fs, folder, shared, limit, log } = options;
  const files = new Map<string, KnownFile>();
  const told = new Set<string>();
  let index = createHistoryIndex();
  /** Whether the index knows lines that no file has any more. */
  let isStale = false;
  let last: HistoryState | undefined;

  async function readAll(): Promise<HistoryState> {
    const own = await readOwn();
    const others = shared().map(({ path, root }) => ({ path, root }));
    for (const file of others)
      await readFile(file).catch((error: unknown) => tellOnce(`${file.path}: ${String(error)}`));
    dropOthers([...own, ...others]);
    if (isStale) rebuild();
    const ownKnown = own.flatMap(({ path }) => files.get(path) ?? []);
    const ownLines = ownKnown.reduce((sum, { count }) => sum + count, 0);
    last = { index, ownFiles: ownKnown.length, ownLines };
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

  async function readFile(file: HistoryFile): Promise<boolean> {
    const known = getKnown(file);
    const taken = await known.read((line) => readLine(line, file));
    if (!taken) {
      if (files.delete(file.path)) isStale = true;
      return false;
    }
    const { isWhole, items } = taken;
    const lines = isWhole ? items : [...known.lines, ...items];
    const kept = keepNewest(lines, limit());
    const isVoid = isWhole && known.lines.length > 0;
    if (isVoid || kept.length < lines.length) isStale = true;
    else items.forEach(index.learn);
    files.set(file.path, {
      ...known,
      lines: kept,
      count: (isWhole ? 0 : known.count) + items.filter(({ kind }) => kind === 'picture').length,
    });
    return true;
  }

  function getKnown(file: HistoryFile): KnownFile {
    const known = files.get(file.path);
    return known?.file.root === file.root && known
      ? known
      : { file, read: createLineReader(fs, file.path), lines: [], count: 0 };
  }

  function dropOthers(current: readonly HistoryFile[]): void {
    const paths = new Set(current.map(({ path }) => path));
    for (const path of [...files.keys()].filter((one) => !paths.has(one))) if (files.delete(path)) isStale = true;
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

  return { refresh: shareCalls(readAll), getLast: () => last };
}

/** The newest lines about pictures, and all marks. Some more than the limit stay, so that it is not reached each time. */
function keepNewest(lines: readonly HistoryLine[], limit: number): readonly HistoryLine[] {
  if (lines.length <= limit * 1.1) return lines;
  const pictures = lines.filter((line) => line.kind === 'picture');
  const marks = lines.filter((line) => line.kind !== 'picture');
  if (pictures.length <= limit * 1.1) return lines;
  return [...pictures.toSorted((a, b) => b.entry.savedAt - a.entry.savedAt).slice(0, limit), ...marks];
}

/** Runs one call after the other. Calls that come before a run has begun share it, as it sees all that was before them. */
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
