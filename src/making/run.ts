import { isBflError, UnfinishedError } from '../bfl/errors.ts';
import type { InsuredJournal } from './insuredJournal.ts';
import { canBecome, endedBy, type Order, verdicts } from '../jobs/job.ts';
import type { Lease } from '../jobs/leases/lease.ts';
import type { JobView, Report, TrackedPlace } from './ports.ts';

/** What the steps of a job share while a window works on it. */
export interface Run {
  readonly id: string;
  readonly order: Order;
  readonly lease: Lease;
  /** The place of the link, followed through edits. */
  readonly place: TrackedPlace | undefined;
  readonly report: Report;
  /** Says that the person has it all: the progress ends, and what is left to do goes on behind the scenes. */
  readonly end: () => void;
  /** Aborted when the user cancels or another window has taken over. */
  readonly signal: AbortSignal;
  /** Whether there may be a picture to resume; for the steps to keep up to date. */
  readonly billing: { mayBeBilled: boolean };
}

export interface JobRunner {
  /**
   * Lets `steps` work on a job under a progress notification. A cancel settles at once; the steps go on until what
   * they know is in the journal, then the lease is given back. What an earlier run has concluded counts no more.
   * Never rejects: an error is shown.
   */
  run(this: void, id: string, order: Order, lease: Lease, steps: (run: Run) => Promise<void>): Promise<void>;
  /** Whether a run of the job has ended here, with a person told: it is not to be tried again unasked. */
  hasGivenUp(this: void, id: string): boolean;
  /** Whether a run works on the job just now, be it behind the scenes. */
  isAtWork(this: void, id: string): boolean;
  /** Whether a person sees a run work on the job. */
  isShown(this: void, id: string): boolean;
  /** Resolves when no cancelled run works on the job behind the scenes; takes back the offer to resume it. */
  prepareToResume(this: void, id: string): Promise<void>;
}

export function createJobRunner(journal: InsuredJournal, view: JobView): JobRunner {
  const settling = new Map<string, Promise<void>>();
  const offers = new Map<string, { dispose(): void }>();
  const givenUp = new Set<string>();
  const shown = new Set<string>();

  async function run(id: string, order: Order, lease: Lease, steps: (run: Run) => Promise<void>): Promise<void> {
    givenUp.delete(id);
    journal.reopen(id);
    const place = order.link && view.trackPlace(order.link);
    const billing = { mayBeBilled: false };
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const work = async (report: Report, cancelled: AbortSignal): Promise<void> => {
      const tell = (error: unknown): void => void (cancelled.aborted || view.showError(error, [order]));
      const signal = AbortSignal.any([cancelled, lease.signal]);
      let canBeHad = false;
      try {
        await steps({ id, order, lease, place, report, end, signal, billing });
      } catch (error) {
        canBeHad = await settle(id, error, cancelled, lease, tell);
      } finally {
        if (!canBeHad) {
          billing.mayBeBilled = false;
          takeBackOffer(id);
        }
        place?.dispose();
        await lease.release(await isGone(id));
      }
    };
    shown.add(id);
    try {
      const outcome = await view.showProgress(order, (report, cancelled) => {
        const working = work(report, cancelled);
        settling.set(
          id,
          working.catch(() => undefined).finally(() => settling.delete(id)),
        );
        return Promise.race([working, ended]);
      });
      if (outcome === 'cancelled' && billing.mayBeBilled) offers.set(id, view.offerToResume(id, order));
    } catch (error) {
      view.showError(error, [order]);
    } finally {
      shown.delete(id);
    }
  }

  async function isGone(id: string): Promise<boolean> {
    return (await journal.get(id).catch(() => null)) === undefined;
  }

  /**
   * Leaves in the journal what can still be had, and says why it is not there; nothing after a cancel. A verdict of the
   * service is written down before it is told, and forgotten after, so that a kill in between does not swallow it.
   * @returns whether there may be a picture to have
   */
  async function settle(
    id: string,
    error: unknown,
    cancelled: AbortSignal,
    lease: Lease,
    tell: (error: unknown) => void,
  ): Promise<boolean> {
    if (lease.signal.aborted) {
      // Whatever came of it, it is for who holds the lease by now to say.
      if (!isBflError(error)) tell(error);
      return false;
    }
    givenUp.add(id);
    const job = await journal.get(id).catch(() => null);
    if (isBflError(error, ...verdicts)) {
      if (job) await journal.record(job, endedBy({ kind: error.kind, data: { ...error.data } }));
      tell(error);
      await journal.remove(id);
      return false;
    }
    if (!job?.task) {
      tell(error);
      return job !== undefined;
    }
    const isCancelled = cancelled.aborted && canBecome(job.state, 'cancelled');
    await journal.record(job, isCancelled ? { state: 'cancelled' } : { isTold: true });
    tell(isBflError(error) ? new UnfinishedError(error) : error);
    return true;
  }

  function takeBackOffer(id: string): void {
    offers.get(id)?.dispose();
    offers.delete(id);
  }

  async function prepareToResume(id: string): Promise<void> {
    takeBackOffer(id);
    await settling.get(id);
  }

  return {
    run,
    hasGivenUp: (id) => givenUp.has(id),
    isAtWork: (id) => settling.has(id),
    isShown: (id) => shown.has(id),
    prepareToResume,
  };
}
