import type { HeldJob } from '../jobs/findLeft.ts';
import type { Job } from '../jobs/job.ts';
import type { Lease } from '../jobs/leases/lease.ts';
import type { InsuredJournal } from './insuredJournal.ts';
import type { JobView } from './ports.ts';

/** Asks the user about jobs that were confirmed but not sent, with one message at a time. */
export interface UnsentOffers {
  /** Whether an offer is on the screen. */
  isOpen(this: void): boolean;
  has(this: void, jobId: string): boolean;
  /** Takes a job out of the offer. @returns its lease, if this window still holds it */
  take(this: void, jobId: string): Promise<Lease | undefined>;
  /**
   * Offers to send or dismiss jobs, and holds their leases until the user answers, so that no other window offers them
   * too. If an offer is open already, it only releases the leases.
   */
  offer(this: void, jobs: readonly HeldJob[]): Promise<void>;
  /** Marks jobs as told (`isTold`), so that they wait for the user or for a new window, and releases their leases. */
  putBack(this: void, jobs: readonly HeldJob[]): Promise<void>;
}

export interface UnsentActions {
  /** Sends the jobs that are still queued and that no other window has taken. */
  send(jobIds: readonly string[]): Promise<void>;
  dismiss(jobId: string): Promise<void>;
}

export function createUnsentOffers(
  journal: InsuredJournal,
  view: Pick<JobView, 'offerUnsent'>,
  actions: UnsentActions,
): UnsentOffers {
  const offered = new Map<string, HeldJob>();
  let isOpen = false;

  async function offer(jobs: readonly HeldJob[]): Promise<void> {
    if (isOpen) {
      await Promise.all(jobs.map(({ lease }) => lease.release()));
      return;
    }
    isOpen = true;
    for (const held of jobs) offered.set(held.job.id, held);
    try {
      const answer = await view.offerUnsent(jobs.map(({ job }) => job));
      const ids = [...offered.keys()];
      if (answer === 'send') await actions.send(ids);
      else if (answer === 'dismiss') await Promise.all(ids.map((id) => actions.dismiss(id)));
    } finally {
      isOpen = false;
      const left = [...offered.values()];
      offered.clear();
      await putBack(left);
    }
  }

  async function putBack(jobs: readonly HeldJob[]): Promise<void> {
    await Promise.all(
      jobs.map(async ({ job, lease }) => {
        if (await lease.isHeld()) await journal.record(job, { isTold: true });
        await lease.release();
      }),
    );
  }

  async function take(id: string): Promise<Lease | undefined> {
    const held = offered.get(id);
    offered.delete(id);
    return held && (await held.lease.isHeld()) ? held.lease : undefined;
  }

  return { isOpen: () => isOpen, has: (id) => offered.has(id), take, offer, putBack };
}

/** Counts the pictures of all batches that these jobs belong to, including pictures that are not among the jobs. */
export function countAskedFor(jobs: readonly Job[]): number {
  const batches = new Map(jobs.map(({ id, batch }) => [batch?.id ?? id, batch?.size ?? 1]));
  return [...batches.values()].reduce((sum, size) => sum + size, 0);
}
