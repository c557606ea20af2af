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
import { StorageError } from './storageError.ts';

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
  /** Aborted when the job is no longer ours: with a {@link LeaseLostError}, or a {@link StorageError} if we cannot know. */
  readonly signal: AbortSignal;
  /** To be asked before each effect: false, and `signal` aborted, as soon as another process may have taken over. */
  isHeld(): Promise<boolean>;
  /** Never rejects. */
  release(): Promise<void>;
}

/** Somebody else may work on the job now: stop, silently. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

interface HeldLease extends Lease {
  renew(): Promise<void>;
  giveUp(reason: Error): Promise<void>;
}

const staleMs = 30_000;
const forgottenMs = 24 * 60 * 60 * 1000;

/**
 * Leases on jobs, as files in `directory`, so that of many processes exactly one works on a job.
 *
 * A job's lease belongs to whoever made the file with the job's highest number, and numbers only go up: a take-over
 * of number 7 is the making of number 8 with `wx`, which one process alone can do, and giving back leaves a `.free`
 * file, so that no number comes twice. Who was overtaken while asleep finds a higher number and yields.
 *
 * A disk that fails must not cost a picture in the making: as long as nobody can have taken over unseen, a lease stays.
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
  const notGivenBack = new Set<LeaseFile>();
  const heartbeat = createHeartbeat({ windowAnswers, sleep, onBeat });
  let isSwept = false;
  let isDisposed = false;

  async function acquire(jobId: string): Promise<Lease | undefined> {
    // Never settles in a host whose window is gone: that must not begin what it could not go on with.
    if (!(await windowAnswers().catch(() => false))) return undefined;
    await fs.mkdir(directory, { recursive: true, mode: 0o700 });
    await Promise.all([...notGivenBack].map(giveBack));
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
    try {
      return await holdIfFirst(mine);
    } catch (error) {
      await giveBack(mine);
      throw error;
    }
  }

  async function holdIfFirst(mine: LeaseFile): Promise<Lease | undefined> {
    const others = await othersThan(mine);
    if (others.some((file) => file.number >= mine.number)) {
      await removeLeaseFile(fs, directory, mine);
      return undefined;
    }
    await Promise.all(others.map((file) => removeLeaseFile(fs, directory, file)));
    if (isDisposed) {
      await giveBack(mine);
      return undefined;
    }
    return hold(mine);
  }

  async function othersThan(mine: LeaseFile): Promise<readonly LeaseFile[]> {
    const files = await listLeaseFiles(fs, directory);
    return files.filter((file) => file.jobId === mine.jobId && file.name !== mine.name);
  }

  /** What the disk does not take back now is given back before the next lease is acquired. Never rejects. */
  async function giveBack(file: LeaseFile): Promise<void> {
    try {
      await freeLeaseFile(fs, directory, file);
      notGivenBack.delete(file);
    } catch (error) {
      notGivenBack.add(file);
      log(`The lease on job ${file.jobId} could not be given back: ${String(error)}`);
    }
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

  /** Since the last heartbeat; 0 if it is gone. */
  async function silentMs(file: LeaseFile): Promise<number> {
    const { mtimeMs } = await fs.stat(join(directory, file.name)).catch(() => ({ mtimeMs: now() }));
    return msFrom(mtimeMs);
  }

  /** A time in the future counts as well, for a clock that was set back. */
  function msFrom(time: number): number {
    return Math.abs(now() - time);
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
    let renewedAt = now();
    let isRenewalLogged = false;

    async function isHeld(): Promise<boolean> {
      if (!held.has(lease)) {
        return false;
      }
      try {
        const files = await listLeaseFiles(fs, directory);
        if (isOvertaken(files)) {
          await giveUp(new LeaseLostError('another window has taken over'));
        }
      } catch (error) {
        // Before that, even who cannot check us does not take over.
        if (msFrom(renewedAt) > staleMs) {
          await giveUp(new StorageError(error, true));
        }
      }
      return held.has(lease);
    }

    /** By a higher number, which is swept once it is a day old; that our own file is gone alone says nothing. */
    function isOvertaken(files: readonly LeaseFile[]): boolean {
      const isGone = files.every(({ name }) => name !== file.name);
      const isHigher = (other: LeaseFile) => other.jobId === file.jobId && other.number > file.number;
      return files.some(isHigher) || (isGone && msFrom(renewedAt) > forgottenMs);
    }

    async function release(): Promise<void> {
      if (held.delete(lease)) {
        heartbeat.runWhile(held.size > 0);
        await giveBack(file);
      }
    }

    async function giveUp(reason: Error): Promise<void> {
      if (held.has(lease)) {
        log(`Job ${file.jobId} is given up: ${reason.message}.`);
        lost.abort(reason);
        await release();
      }
    }

    async function renew(): Promise<void> {
      if (!(await isHeld())) {
        return;
      }
      const time = now();
      try {
        await fs.utimes(join(directory, file.name), new Date(time), new Date(time));
        renewedAt = time;
      } catch (error) {
        // Who takes over for that is seen.
        if (held.has(lease) && !isRenewalLogged) {
          isRenewalLogged = true;
          log(`The lease on job ${file.jobId} could not be renewed: ${String(error)}`);
        }
      }
    }

    const lease: HeldLease = { signal: lost.signal, isHeld, release, renew, giveUp };
    held.add(lease);
    heartbeat.runWhile(true);
    return lease;
  }

  async function onBeat(isAnswered: boolean): Promise<void> {
    await Promise.all(
      [...held].map((lease) => (isAnswered ? lease.renew() : lease.giveUp(new LeaseLostError('the window is gone')))),
    );
  }

  async function dispose(): Promise<void> {
    isDisposed = true;
    await Promise.all([...held].map((lease) => lease.giveUp(new LeaseLostError('the window closes'))));
  }

  return { acquire, dispose };
}

function latest(files: readonly LeaseFile[]): LeaseFile | undefined {
  return files.reduce<LeaseFile | undefined>((a, b) => (a && a.number > b.number ? a : b), undefined);
}
