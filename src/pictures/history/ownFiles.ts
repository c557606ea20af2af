import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { appendFlushed, type JournalFs } from '../../files/durable.ts';
import { hasCode } from '../../files/errno.ts';
import { appendLines, statExisting } from '../../files/lineFile.ts';

// The user's own history is a folder of files of lines. Each process writes to one of its own, so that no two write to
// the same file, and the line that is cut when a process is killed is the last of its file. A file whose name is
// changed to a closed one is written to no more.

const closedEnd = '.closed.jsonl';

/**
 * A new name for a file of the history that nobody is to write to any more. It is never the name of a file that was
 * closed before: a process whose file was closed makes another one with its old name, which may be closed as well.
 */
export function createClosedName(): string {
  return `${randomUUID()}${closedEnd}`;
}

export function isClosed(name: string): boolean {
  return name.endsWith(closedEnd);
}

/** The names of all files of the history in a folder. @throws the disk's error */
export async function listOwnFiles(fs: JournalFs, folder: string): Promise<readonly string[]> {
  try {
    return (await fs.readdir(folder)).filter((name) => name.endsWith('.jsonl'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/**
 * Makes the function by which this process appends lines to the history in a folder. It resolves when they are on the
 * disk, and is safe to be called again before.
 */
export function createAppendOwn(fs: JournalFs, folder: string): (lines: string) => Promise<void> {
  const path = join(folder, `${randomUUID()}.jsonl`);
  let last: Promise<void> = Promise.resolve();
  /** Of the file as it was left; undefined if its name may not be on the disk yet, or its last line may be cut. */
  let size: number | undefined;

  /**
   * Another process may close the file at any time, and then read it before these lines are in it. If it still has its
   * name afterwards, it was not closed before; else the lines are written to a new one, perhaps once too often.
   */
  async function append(lines: string): Promise<void> {
    const before = size;
    size = undefined;
    if (before === undefined) {
      await fs.mkdir(folder, { recursive: true, mode: 0o700 });
      await appendLines(fs, path, lines, 0o600);
    } else await appendFlushed(fs, path, lines, 0o600);
    const after = (await statExisting(fs, path))?.size;
    const isGone = after === undefined || (before !== undefined && after !== before + Buffer.byteLength(lines));
    if (isGone) return append(lines);
    size = after;
  }

  return (lines) => {
    const mine = last.then(() => append(lines));
    last = mine.catch(() => undefined);
    return mine;
  };
}
