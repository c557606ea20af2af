import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './processes.ts';

const stagingMark = '.installing-';

/** What this process has begun, by folder. */
const installs = new Map<string, Promise<void>>();

/**
 * Fills `folder` unless it exists. `fill` writes to a staging folder beside it, which gets the final name only when
 * complete: an interrupted install is done again, and of two processes that install at once one wins and both go on.
 */
export function installOnce(folder: string, fill: (staging: string) => Promise<void>): Promise<void> {
  const install = installs.get(folder) ?? fillStaging(folder, fill);
  installs.set(folder, install);
  return install;
}

async function fillStaging(folder: string, fill: (staging: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;

  await removeAbandoned(folder);
  const staging = `${folder}${stagingMark}${process.pid}`;
  try {
    await mkdir(staging, { recursive: true });
    await fill(staging);
    await rename(staging, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Removes what an install that was killed left behind: hundreds of megabytes. */
async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder);
  const prefix = basename(folder) + stagingMark;
  await mkdir(parent, { recursive: true });
  const abandoned = (await readdir(parent)).filter(
    (name) => name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length))),
  );
  await Promise.all(abandoned.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}
