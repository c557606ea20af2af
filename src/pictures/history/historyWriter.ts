import { formatPicture, type Picture } from '../picture.ts';
import { appendToShared, type SharedHistory, type SharedLines } from '../sharedHistory.ts';
import type { HistoryReader, HistoryReaderOptions } from './historyReader.ts';
import { formatMark, type Mark, type WrittenMark } from './mark.ts';
import { mergeOwnFiles } from './mergeOwnFiles.ts';
import { createAppendOwn } from './ownFiles.ts';
import { formatPortable } from './portable.ts';

export interface HistoryWriterOptions extends HistoryReaderOptions {
  readonly now: () => number;
  readonly reader: HistoryReader;
}

/**
 * Writes pictures and marks, first to the user's own history, then to the shared files. It rejects with the disk's
 * error, or with a `SharedHistoryError` once the user's own history has everything.
 */
export type WriteHistory = (pictures: readonly Picture[], marks: readonly Mark[]) => Promise<void>;

interface WrittenPicture {
  readonly picture: Picture;
  readonly at: number;
}

/** With more files than this the user's own history is merged into one. */
const maxOwnFiles = 8;
/** So it is if it has this many times as many lines about pictures as the limit. */
const maxLinesByLimit = 1.1;
/** A process counts files and lines when it writes for the first time, and again after so many writes. */
const writesBetweenLooks = 100;

export function createWriteHistory(options: HistoryWriterOptions): WriteHistory {
  const { fs, folder, shared, limit, log, now, reader } = options;
  const appendOwn = createAppendOwn(fs, folder);
  let lastAt = 0;
  let writes = 0;

  /** A time later than that of any other line about the picture that was read, even if a clock is wrong. */
  function nextAt(sha256: string): number {
    lastAt = Math.max(now(), lastAt + 1);
    return Math.max(lastAt, reader.getLast()?.index.nextAt(sha256) ?? 0);
  }

  function formatShared(file: SharedHistory, pictures: readonly WrittenPicture[], marks: readonly WrittenMark[]) {
    const inside = pictures.flatMap(({ picture, at }) => {
      const line = formatPortable(picture, at, file.root);
      return line === undefined ? [] : { line, sha256: picture.sha256 };
    });
    const added = new Set(inside.map(({ sha256 }) => sha256));
    const known = marks.filter(({ sha256 }) => added.has(sha256) || isKnownIn(file.path, sha256));
    const lines = [...inside.map(({ line }) => line), ...known.map(formatMark)];
    return { path: file.path, lines: lines.join('') } satisfies SharedLines;
  }

  function isKnownIn(path: string, sha256: string): boolean {
    const lines = reader.getLast()?.index.linesOf(sha256) ?? [];
    return lines.some(({ file }) => file.path === path);
  }

  /** The history is safe without being merged, so a failure is only noted. */
  async function mergeIfNeeded(): Promise<void> {
    try {
      const { ownFiles, ownLines } = await reader.read();
      if (ownFiles > maxOwnFiles || ownLines > limit() * maxLinesByLimit) await mergeOwnFiles(fs, folder, limit());
    } catch (error) {
      log(`The history could not be merged: ${String(error)}`);
    }
  }

  return async (pictures, marks) => {
    const written = pictures.map((picture) => ({ picture, at: nextAt(picture.sha256) }));
    const marked = marks.map((mark) => ({ ...mark, at: nextAt(mark.sha256) }));
    const own = [...written.map(({ picture, at }) => formatPicture(picture, at)), ...marked.map(formatMark)];
    const others = shared()
      .filter(({ isWritten }) => isWritten)
      .map((file) => formatShared(file, written, marked));
    await appendOwn(own.join(''));
    try {
      await appendToShared(fs, others);
    } finally {
      if (writes++ % writesBetweenLooks === 0) await mergeIfNeeded();
    }
  };
}
