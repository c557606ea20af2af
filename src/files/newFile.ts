import { randomUUID } from 'node:crypto';
import { link, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from './errno.ts';
import { patiently } from './patience.ts';

/**
 * Writes bytes to a file that did not exist before: `name.ext`, or with `-1`, `-2` … if the name is taken. The final
 * name appears only once all bytes are on the disk, so a cut file never bears it and no other file is ever harmed,
 * whoever else writes there at the same time.
 * @param extension with its dot
 * @param writer names one that alone writes this file and, if it is killed meanwhile, tries again: then it takes the
 * very name that it had claimed, and `removeUnfinished` finds its temporary file
 * @returns the file's path
 * @throws the file system's error; then nothing is left behind
 */
export async function writeNewFile(
  folder: string,
  name: string,
  extension: string,
  bytes: Uint8Array,
  writer: string = randomUUID(),
): Promise<string> {
  await mkdir(folder, { recursive: true });
  return writeAndName(folder, writer, bytes, async (temporary) => {
    for (let number = 0; ; number++) {
      const path = join(folder, numberedName(name, number) + extension);
      if (await claim(temporary, path, writer)) return path;
    }
  });
}

/**
 * Writes bytes to a file, in the place of one that is there: whole, or not at all.
 * @throws the file system's error; then nothing is left behind, and an old file is as it was
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await writeAndName(dirname(path), 'image', bytes, async (temporary) => {
    await patiently(() => rename(temporary, path));
    return path;
  });
}

/** Has the bytes on the disk in a temporary file first, then flushes the name that `giveName` gives it. */
async function writeAndName(
  folder: string,
  writer: string,
  bytes: Uint8Array,
  giveName: (temporary: string) => Promise<string>,
): Promise<string> {
  const temporary = join(folder, `.${writer}-${randomUUID()}.tmp`);
  try {
    await writeAndFlush(temporary, bytes);
    const path = await giveName(temporary);
    await flushName(path);
    return path;
  } finally {
    await remove(temporary).catch(() => undefined);
  }
}

/** Removes the temporary files of a writer that was killed while it wrote. */
export async function removeUnfinished(folder: string, writer: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const unfinished = names.filter((name) => name.startsWith(`.${writer}-`) && name.endsWith('.tmp'));
  await Promise.all(unfinished.map((name) => remove(join(folder, name)).catch(() => undefined)));
}

/** `name`, `name-1`, `name-2` … */
export function numberedName(name: string, number: number): string {
  return number === 0 ? name : `${name}-${number}`;
}

async function writeAndFlush(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
    const { size } = await file.stat();
    if (size !== bytes.length) throw new Error(`${size} of ${bytes.length} bytes were written`);
  } finally {
    await file.close();
  }
}

/** Gives the finished file its final name, or says that the name is taken. */
async function claim(temporary: string, path: string, writer: string): Promise<boolean> {
  try {
    // Unlike a rename, a link never replaces a file that someone else made in between.
    await link(temporary, path);
    return true;
  } catch (error) {
    // What every way fails with. All else may be for want of hard links, whatever the file system calls it: EPERM, ENOTSUP,
    // EINVAL, Android's EACCES, EXDEV, UNKNOWN, EISDIR of Windows (libuv makes it of ERROR_INVALID_FUNCTION).
    if (hasCode(error, 'ENOSPC', 'EDQUOT', 'ENOENT')) throw error;
  }
  // A file that says whose it is claims the name, then is replaced.
  const mark = `Claimed by ${writer}.\n`;
  if (!(await createClaim(path, mark)) && !(await holds(path, mark))) return false;
  try {
    await patiently(() => rename(temporary, path));
    return true;
  } catch (error) {
    if (await holds(path, mark)) await remove(path).catch(() => undefined);
    throw error;
  }
}

/** @returns false if the name is taken */
async function createClaim(path: string, mark: string): Promise<boolean> {
  let file;
  try {
    file = await open(path, 'wx');
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'EISDIR')) return false;
    throw error;
  }
  try {
    await file.writeFile(mark);
    return true;
  } catch (error) {
    await remove(path).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}

/** Also while a scanner looks at the file. */
async function remove(path: string): Promise<void> {
  await patiently(() => rm(path, { force: true }));
}

/** Whether that very claim lies there, be it of an earlier try. */
async function holds(path: string, mark: string): Promise<boolean> {
  try {
    const { size } = await lstat(path);
    return size === mark.length && (await readFile(path, 'utf8')) === mark;
  } catch {
    return false;
  }
}

/** So that a power cut does not take the name back. Windows and some file systems cannot flush a folder. */
async function flushName(path: string): Promise<void> {
  try {
    const folder = await open(dirname(path), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // The picture is there, under its name: no reason to save it once more.
  }
}
