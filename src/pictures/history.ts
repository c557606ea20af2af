import * as nodeFs from 'node:fs/promises';
import type { JournalFs } from '../files/durable.ts';
import { readAt } from '../files/lineFile.ts';
import type { HistoryIndex } from './history/historyIndex.ts';
import { type PictureLine, readPicture } from './history/historyLine.ts';
import { createHistoryReader } from './history/historyReader.ts';
import { createWriteHistory } from './history/historyWriter.ts';
import { formatExport, parseImport } from './history/importExport.ts';
import type { Mark } from './history/mark.ts';
import type { HistoryEntry } from './historyEntry.ts';
import type { Picture } from './picture.ts';
import type { SharedHistory } from './sharedHistory.ts';

// The history is files of lines. A line is a picture, or a mark that says of a picture that it is forgotten or was
// chosen (`historyLine.ts`, `mark.ts`).
//
// - The user's own history is a folder in which each process appends to a file of its own (`ownFiles.ts`). Once there
//   are many files or lines, they are merged into one file (`mergeOwnFiles.ts`).
// - A shared history is one file in a workspace folder. Git merges it, so it is only appended to. Its lines have paths
//   in place of URIs (`portable.ts`), as those of an export have (`importExport.ts`).
//
// An index of all lines is in memory (`historyIndex.ts`). Before each question it reads what was appended to the files
// since the last one (`historyReader.ts`). It has of each picture a small entry and where its line stands; the whole
// picture is read from the disk when it is asked for.

/**
 * How all pictures were made that were saved on this machine, or that the shared files of the open workspace folders
 * know of. Every method may reject with the disk's error. Those that write reject with a `SharedHistoryError` if a
 * shared file could not be written; the user's own history is safe by then.
 */
export interface History {
  /** Adds a picture; resolves when it is on the disk. */
  add(this: void, picture: Picture): Promise<void>;
  /** Finds the picture that was saved last with these bytes. */
  find(this: void, sha256: string): Promise<Picture | undefined>;
  /** Finds the picture that was saved last at a URI; its file may hold other bytes now. */
  findAt(this: void, uri: string): Promise<Picture | undefined>;
  /** Finds the pictures that were ordered together under an id, by their number. */
  findVariations(this: void, id: string): Promise<readonly Picture[]>;
  /** All pictures, the newest first. */
  list(this: void): Promise<readonly HistoryEntry[]>;
  /** Each saving of the user's own history, the newest first: a picture that was made twice may have the same bytes. */
  listSavings(this: void): Promise<readonly HistoryEntry[]>;
  /** Forgets pictures; their files stay. */
  forget(this: void, sha256s: readonly string[]): Promise<void>;
  /** Marks a picture as chosen among those that were ordered together with it. */
  keep(this: void, sha256: string): Promise<void>;
  /**
   * Adds the pictures of the lines of another history that are not known yet.
   * @param root the URI of the folder that their paths are relative to
   */
  importLines(this: void, text: string, root: string | undefined): Promise<Imported>;
  /** All pictures as portable lines, the oldest first. @param root the URI of the folder that paths are relative to */
  exportLines(this: void, root: string | undefined): Promise<string>;
}

/** How many pictures an import has added, how many were known, and how many lines it could not read. */
export interface Imported {
  readonly added: number;
  readonly known: number;
  readonly unreadable: number;
}

export interface HistoryOptions {
  /** The shared files of the workspace folders as they are now. */
  readonly shared: () => readonly SharedHistory[];
  /** How many pictures the history remembers: the newest ones. */
  readonly limit: () => number;
  readonly log: (line: string) => void;
  readonly fs?: JournalFs;
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
}

/** Opens the history in a folder. */
export function openHistory(folder: string, options: HistoryOptions): History {
  const { limit, fs = nodeFs, now = Date.now } = options;
  const reader = createHistoryReader({ ...options, fs, folder });
  const write = createWriteHistory({ ...options, fs, folder, now, reader });

  /** The picture of the first line that can be read. */
  async function readFirst(lines: readonly PictureLine[], index: HistoryIndex): Promise<Picture | undefined> {
    for (const line of lines) {
      const bytes = await readAt(fs, line.file.path, line.start, line.length);
      const picture = bytes && readPicture(bytes.toString(), line.file);
      if (picture?.sha256 === line.entry.sha256)
        return index.isKept(picture.sha256) ? { ...picture, isKept: true } : picture;
    }
    return undefined;
  }

  /** A line that was in the index but is gone was merged into another file, which the next reading has. */
  async function findFirst(
    getLines: (index: HistoryIndex) => readonly PictureLine[],
    tries = 5,
  ): Promise<Picture | undefined> {
    const { index } = await reader.read();
    const lines = getLines(index);
    const picture = await readFirst(lines, index);
    return picture || lines.length === 0 || tries === 1 ? picture : findFirst(getLines, tries - 1);
  }

  const find = (sha256: string): Promise<Picture | undefined> => findFirst((index) => index.linesOf(sha256));

  async function findAll(entries: readonly HistoryEntry[]): Promise<readonly Picture[]> {
    const pictures: Picture[] = [];
    for (const { sha256 } of entries) {
      const picture = await find(sha256);
      if (picture) pictures.push(picture);
    }
    return pictures;
  }

  async function findVariations(id: string): Promise<readonly Picture[]> {
    const { index } = await reader.read();
    const together = index.list().filter(({ variations }) => variations === id);
    const pictures = await findAll(together);
    return pictures.toSorted((a, b) => (a.variations?.index ?? 0) - (b.variations?.index ?? 0));
  }

  async function list(): Promise<readonly HistoryEntry[]> {
    return (await reader.read()).index.list().slice(0, limit());
  }

  async function forget(sha256s: readonly string[]): Promise<void> {
    const { index } = await reader.read();
    const known = [...new Set(sha256s)].filter((sha256) => index.linesOf(sha256).length > 0);
    const marks = known.map((sha256): Mark => ({ kind: 'forgotten', sha256 }));
    if (marks.length > 0) await write([], marks);
  }

  async function keep(sha256: string): Promise<void> {
    const { index } = await reader.read();
    if (index.linesOf(sha256).length > 0 && !index.isKept(sha256)) await write([], [{ kind: 'kept', sha256 }]);
  }

  async function importLines(text: string, root: string | undefined): Promise<Imported> {
    const { index } = await reader.read();
    const { pictures, kept, unreadable } = parseImport(text, root, now());
    const unknown = pictures.filter(({ sha256 }) => index.linesOf(sha256).length === 0);
    const added = new Map(unknown.map((picture) => [picture.sha256, picture]));
    const marks = kept.filter((sha256) => added.has(sha256)).map((sha256): Mark => ({ kind: 'kept', sha256 }));
    if (added.size > 0) await write([...added.values()], marks);
    return { added: added.size, known: pictures.length - added.size, unreadable };
  }

  async function exportLines(root: string | undefined): Promise<string> {
    const entries = await list();
    return formatExport(await findAll(entries.toReversed()), root);
  }

  return {
    add: (picture) => write([picture], []),
    find,
    findAt: (uri) => findFirst((index) => index.linesAt(uri)),
    findVariations,
    list,
    listSavings: async () => (await reader.read()).index.savings(),
    forget,
    keep,
    importLines,
    exportLines,
  };
}
