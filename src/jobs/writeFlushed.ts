import { setTimeout as sleep } from 'node:timers/promises';
import { dirname } from 'node:path';

/** The part of `node:fs/promises` that the journal and the leases use; tests put one in its place that forgets. */
export interface JournalFs {
  mkdir(path: string, options: { recursive: true; mode: number }): Promise<unknown>;
  readdir(path: string): Promise<string[]>;
  readFile(path: string, encoding: 'utf8'): Promise<string>;
  open(path: string, flags: string, mode?: number): Promise<JournalFile>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

export interface JournalFile {
  writeFile(text: string): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Puts `text` at `path`, readable by the owner only, in such a way that after a crash or a power cut the file holds
 * either what it held before or all of `text`; once this resolves, it is `text`.
 *
 * @param temporary a name in the same folder that nothing else uses
 */
export async function writeFlushed(fs: JournalFs, path: string, temporary: string, text: string): Promise<void> {
  try {
    await createFlushed(fs, temporary, text);
    await renamePatiently(fs, temporary, path);
  } catch (error) {
    await fs.unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(fs, dirname(path));
}

async function createFlushed(fs: JournalFs, path: string, text: string): Promise<void> {
  const file = await fs.open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** On Windows a virus scanner or a reader that has the target open makes a rename fail for a moment. */
async function renamePatiently(fs: JournalFs, from: string, to: string): Promise<void> {
  for (const delayMs of [10, 50, 200, 500]) {
    try {
      return await fs.rename(from, to);
    } catch (error) {
      if (!hasCode(error, 'EPERM', 'EACCES', 'EBUSY')) {
        throw error;
      }
      await sleep(delayMs);
    }
  }
  return fs.rename(from, to);
}

/** Makes the new name durable. Windows cannot open a folder for that, and some file systems cannot flush one. */
async function syncFolder(fs: JournalFs, path: string): Promise<void> {
  try {
    const folder = await fs.open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'ENOTSUP')) {
      throw error;
    }
  }
}

/** Whether `error` is a file system's error with one of `codes`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
