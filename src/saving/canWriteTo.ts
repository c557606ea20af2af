import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '../files/errno.ts';

/**
 * Whether files can be made in a folder, or where it does not exist, in folders to be made: as far as permissions and
 * the disk tell. Never throws; what cannot be told counts as yes, for the write itself will tell.
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
