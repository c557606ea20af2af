import { endedBy, isEnded, isUnderway } from './job.ts';
import type { Job } from './job.ts';
import type { Journal } from './journal.ts';
import type { Lease, Leases } from './lease.ts';

export interface RecoverOptions {
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
  readonly log: (line: string) => void;
  /** Which of the jobs that go on or have ended this window can take further; the others are left for another. */
  readonly isOurs?: (job: Job) => boolean;
}

export interface Recovered {
  /** To be taken up now, from their state on, be it that a person is to be told; whoever does so releases the lease. */
  readonly taken: readonly { readonly job: Job; readonly lease: Lease }[];
  /** Found just now: the owner died during the POST, so nobody knows whether the picture is made and billed. */
  readonly uncertain: readonly Job[];
  /** Somebody works on them, or may do so: where that cannot be known, ask again in half a minute. */
  readonly busy: readonly Job[];
  /** Could not be taken up, for the disk does not take that: ask again. */
  readonly failed: readonly { readonly job: Job; readonly error: unknown }[];
}

const dayMs = 24 * 60 * 60 * 1000;
const keptForMs = 30 * dayMs;

/**
 * Finds what dead processes have left in the journal, and tidies it: what was reported leaves at once, what nobody
 * came back to after 30 days, such as a picture that was saved, but whose folder was never opened again. A task of
 * yesterday has no picture any more, for the service keeps them for minutes: its job has expired.
 */
export async function recover(journal: Journal, leases: Leases, options: RecoverOptions): Promise<Recovered> {
  const { now = Date.now, log, isOurs = () => true } = options;
  const taken: { job: Job; lease: Lease }[] = [];
  const uncertain: Job[] = [];
  const busy: Job[] = [];
  const failed: { job: Job; error: unknown }[] = [];

  const isOver = (job: Job) =>
    job.state === 'reported' || (job.state !== 'submitting' && !isAwaited(job) && now() - job.updatedAt > keptForMs);
  const isTooLate = (job: Job) => isAwaited(job) && now() - (job.task?.acceptedAt ?? 0) > dayMs;
  const concernsUs = (job: Job) =>
    isOver(job) || job.state === 'submitting' || isTooLate(job) || ((isUnderway(job) || isEnded(job)) && isOurs(job));

  async function takeUp(found: Job): Promise<void> {
    const lease = await leases.acquire(found.id);
    if (!lease) {
      busy.push(found);
      return;
    }
    let isTaken = false;
    try {
      // Its owner may have come further between our look and its death.
      const job = await journal.get(found.id);
      if (job && isOver(job)) {
        await journal.remove(job.id);
      } else if (job?.state === 'submitting') {
        uncertain.push(await journal.update(job.id, { state: 'uncertain' }));
      } else if (job && (isUnderway(job) || isEnded(job))) {
        const end = { ...endedBy({ kind: 'expired', data: {} }), isTold: false };
        taken.push({ job: isTooLate(job) ? await journal.update(job.id, end) : job, lease });
        isTaken = true;
      }
    } finally {
      if (!isTaken) {
        await lease.release();
      }
    }
  }

  for (const job of (await journal.list()).filter(concernsUs)) {
    try {
      await takeUp(job);
    } catch (error) {
      log(`Job ${job.id} could not be taken up: ${String(error)}`);
      if (!isOver(job)) failed.push({ job, error });
    }
  }
  return { taken, uncertain, busy, failed };
}

/** A job whose picture is still at the service. */
function isAwaited(job: Job): boolean {
  return job.state === 'accepted' || job.state === 'ready';
}
