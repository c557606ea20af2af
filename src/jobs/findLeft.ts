import { endedBy, isEnded, isLinkUnsure, isUnderway } from './job.ts';
import type { Job } from './job.ts';
import type { Journal } from './journal.ts';
import { keptForMs } from './keptForMs.ts';
import type { Lease, Leases } from './leases/lease.ts';

export interface FindLeftOptions {
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
  readonly log: (line: string) => void;
  /** Whether this window can resume a job that is not over; it leaves the others to other windows. */
  readonly isOurs?: (job: Job) => boolean;
  /** Whether this window works on the job now, even if it has lost the job's lease. */
  readonly isAtWork?: (job: Job) => boolean;
  /**
   * Whether the user confirmed a queued job in this window. Other windows wait half a minute before they take such a
   * job.
   */
  readonly isAwaitedHere?: (job: Job) => boolean;
}

/** A job with its lease: no other window works on the job until the lease is released. */
export interface HeldJob {
  readonly job: Job;
  readonly lease: Lease;
}

export interface LeftJobs {
  /**
   * Jobs that the caller must resume from their state, which may only mean to tell the user of an error; the caller
   * releases their leases.
   */
  readonly taken: readonly HeldJob[];
  /**
   * Jobs that were confirmed but not sent. The caller must ask the user before it sends them, unless the user confirmed
   * them in this window; the caller releases their leases.
   */
  readonly unsent: readonly HeldJob[];
  /**
   * Jobs whose owner died during the POST, so that nobody knows whether the picture is made and billed. Only the call
   * that finds them lists them.
   */
  readonly uncertain: readonly Job[];
  /**
   * Jobs that are or may be held by another window, or that this window works on. If their owner cannot be checked, the
   * caller should try again in half a minute.
   */
  readonly busy: readonly Job[];
  /** Jobs that could not be resumed because of a disk error; the caller should try again. */
  readonly failed: readonly { readonly job: Job; readonly error: unknown }[];
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Finds jobs that dead processes have left in the journal, and tidies the journal. It removes reported jobs whose link
 * is sure, and jobs that nobody came back to for 30 days, such as a saved picture whose folder was never opened again.
 * It marks a job as expired if its task was accepted more than a day ago, because the service keeps pictures for
 * minutes only.
 */
export async function findLeft(journal: Journal, leases: Leases, options: FindLeftOptions): Promise<LeftJobs> {
  const { now = Date.now, log, isOurs = () => true, isAtWork = () => false, isAwaitedHere = () => false } = options;
  const taken: HeldJob[] = [];
  const unsent: HeldJob[] = [];
  const uncertain: Job[] = [];
  const busy: Job[] = [];
  const failed: { job: Job; error: unknown }[] = [];

  const isOver = (job: Job) =>
    (job.state === 'reported' && !isLinkUnsure(job)) ||
    (job.state !== 'submitting' && !isAwaited(job) && now() - job.updatedAt > keptForMs);
  const isTooLate = (job: Job) => isAwaited(job) && now() - (job.task?.acceptedAt ?? 0) > dayMs;
  const concernsUs = (job: Job) =>
    isOver(job) || job.state === 'submitting' || isTooLate(job) || (goesOn(job) && isOurs(job));

  async function hold(found: Job): Promise<void> {
    const isPatient = found.state === 'queued' && !isAwaitedHere(found);
    const lease = isAtWork(found) ? undefined : await leases.acquire(found.id, { isPatient });
    if (!lease) {
      busy.push(found);
      return;
    }
    let isTaken = false;
    let isGone = false;
    try {
      // The owner may have changed the job after `journal.list` and before it died.
      const job = await journal.get(found.id);
      isGone = !job;
      if (job && isOver(job)) {
        await journal.remove(job.id);
        isGone = true;
      } else if (job?.state === 'submitting') uncertain.push(await journal.update(job.id, { state: 'uncertain' }));
      else if (job?.state === 'queued') {
        unsent.push({ job, lease });
        isTaken = true;
      } else if (job && goesOn(job)) {
        const end = { ...endedBy({ kind: 'expired', data: {} }), isTold: false };
        taken.push({ job: isTooLate(job) ? await journal.update(job.id, end) : job, lease });
        isTaken = true;
      }
    } finally {
      if (!isTaken) await lease.release(isGone);
    }
  }

  // All unsent jobs of a batch go to one window, so that the user gets one offer: the window that holds the first of
  // them.
  const batchesOfOthers = new Set<string>();
  for (const job of (await journal.list()).filter(concernsUs)) {
    const batch = job.state === 'queued' ? job.batch?.id : undefined;
    if (batch !== undefined && batchesOfOthers.has(batch)) {
      busy.push(job);
      continue;
    }
    try {
      await hold(job);
      if (batch !== undefined && busy.includes(job)) batchesOfOthers.add(batch);
    } catch (error) {
      log(`Job ${job.id} could not be resumed: ${String(error)}`);
      if (!isOver(job)) failed.push({ job, error });
    }
  }
  return { taken, unsent, uncertain, busy, failed };
}

/** Whether a job goes on without a decision of the user. */
function goesOn(job: Job): boolean {
  return job.state === 'queued' || isUnderway(job) || isEnded(job) || isLinkUnsure(job);
}

/** Whether the job's picture is still at the service. */
function isAwaited(job: Job): boolean {
  return job.state === 'accepted' || job.state === 'ready';
}
