import { randomUUID } from 'node:crypto';
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import { appendFlushed, type JournalFs } from '../files/durable.ts';
import { hasCode } from '../files/errno.ts';
import { formatPicture, parsePicture, type Picture } from './picture.ts';

/** The history of all pictures that were ever saved on this machine. */
export interface History {
  /** Adds a picture; resolves when it is on the disk. @throws the disk's error */
  add(this: void, picture: Picture): Promise<void>;
  /** Finds the picture that was saved last with these bytes. @throws the disk's error */
  find(this: void, sha256: string): Promise<Picture | undefined>;
}

/**
 * Opens the history in a folder. Each process writes to a file of JSON lines of its own, so no two processes write to
 * the same file, and a line that is cut when a process is killed is the last line of its file.
 */
export function openHistory(folder: string, fs: JournalFs = nodeFs): History {
  const path = join(folder, `${randomUUID()}.jsonl`);
  let mayBeCut = false;

  async function add(picture: Picture): Promise<void> {
    const line = formatPicture(picture);
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    const start = mayBeCut ? '\n' : '';
    mayBeCut = true;
    await appendFlushed(fs, path, start + line);
    mayBeCut = false;
  }

  async function find(sha256: string): Promise<Picture | undefined> {
    const names = (await listFolder(fs, folder)).filter((name) => name.endsWith('.jsonl'));
    const texts = await Promise.all(names.map((name) => fs.readFile(join(folder, name), 'utf8')));
    return texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.includes(sha256))
      .map(parsePicture)
      .filter((picture) => picture?.sha256 === sha256)
      .toSorted((a, b) => (a?.savedAt ?? 0) - (b?.savedAt ?? 0))
      .at(-1);
  }

  return { add, find };
}

async function listFolder(fs: JournalFs, folder: string): Promise<readonly string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
