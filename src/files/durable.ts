import { dirname } from 'node:path';
import { hasCode } from './errno.ts';
import { patiently } from './patience.ts';

/**
 * The part of `node:fs/promises` that the journal, the leases and the history use. Tests replace it by one that loses
 * what was not flushed.
 */
export interface JournalFs {
  mkdir(path: string, options: { recursive: true; mode: number }): Promise<unknown>;
  readdir(path: string): Promise<string[]>;
  readFile(path: string, encoding: 'utf8'): Promise<string>;
  open(path: string, flags: string, mode?: number): Promise<JournalFile>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  stat(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }>;
}

export interface JournalFile {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  writeFile(text: string): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Writes `text` to `path`, readable by the owner only. After a crash or a power cut the file holds either its old
 * content or all of `text`; once this resolves, it holds `text`.
 * @param temporary a name in the same folder that nothing else uses
 */
export async function writeFlushed(fs: JournalFs, path: string, temporary: string, text: string): Promise<void> {
  try {
    await createFlushed(fs, temporary, text);
    await patiently(() => fs.rename(temporary, path));
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

/** Appends `text` to a file; once this resolves, it is on the disk if the file's name is. */
export async function appendFlushed(fs: JournalFs, path: string, text: string, mode: number): Promise<void> {
  const file = await fs.open(path, 'a', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Flushes a folder, so that a new file name in it survives a power cut. Windows cannot open a folder for that, and some
 * file systems cannot flush one.
 */
export async function syncFolder(fs: JournalFs, path: string): Promise<void> {
  try {
    const folder = await fs.open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'ENOTSUP')) throw error;
  }
}
