import { dirname } from 'node:path';
import type { JournalFs } from '../files/durable.ts';
import { appendLines } from '../files/lineFile.ts';
import { isReallyInside } from '../files/realPath.ts';

/**
 * A file of a workspace folder that tells everybody who gets the folder how its pictures were made. Git may merge it:
 * it is only ever appended to.
 */
export interface SharedHistory {
  /** It lies in a folder of the workspace folder. */
  readonly path: string;
  /** The URI of the workspace folder. */
  readonly root: string;
  /** Whether the user wants it to be written; it is read in any case. */
  readonly isWritten: boolean;
}

/** A shared file could not be written; the user's own history has what it was to say. */
export class SharedHistoryError extends Error {
  override readonly name = 'SharedHistoryError';
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(`The history ${path} cannot be written: ${String(cause)}`, { cause });
    this.path = path;
  }
}

/** Lines, each with its end, and the shared file that they go to. */
export interface SharedLines {
  readonly path: string;
  readonly lines: string;
}

/**
 * Appends lines to shared files, also to the others if one fails.
 * @throws {SharedHistoryError} for the first that could not be written
 */
export async function appendToShared(fs: JournalFs, all: readonly SharedLines[]): Promise<void> {
  const errors: SharedHistoryError[] = [];
  for (const { path, lines } of all.filter((one) => one.lines !== '')) {
    try {
      // What comes with a folder must not decide what else on the disk is written.
      if (!(await isReallyInside(path, dirname(dirname(path)))))
        throw new Error('a symbolic link leads out of the folder');
      await fs.mkdir(dirname(path), { recursive: true, mode: 0o777 });
      await appendLines(fs, path, lines, 0o666);
    } catch (error) {
      errors.push(new SharedHistoryError(path, error));
    }
  }
  if (errors[0]) throw errors[0];
}
