import type { JournalFs } from '../files/durable.ts';
import type { HistoryFiles, HistoryState } from './historyFiles.ts';
import { formatMark, type Mark } from './historyLine.ts';
import { mergeOwnFiles } from './mergeOwnFiles.ts';
import { createAppendOwn } from './ownFiles.ts';
import { formatPicture, type Picture } from './picture.ts';
import { formatPortable } from './portable.ts';
import { appendToShared, type SharedHistory, type SharedLines } from './sharedHistory.ts';

export interface WriteHistoryOptions {
  readonly fs: JournalFs;
  readonly folder: string;
  readonly shared: () => readonly SharedHistory[];
  readonly limit: () => number;
  readonly log: (line: string) => void;
  readonly now: () => number;
  readonly files: HistoryFiles;
}

interface Written {
  readonly picture: Picture;
  readonly at: number;
}

type Marked = Mark & Pick<Written, 'at'>;

/** With more files the user's own history is merged into one. */
const maxOwnFiles = 8;

/**
 * Makes the function that writes pictures and marks, first to the user's own history, then to the shared files, and
 * merges the own files once they are many. It rejects with the disk's error, or with a `SharedHistoryError` once the
 * user's own history has everything.
 */
export function createWriteHistory(options: WriteHistoryOptions) {
  const { fs, folder, shared, limit, log, now, files } = options;
  const appendOwn = createAppendOwn(fs, folder);
  let lastAt = 0;
  /** The state that was read before these lines about pictures were written. */
  let state: HistoryState | undefined;
  let unread = 0;
  let hasWritten = false;
  let merging: Promise<void> | undefined;
  let mayMerge = true;

  /** A time later than that of any other line about the picture, even if a clock is wrong. */
  function nextAt(sha256: string): number {
    lastAt = Math.max(now(), lastAt + 1);
    return Math.max(lastAt, (files.getLast()?.index.latestAt(sha256) ?? 0) + 1);
  }

  function isKnownIn(path: string, sha256: string): boolean {
    return (
      files
        .getLast()
        ?.index.linesOf(sha256)
        .some(({ file }) => file.path === path) ?? false
    );
  }

  /** The history is safe without being merged, so a failure is but noted, and not met again and again. */
  async function mergeIfNeeded(): Promise<void> {
    if (!mayMerge || (hasWritten && state && !isTooLarge(state))) return;
    hasWritten = true;
    try {
      state = await files.refresh();
      unread = 0;
      if (isTooLarge(state)) await mergeOwnFiles(fs, folder, limit());
    } catch (error) {
      mayMerge = false;
      log(`The history could not be merged: ${String(error)}`);
    }
  }

  function isTooLarge({ ownFiles, ownLines }: HistoryState): boolean {
    return ownFiles > maxOwnFiles || ownLines + unread > limit() * 1.1;
  }

  function formatShared(file: SharedHistory, pictures: readonly Written[], marks: readonly Marked[]): SharedLines {
    const inside = pictures.flatMap(({ picture, at }) => {
      const line = formatPortable(picture, at, file.root);
      return line === undefined ? [] : { line, sha256: picture.sha256 };
    });
    const isThere = ({ sha256 }: Mark): boolean =>
      isKnownIn(file.path, sha256) || inside.some((one) => one.sha256 === sha256);
    const lines = [...inside.map(({ line }) => line), ...marks.filter(isThere).map(formatMark)];
    return { path: file.path, lines: lines.join('') };
  }

  function countUnread(lines: number): void {
    const last = files.getLast();
    unread = last === state ? unread + lines : lines;
    state = last;
  }

  return async (pictures: readonly Picture[], marks: readonly Mark[]): Promise<void> => {
    const written = pictures.map((picture) => ({ picture, at: nextAt(picture.sha256) }));
    const marked = marks.map((mark) => ({ ...mark, at: nextAt(mark.sha256) }));
    const own = [...written.map(({ picture, at }) => formatPicture(picture, at)), ...marked.map(formatMark)];
    const others = shared()
      .filter(({ isWritten }) => isWritten)
      .map((file) => formatShared(file, written, marked));
    await appendOwn(own.join(''));
    countUnread(pictures.length);
    try {
      await appendToShared(fs, others);
    } finally {
      merging ??= mergeIfNeeded().finally(() => (merging = undefined));
      await merging;
    }
  };
}
