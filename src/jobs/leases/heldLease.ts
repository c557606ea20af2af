import { join } from 'node:path';
import { StorageError } from '../errors.ts';
import { type LeaseFile, type LeaseFs, listLeaseFiles } from './leaseFiles.ts';

export interface Lease {
  /**
   * Aborts when this process no longer holds the job: with a {@link LeaseLostError}, or with a {@link StorageError} if
   * the disk does not let it check.
   */
  readonly signal: AbortSignal;
  /**
   * The holder asks this before each effect. False, with `signal` aborted, as soon as another process may have taken
   * over.
   */
  isHeld(): Promise<boolean>;
  /** Gives the lease back. Never rejects. @param isOver whether the job is gone, so that no lease file needs to stay */
  release(isOver?: boolean): Promise<void>;
}

/** Another process may work on the job now: the holder must stop and tell the user nothing. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

export interface HeldLease extends Lease {
  renew(): Promise<void>;
  giveUp(reason: Error): Promise<void>;
}

export interface HoldOptions {
  readonly directory: string;
  readonly file: LeaseFile;
  readonly fs: LeaseFs;
  /** Wall clock in milliseconds. */
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** Called once, when the lease ends. Must not reject. */
  readonly onEnd: (lease: HeldLease, isOver: boolean) => Promise<void>;
}

/** A lease whose owner cannot be checked may be taken over after this time without a heartbeat. */
export const staleMs = 30_000;
/** Lease files without a heartbeat for longer than this are removed. */
export const forgottenMs = 24 * 60 * 60 * 1000;

/**
 * Holds the lease whose file this process has just made. A disk error must not cost a picture that is being made, so
 * the lease is kept as long as no other process can have taken it over.
 */
export function holdLease({ directory, file, fs, now, log, onEnd }: HoldOptions): HeldLease {
  const lost = new AbortController();
  let isEnded = false;
  let renewedAt = now();
  let isRenewalLogged = false;

  async function isHeld(): Promise<boolean> {
    if (isEnded) return false;

    try {
      if (isOvertaken(await listLeaseFiles(fs, directory)))
        await giveUp(new LeaseLostError('another window has taken over'));
    } catch (error) {
      // Until `staleMs` have passed, no process takes over, not even one that cannot check whether we live.
      if (msBetween(now(), renewedAt) > staleMs) await giveUp(new StorageError(error, true));
    }
    return !isEnded;
  }

  /**
   * Whether a lease file with a higher number exists. Such a file is removed after a day, so after a day without
   * renewal a missing own file counts as well; before that it proves nothing.
   */
  function isOvertaken(files: readonly LeaseFile[]): boolean {
    const isGone = files.every(({ name }) => name !== file.name);
    const isHigher = (other: LeaseFile) => other.jobId === file.jobId && other.number > file.number;
    return files.some(isHigher) || (isGone && msBetween(now(), renewedAt) > forgottenMs);
  }

  async function release(isOver = false): Promise<void> {
    if (!isEnded) {
      isEnded = true;
      await onEnd(lease, isOver);
    }
  }

  async function giveUp(reason: Error): Promise<void> {
    if (!isEnded) {
      log(`Job ${file.jobId} is given up: ${reason.message}.`);
      lost.abort(reason);
      await release();
    }
  }

  async function renew(): Promise<void> {
    if (!(await isHeld())) return;

    const time = now();
    try {
      await fs.utimes(join(directory, file.name), new Date(time), new Date(time));
      renewedAt = time;
    } catch (error) {
      // A failed renewal is not fatal: if another process takes over because of it, `isHeld` will see that.
      if (!isEnded && !isRenewalLogged) {
        isRenewalLogged = true;
        log(`The lease on job ${file.jobId} could not be renewed: ${String(error)}`);
      }
    }
  }

  const lease: HeldLease = { signal: lost.signal, isHeld, release, renew, giveUp };
  return lease;
}

/** The distance of two times. It ignores the sign, because a clock that was set back puts `time` into the future. */
export function msBetween(now: number, time: number): number {
  return Math.abs(now - time);
}
