import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';

/** Whether a path lies in a folder when all symbolic links are followed. Neither needs to exist. */
export async function isReallyInside(path: string, folder: string): Promise<boolean> {
  const inside = relative(await realPathOf(folder), await realPathOf(path));
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/** A path with its symbolic links followed, as far as it exists. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPathOf(parent), basename(path));
  }
}
