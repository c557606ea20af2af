import { endedBy, isEnded, isLinkUnsure, isUnderway } from './job.ts';
import type { Job } from './job.ts';
import type { Journal } from './journal.ts';
import { keptForMs } from './keptForMs.ts';
import type { Lease, Leases } from './leases/lease.ts';

export interface FindLeftOptions {
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
  readonly log: (line: string) => void;
  /** Which of the jobs that go on or have ended this window can take further; the others are left for another. */
  readonly isOurs?: (job: Job) => boolean;
  /** Whether this window works on a job just now, be it that it has lost the lease. */
  readonly isAtWork?: (job: Job) => boolean;
  /** Whether a queued job waits for this very window; other windows let it come back to it first. */
  readonly isAwaitedHere?: (job: Job) => boolean;
}

/** A job that nobody else works on until the lease is released. */
export interface HeldJob {
  readonly job: Job;
  readonly lease: Lease;
}

export interface LeftJobs {
  /** To be resumed now, from their state on, be it that a person is to be told; whoever does so releases the lease. */
  readonly taken: readonly HeldJob[];
  /** Confirmed, and not sent: likewise, but never to be sent unasked, unless this window has been told to already. */
  readonly unsent: readonly HeldJob[];
  /** Found just now: the owner died during the POST, so nobody knows whether the picture is made and billed. */
  readonly uncertain: readonly Job[];
  /** Somebody works on them, or may do so: where that cannot be known, ask again in half a minute. */
  readonly busy: readonly Job[];
  /** Could not be resumed, for the disk does not take that: ask again. */
  readonly failed: readonly { readonly job: Job; readonly error: unknown }[];
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Finds what dead processes have left in the journal, and tidies it: what was reported leaves once its link is sure, what nobody
 * came back to after 30 days, such as a picture that was saved, but whose folder was never opened again. A task of
 * yesterday has no picture any more, for the service keeps them for minutes: its job has expired.
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
      // Its owner may have come further between our look and its death.
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

  // Of pictures that were asked for together, all that were not sent are for one window to offer: who has the first.
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

/** A job that is not over, and does not wait for a person. */
function goesOn(job: Job): boolean {
  return job.state === 'queued' || isUnderway(job) || isEnded(job) || isLinkUnsure(job);
}

/** A job whose picture is still at the service. */
function isAwaited(job: Job): boolean {
  return job.state === 'accepted' || job.state === 'ready';
}
