import { randomUUID } from 'node:crypto';
import { link, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from './errno.ts';
import { patiently } from './patience.ts';

/**
 * Writes bytes to a new file: `name.ext`, or with `-1`, `-2` … if the name is taken. The final name appears only when
 * all bytes are on the disk, so no cut file ever has it. No other file is changed, even if other programs write to the
 * folder at the same time.
 * @param extension with its dot
 * @param writer names the only writer of this file. If it is killed and tries again under the same name, it takes the
 * file name that it had claimed, and `removeUnfinished` finds its temporary file
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
 * Replaces a file by one with these bytes, completely or not at all.
 * @throws the file system's error; then nothing is left behind, and an old file is unchanged
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await writeAndName(dirname(path), 'image', bytes, async (temporary) => {
    await patiently(() => rename(temporary, path));
    return path;
  });
}

/**
 * Writes the bytes to a temporary file, flushes it, calls `giveName` to give it its final name, and flushes that name.
 */
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

/** Gives the finished file its final name. @returns false if the name is taken */
async function claim(temporary: string, path: string, writer: string): Promise<boolean> {
  try {
    // Unlike a rename, a link never replaces a file that another program made in between.
    await link(temporary, path);
    return true;
  } catch (error) {
    // With these errors the fallback below would fail too. Any other error may mean that the file system has no hard
    // links: EPERM, ENOTSUP, EINVAL, Android's EACCES, EXDEV, UNKNOWN, or EISDIR on Windows (libuv makes it from
    // ERROR_INVALID_FUNCTION).
    if (hasCode(error, 'ENOSPC', 'EDQUOT', 'ENOENT')) throw error;
  }
  // Without hard links, a small file that names its writer claims the name, and then the picture replaces it.
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

/** Creates the file that claims a name. @returns false if the name is taken */
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

/** Removes a file, and retries while a virus scanner has it open. */
async function remove(path: string): Promise<void> {
  await patiently(() => rm(path, { force: true }));
}

/** Whether the file at `path` is the claim of this writer, perhaps from an earlier try. */
async function holds(path: string, mark: string): Promise<boolean> {
  try {
    const { size } = await lstat(path);
    return size === mark.length && (await readFile(path, 'utf8')) === mark;
  } catch {
    return false;
  }
}

/** Flushes the folder, so that the name survives a power cut. Windows and some file systems cannot flush a folder. */
async function flushName(path: string): Promise<void> {
  try {
    const folder = await open(dirname(path), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // The picture has its name already, so a failure here is no reason to save it again.
  }
}
