import { join } from 'node:path';
import { StorageError } from '../errors.ts';
import { type LeaseFile, type LeaseFs, listLeaseFiles } from './leaseFiles.ts';

export interface Lease {
  /** Aborted when the job is no longer ours: with a {@link LeaseLostError}, or a {@link StorageError} if we cannot know. */
  readonly signal: AbortSignal;
  /** To be asked before each effect: false, and `signal` aborted, as soon as another process may have taken over. */
  isHeld(): Promise<boolean>;
  /** Never rejects. @param isOver whether the job is gone, so that its lease need leave no trace */
  release(isOver?: boolean): Promise<void>;
}

/** Somebody else may work on the job now: stop, silently. */
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
  /** Called once, when the lease is held no more. Must not reject. */
  readonly onEnd: (lease: HeldLease, isOver: boolean) => Promise<void>;
}

/** An owner that cannot be checked is overtaken after this time without a heartbeat. */
export const staleMs = 30_000;
/** What is older than this is swept. */
export const forgottenMs = 24 * 60 * 60 * 1000;

/**
 * The lease whose file was just made by us. A disk that fails must not cost a picture in the making: as long as nobody
 * can have taken over unseen, it stays.
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
      // Before that, even who cannot check us does not take over.
      if (msBetween(now(), renewedAt) > staleMs) await giveUp(new StorageError(error, true));
    }
    return !isEnded;
  }

  /** By a higher number, which is swept once it is a day old; that our own file is gone alone says nothing. */
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
      // Who takes over for that is seen.
      if (!isEnded && !isRenewalLogged) {
        isRenewalLogged = true;
        log(`The lease on job ${file.jobId} could not be renewed: ${String(error)}`);
      }
    }
  }

  const lease: HeldLease = { signal: lost.signal, isHeld, release, renew, giveUp };
  return lease;
}

/** A time in the future counts as well, for a clock that was set back. */
export function msBetween(now: number, time: number): number {
  return Math.abs(now - time);
}
