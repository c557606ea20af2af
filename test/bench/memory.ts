import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectPath } from '../../scripts/editor/paths.ts';
import type { FaultRule } from '../standin/faults.ts';
import { startStandin } from '../standin/server.ts';
import { printTargets } from './table.ts';

/** What `memoryChild.ts` measures, in bytes. */
export interface MemoryFigures {
  readonly growth: number;
  readonly peak: number;
}

/** Downloads before this one are for warming up. */
export const warmUpJobs = 20;
const mebibyte = 1_024 * 1_024;

/**
 * Memory of a process that runs our client, apart from the one with the stand-in.
 *
 * A body without end is kept up to the limit of 20 MiB; the rest is garbage of the stream that waits for a collection.
 */
export async function benchMemory(): Promise<void> {
  const { growth } = await measure('jobs');
  const endless = await measure('bomb', { endless: true });
  const gzip = await measure('bomb', { gzipZeros: 64 * mebibyte });
  const long = await measure('bomb', { bodyBase64: Buffer.alloc(64 * mebibyte).toString('base64') });
  printTargets('Memory', [
    { what: 'growth over 100 pictures', value: growth / mebibyte, limit: 5, unit: ' MiB' },
    { what: 'peak over base, a body without end', value: endless.peak / mebibyte, limit: 40, unit: ' MiB' },
    { what: 'peak over base, 64 MiB in gzip', value: gzip.peak / mebibyte, limit: 40, unit: ' MiB' },
    { what: 'peak over base, 64 MiB as they are', value: long.peak / mebibyte, limit: 40, unit: ' MiB' },
  ]);
}

async function measure(what: 'jobs' | 'bomb', fault?: FaultRule['do']): Promise<MemoryFigures> {
  const standin = await startStandin();
  if (fault) standin.service.faults.add({ on: 'delivery', from: warmUpJobs + 1, times: 'always', do: fault });

  try {
    const child = projectPath('test/bench/memoryChild.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', child, what, standin.apiUrl]);
    return JSON.parse(stdout) as MemoryFigures;
  } finally {
    await standin.close();
  }
}
