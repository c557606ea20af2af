import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleepFor } from 'node:timers/promises';
import * as v from 'valibot';
import { createHeartbeat } from './heartbeat.ts';
import type { Sleep } from './heartbeat.ts';
import { createLeaseFile, freeLeaseFile, leaseFile, listLeaseFiles, removeLeaseFile } from './leaseFiles.ts';
import type { LeaseFile, LeaseFs } from './leaseFiles.ts';
import { ownerSchema, systemProcesses } from './owner.ts';
import type { Life, Processes } from './owner.ts';

export interface LeaseOptions {
  /**
   * Whether the window of this extension host still answers. A host whose window is gone lives on for minutes, but
   * can neither reach the service nor show anything; without an answer for 5 s all its leases are given up.
   */
  readonly windowAnswers: () => Promise<boolean>;
  readonly log: (line: string) => void;
  readonly fs?: LeaseFs;
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
  readonly sleep?: Sleep;
  readonly processes?: Processes;
}

export interface Leases {
  /** @returns undefined while somebody else, in this process or another, works on the job, or the window is gone */
  acquire(jobId: string): Promise<Lease | undefined>;
  /** Gives back all leases, so that the next window can go on at once. */
  dispose(): Promise<void>;
}

export interface Lease {
  /** Aborted with a {@link LeaseLostError} when the job is no longer ours. */
  readonly signal: AbortSignal;
  /** To be asked before each effect: false, and `signal` aborted, as soon as another process has taken over. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Somebody else may work on the job now: stop, silently. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

interface HeldLease extends Lease {
  renew(): Promise<void>;
  giveUp(reason: string): Promise<void>;
}

const staleMs = 30_000;
const forgottenMs = 24 * 60 * 60 * 1000;

/**
 * Leases on jobs, as files in `directory`, so that of many processes exactly one works on a job.
 *
 * A job's lease belongs to whoever made the file with the job's highest number, and numbers only go up: a take-over
 * of number 7 is the making of number 8 with `wx`, which one process alone can do, and giving back leaves a `.free`
 * file, so that no number comes twice. Who was overtaken while asleep finds a higher number and yields.
 */
export function createLeases(directory: string, options: LeaseOptions): Leases {
  const {
    windowAnswers,
    log,
    fs = nodeFs,
    now = Date.now,
    processes = systemProcesses,
    sleep = (ms, signal) => sleepFor(ms, undefined, { signal }),
  } = options;
  const held = new Set<HeldLease>();
  const heartbeat = createHeartbeat({ windowAnswers, sleep, onBeat });
  let isSwept = false;
  let isDisposed = false;

  async function acquire(jobId: string): Promise<Lease | undefined> {
    // Never settles in a host whose window is gone: that must not begin what it could not go on with.
    if (!(await windowAnswers().catch(() => false))) return undefined;
    await fs.mkdir(directory, { recursive: true, mode: 0o700 });
    const found = await listLeaseFiles(fs, directory);
    await sweepOnce(found);
    const current = latest(found.filter((file) => file.jobId === jobId));
    if (current && !(await isForTheTaking(current))) {
      return undefined;
    }
    const mine = leaseFile(jobId, (current?.number ?? 0) + 1);
    if (!(await createLeaseFile(fs, directory, mine, JSON.stringify(await processes.self())))) {
      return undefined;
    }
    const others = await othersThan(mine);
    if (others.some((file) => file.number >= mine.number)) {
      await removeLeaseFile(fs, directory, mine);
      return undefined;
    }
    await Promise.all(others.map((file) => removeLeaseFile(fs, directory, file)));
    if (isDisposed) {
      await freeLeaseFile(fs, directory, mine);
      return undefined;
    }
    return hold(mine);
  }

  async function othersThan(mine: LeaseFile): Promise<readonly LeaseFile[]> {
    const files = await listLeaseFiles(fs, directory);
    return files.filter((file) => file.jobId === mine.jobId && file.name !== mine.name);
  }

  async function isForTheTaking(file: LeaseFile): Promise<boolean> {
    if (file.isFree) {
      return true;
    }
    const life = await lifeOfOwner(file);
    return life === 'dead' || (life === 'unknown' && (await silentMs(file)) > staleMs);
  }

  async function lifeOfOwner(file: LeaseFile): Promise<Life> {
    const text = await fs.readFile(join(directory, file.name), 'utf8').catch(() => '');
    const owner = v.safeParse(v.pipe(v.string(), v.parseJson(), ownerSchema), text);
    return owner.success ? processes.lifeOf(owner.output) : 'unknown';
  }

  /** Since the last heartbeat; one from the future counts as well, for a clock that was set back. 0 if it is gone. */
  async function silentMs(file: LeaseFile): Promise<number> {
    const { mtimeMs } = await fs.stat(join(directory, file.name)).catch(() => ({ mtimeMs: now() }));
    return Math.abs(now() - mtimeMs);
  }

  /** What the jobs of other days have left behind. */
  async function sweepOnce(files: readonly LeaseFile[]): Promise<void> {
    if (isSwept) {
      return;
    }
    isSwept = true;
    for (const file of files) {
      if ((await silentMs(file)) > forgottenMs && (await isForTheTaking(file))) {
        await removeLeaseFile(fs, directory, file);
      }
    }
  }

  function hold(file: LeaseFile): Lease {
    const lost = new AbortController();

    async function isHeld(): Promise<boolean> {
      if (!held.has(lease)) {
        return false;
      }
      const files = await listLeaseFiles(fs, directory);
      if (latest(files.filter((other) => other.jobId === file.jobId))?.name === file.name) {
        return true;
      }
      await giveUp('another window has taken over');
      return false;
    }

    async function release(): Promise<void> {
      if (held.delete(lease)) {
        heartbeat.runWhile(held.size > 0);
        await freeLeaseFile(fs, directory, file);
      }
    }

    async function giveUp(reason: string): Promise<void> {
      if (held.has(lease)) {
        log(`Job ${file.jobId} is given up: ${reason}.`);
        lost.abort(new LeaseLostError(reason));
        await release().catch((error) => log(`Its lease could not be given back: ${String(error)}`));
      }
    }

    async function renew(): Promise<void> {
      try {
        if (await isHeld()) {
          const time = new Date(now());
          await fs.utimes(join(directory, file.name), time, time);
        }
      } catch (error) {
        await giveUp(`its lease could not be renewed (${String(error)})`);
      }
    }

    const lease: HeldLease = { signal: lost.signal, isHeld, release, renew, giveUp };
    held.add(lease);
    heartbeat.runWhile(true);
    return lease;
  }

  async function onBeat(isAnswered: boolean): Promise<void> {
    await Promise.all([...held].map((lease) => (isAnswered ? lease.renew() : lease.giveUp('the window is gone'))));
  }

  async function dispose(): Promise<void> {
    isDisposed = true;
    await Promise.all([...held].map((lease) => lease.giveUp('the window closes')));
  }

  return { acquire, dispose };
}

function latest(files: readonly LeaseFile[]): LeaseFile | undefined {
  return files.reduce<LeaseFile | undefined>((a, b) => (a && a.number > b.number ? a : b), undefined);
}
