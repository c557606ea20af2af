import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleepFor } from 'node:timers/promises';
import * as v from 'valibot';
import { createHeartbeat } from './heartbeat.ts';
import type { Sleep } from './heartbeat.ts';
import { forgottenMs, holdLease, LeaseLostError, msBetween, staleMs } from './heldLease.ts';
import type { HeldLease, Lease } from './heldLease.ts';
import { createLeaseFile, freeLeaseFile, leaseFile, listLeaseFiles, removeLeaseFile } from './leaseFiles.ts';
import type { LeaseFile, LeaseFs } from './leaseFiles.ts';
import { ownerSchema, systemProcesses } from './owner.ts';
import type { Life, Processes } from './owner.ts';

export { LeaseLostError } from './heldLease.ts';
export type { Lease } from './heldLease.ts';

export interface LeaseOptions {
  /**
   * Whether the window of this extension host still answers. A host whose window is gone lives on for minutes, but can
   * neither reach the service nor show anything; without an answer for 5 s it gives up all its leases.
   */
  readonly windowAnswers: () => Promise<boolean>;
  readonly log: (line: string) => void;
  readonly fs?: LeaseFs;
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
  readonly sleep?: Sleep;
  readonly processes?: Processes;
}

export interface AcquireOptions {
  /**
   * Leaves a job for half a minute to its last owner, if that owner gave it back and still lives: it may take the job
   * again by itself.
   */
  readonly isPatient?: boolean;
}

export interface Leases {
  /**
   * Takes the lease of a job.
   * @returns undefined while this or another process works on the job, or if the window is gone
   */
  acquire(jobId: string, options?: AcquireOptions): Promise<Lease | undefined>;
  /** The ids of the jobs that this or another process works on. */
  taken(): Promise<ReadonlySet<string>>;
  /** Gives back all leases, so that the next window can go on at once. */
  dispose(this: void): Promise<void>;
}

const sweepMs = 60 * 60 * 1000;

/**
 * Leases on jobs, as files in `directory`, so that of many processes exactly one works on a job.
 * The process that made the file with the highest number for a job holds its lease. Numbers only go up: to take over
 * number 7, a process creates number 8 with `wx`, which only one process can do. Giving back renames the file to
 * `.free`, so that no number is used twice. A process that was overtaken while it slept finds a higher number and
 * stops. When a job is over, its lease file is deleted if it has number 1, because then nobody else ever held the
 * lease. Other files are deleted when they are a day old and no owner can need them.
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
  /** Lease files that could not be given back, each with the function that must be tried again. */
  const notGivenBack = new Map<LeaseFile, typeof freeLeaseFile>();
  const heartbeat = createHeartbeat({ windowAnswers, sleep, onBeat });
  let sweptAt: number | undefined;
  let isDisposed = false;

  async function acquire(jobId: string, { isPatient = false }: AcquireOptions = {}): Promise<Lease | undefined> {
    // The job id becomes part of a file name.
    if (/[./\\]/.test(jobId)) throw new TypeError('No id of a job.');
    // In a host whose window is gone this never settles, so such a host never begins work that it could not finish.
    if (!(await windowAnswers().catch(() => false))) return undefined;
    await fs.mkdir(directory, { recursive: true, mode: 0o700 });
    await Promise.all([...notGivenBack].map(([file, giveBackBy]) => giveBack(file, giveBackBy)));
    const found = await listLeaseFiles(fs, directory);
    await sweepNowAndThen(found);
    const current = latest(found.filter((file) => file.jobId === jobId));
    if (current && !(await isForTheTaking(current, isPatient))) return undefined;

    const mine = leaseFile(jobId, (current?.number ?? 0) + 1);
    if (!(await createLeaseFile(fs, directory, mine, JSON.stringify(await processes.self())))) return undefined;

    try {
      return await holdIfFirst(mine);
    } catch (error) {
      await giveBack(mine, freeLeaseFile);
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
      await giveBack(mine, freeLeaseFile);
      return undefined;
    }
    return hold(mine);
  }

  async function othersThan(mine: LeaseFile): Promise<readonly LeaseFile[]> {
    const files = await listLeaseFiles(fs, directory);
    return files.filter((file) => file.jobId === mine.jobId && file.name !== mine.name);
  }

  function hold(file: LeaseFile): Lease {
    const onEnd = async (lease: HeldLease, isOver: boolean): Promise<void> => {
      held.delete(lease);
      heartbeat.runWhile(held.size > 0);
      // Except after a finished job with number 1, the file stays as `.free`: its number stops a process that was
      // overtaken while it slept and wakes only now.
      await giveBack(file, isOver && file.number === 1 ? removeLeaseFile : freeLeaseFile);
    };
    const lease = holdLease({ directory, file, fs, now, log, onEnd });
    held.add(lease);
    heartbeat.runWhile(true);
    return lease;
  }

  /** Gives a lease file back. If the disk refuses, the next `acquire` tries again. Never rejects. */
  async function giveBack(file: LeaseFile, giveBackBy: typeof freeLeaseFile): Promise<void> {
    try {
      await giveBackBy(fs, directory, file);
      notGivenBack.delete(file);
    } catch (error) {
      notGivenBack.set(file, giveBackBy);
      log(`The lease on job ${file.jobId} could not be given back: ${String(error)}`);
    }
  }

  async function isForTheTaking(file: LeaseFile, isPatient = false): Promise<boolean> {
    if (file.isFree && !isPatient) return true;

    const life = await lifeOfOwner(file);
    return life === 'dead' || ((file.isFree || life === 'unknown') && (await silentMs(file)) > staleMs);
  }

  async function lifeOfOwner(file: LeaseFile): Promise<Life> {
    const text = await fs.readFile(join(directory, file.name), 'utf8').catch(() => '');
    const owner = v.safeParse(v.pipe(v.string(), v.parseJson(), ownerSchema), text);
    return owner.success ? processes.lifeOf(owner.output) : 'unknown';
  }

  /** Milliseconds since the last heartbeat; 0 if the file is gone. */
  async function silentMs(file: LeaseFile): Promise<number> {
    const { mtimeMs } = await fs.stat(join(directory, file.name)).catch(() => ({ mtimeMs: now() }));
    return msBetween(now(), mtimeMs);
  }

  /** Removes old lease files of other jobs, at most once an hour. */
  async function sweepNowAndThen(files: readonly LeaseFile[]): Promise<void> {
    if (sweptAt !== undefined && msBetween(now(), sweptAt) < sweepMs) return;

    sweptAt = now();
    for (const file of files) {
      if ((await silentMs(file)) > forgottenMs && (await isForTheTaking(file)))
        await removeLeaseFile(fs, directory, file);
    }
  }

  async function taken(): Promise<ReadonlySet<string>> {
    const files = await listLeaseFiles(fs, directory).catch(() => []);
    const ids = [...new Set(files.map(({ jobId }) => jobId))];
    const areTaken = await Promise.all(
      ids.map(async (id) => {
        const current = latest(files.filter(({ jobId }) => jobId === id));
        return current !== undefined && !(await isForTheTaking(current));
      }),
    );
    return new Set(ids.filter((_, index) => areTaken[index]));
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

  return { acquire, taken, dispose };
}

function latest(files: readonly LeaseFile[]): LeaseFile | undefined {
  return files.reduce<LeaseFile | undefined>((a, b) => (a && a.number > b.number ? a : b), undefined);
}
