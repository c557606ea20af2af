import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '../files/errno.ts';

/**
 * Whether files can be created in a folder, or if it does not exist, in the nearest one above it. Never throws; if it
 * cannot be found out, the answer is yes, because the write itself will fail then.
 */
export async function canWriteTo(folder: string): Promise<boolean> {
  try {
    if (!(await stat(folder)).isDirectory()) return false;
    await access(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    const parent = dirname(folder);
    if (hasCode(error, 'ENOENT') && parent !== folder) return canWriteTo(parent);
    return !hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'ENAMETOOLONG', 'ELOOP');
  }
}
