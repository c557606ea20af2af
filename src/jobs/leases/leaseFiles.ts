import { join } from 'node:path';
import type { JournalFs } from '../../files/durable.ts';
import { hasCode } from '../../files/errno.ts';

export interface LeaseFs extends JournalFs {
  utimes(path: string, accessed: Date, modified: Date): Promise<void>;
}

/** One file `<job>.<number>.lease`, or `.free` once it has been given back. */
export interface LeaseFile {
  readonly name: string;
  readonly jobId: string;
  readonly number: number;
  readonly isFree: boolean;
}

const leaseName = /^([^.]+)\.(\d+)\.(lease|free)$/;

export function leaseFile(jobId: string, number: number, isFree = false): LeaseFile {
  return { name: `${jobId}.${number}.${isFree ? 'free' : 'lease'}`, jobId, number, isFree };
}

/** Lists the lease files in `directory`; ignores other files. */
export async function listLeaseFiles(fs: LeaseFs, directory: string): Promise<readonly LeaseFile[]> {
  const names = await fs.readdir(directory);
  return names.flatMap((name) => {
    const [, jobId, number, kind] = leaseName.exec(name) ?? [];
    return jobId === undefined ? [] : [leaseFile(jobId, Number(number), kind === 'free')];
  });
}

/** Creates a lease file. @returns false if the file existed already */
export async function createLeaseFile(fs: LeaseFs, directory: string, file: LeaseFile, text: string): Promise<boolean> {
  let handle;
  try {
    handle = await fs.open(join(directory, file.name), 'wx', 0o600);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;

    throw error;
  }
  try {
    await handle.writeFile(text);
    return true;
  } catch (error) {
    await removeLeaseFile(fs, directory, file);
    throw error;
  } finally {
    await handle.close();
  }
}

export async function removeLeaseFile(fs: LeaseFs, directory: string, file: LeaseFile): Promise<void> {
  await ignoringMissing(fs.unlink(join(directory, file.name)));
}

/**
 * Renames a lease file to `.free`, so that its number stays taken. Does nothing if a later holder has removed the file.
 */
export async function freeLeaseFile(fs: LeaseFs, directory: string, file: LeaseFile): Promise<void> {
  const free = leaseFile(file.jobId, file.number, true);
  await ignoringMissing(fs.rename(join(directory, file.name), join(directory, free.name)));
}

async function ignoringMissing(action: Promise<void>): Promise<void> {
  try {
    await action;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
