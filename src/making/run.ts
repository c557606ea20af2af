import { isBflError, UnfinishedError } from '../bfl/errors.ts';
import type { HeldJob } from '../jobs/findLeft.ts';
import { canBecome, endedBy, type Job, verdicts } from '../jobs/job.ts';
import type { Lease } from '../jobs/leases/lease.ts';
import type { InsuredJournal } from './insuredJournal.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { JobView, Report, TrackedPlace } from './ports.ts';

/** What the steps of a job share while a window works on it. */
export interface Run {
  /** As it was when the run began. */
  readonly job: Job;
  readonly lease: Lease;
  /** The place of the link, followed through edits. */
  readonly place: TrackedPlace | undefined;
  readonly report: Report;
  /** Says what came of the order; what is left to do then goes on behind the scenes. */
  readonly conclude: (outcome: Outcome) => void;
  /** Aborted when the user cancels or another window has taken over. */
  readonly signal: AbortSignal;
}

/** Works on one job of a run. */
export type Steps = (run: Run) => Promise<void>;

export interface JobRunner {
  /**
   * Lets `steps` work on jobs under one progress, and tells what came of them once that is known of all. A cancel
   * settles at once; the steps go on until what they know is in the journal, then the leases are given back. What an
   * earlier run has concluded counts no more. Never rejects.
   */
  run(this: void, jobs: readonly HeldJob[], steps: Steps): Promise<readonly Outcome[]>;
  /** Whether a run of the job has ended here, with a person told: it is not to be tried again unasked. */
  hasGivenUp(this: void, id: string): boolean;
  /** Whether a run works on the job just now, be it behind the scenes. */
  isAtWork(this: void, id: string): boolean;
  /** Whether a person sees a run work on the job. */
  isShown(this: void, id: string): boolean;
  /** Resolves when no cancelled run works on the job behind the scenes; takes back the offer to resume it. */
  prepareToResume(this: void, id: string): Promise<void>;
}

/** One job of a run. */
interface Work {
  readonly job: Job;
  /** What is known to have come of it. */
  readonly outcome: Promise<Outcome>;
  /** Settles when nothing works on it any more. @returns whether there may be a picture to have */
  readonly done: Promise<boolean>;
}

/** What the jobs of a run have in common. */
interface Together {
  readonly cancelled: AbortSignal;
  /** Resolves when a person knows what came of them, or does not want to. */
  readonly told: Promise<void>;
  readonly steps: Steps;
}

export function createJobRunner(journal: InsuredJournal, view: JobView): JobRunner {
  const settling = new Map<string, Promise<unknown>>();
  const offers = new Map<string, { dispose(): void }>();
  const givenUp = new Set<string>();
  const shown = new Set<string>();

  async function runAll(jobs: readonly HeldJob[], steps: Steps): Promise<readonly Outcome[]> {
    const { promise: told, resolve: tell } = withResolvers<void>();
    const orders = jobs.map(({ job }) => job.order);
    let works: readonly Work[] = [];
    const outcomes = orders.map((order): Outcome => ({ kind: 'stopped', order }));
    for (const { job } of jobs) begin(job.id);
    try {
      const end = await view.showProgress(orders, async (reports, cancelled) => {
        works = jobs.map((held, at) => start(held, reports[at] ?? ignore, { cancelled, told, steps }));
        await Promise.all(works.map(async ({ outcome }, at) => (outcomes[at] = await outcome)));
      });
      if (end === 'cancelled') await Promise.all(works.filter((_, at) => outcomes[at]?.kind === 'stopped').map(offer));
    } finally {
      view.tell(outcomes);
      tell();
      for (const { job } of jobs) shown.delete(job.id);
    }
    await Promise.all(works.filter((_, at) => outcomes[at]?.kind === 'failure').map(({ done }) => done));
    return outcomes;
  }

  function begin(id: string): void {
    givenUp.delete(id);
    journal.reopen(id);
    shown.add(id);
  }

  function start({ job, lease }: HeldJob, report: Report, together: Together): Work {
    const { promise: outcome, resolve } = withResolvers<Outcome>();
    const place = job.order.link && view.trackPlace(job.order.link);
    const signal = AbortSignal.any([together.cancelled, lease.signal]);
    const conclude = (found: Outcome): void => {
      report('ended');
      resolve(found);
    };
    const done = work({ job, lease, place, report, conclude, signal }, together)
      .catch((error: unknown) => {
        conclude(outcomeOf(error, job.order));
        return false;
      })
      .finally(() => settling.delete(job.id));
    settling.set(job.id, done);
    return { job, outcome, done };
  }

  async function work(run: Run, together: Together): Promise<boolean> {
    const { job, lease, place, conclude } = run;
    let canBeHad = false;
    try {
      await together.steps(run);
      conclude({ kind: 'stopped', order: job.order });
    } catch (error) {
      canBeHad = await settle(run, error, together);
    } finally {
      if (!canBeHad) takeBackOffer(job.id);
      place?.dispose();
      await lease.release(await isGone(job.id));
    }
    return canBeHad;
  }

  /**
   * Says why there is no picture, and nothing after a cancel; then leaves in the journal what can still be had. What
   * the service has concluded is written down before, and forgotten after, so that a kill in between does not swallow it.
   * @returns whether there may be a picture to have
   */
  async function settle(run: Run, error: unknown, { cancelled, told }: Together): Promise<boolean> {
    const { job: begun, lease, conclude } = run;
    const { id, order } = begun;
    const say = async (found: unknown): Promise<void> => {
      conclude(cancelled.aborted ? { kind: 'stopped', order } : outcomeOf(found, order));
      await told;
    };
    if (lease.signal.aborted) {
      // Whatever came of it, it is for who holds the lease by now to say.
      conclude(isBflError(error) ? { kind: 'stopped', order } : outcomeOf(error, order));
      return false;
    }
    givenUp.add(id);
    const job = await journal.get(id).catch(() => null);
    if (isBflError(error, ...verdicts)) {
      if (job) await journal.record(job, endedBy({ kind: error.kind, data: { ...error.data } }));
      await say(error);
      await journal.remove(id);
      return false;
    }
    if (job?.task) {
      await say(isBflError(error) ? new UnfinishedError(error) : error);
      const isCancelled = cancelled.aborted && canBecome(job.state, 'cancelled');
      await journal.record(job, isCancelled ? { state: 'cancelled' } : { isTold: true });
      return true;
    }
    const isUncertain = isBflError(error, 'uncertain');
    // Whoever finds it after a kill finds what is true.
    if (!isUncertain && job?.state === 'submitting' && (await lease.isHeld()))
      await journal.record(job, { state: 'queued' });
    await say(error);
    // It is left as it is if it is another window's by now.
    if (!(await lease.isHeld())) return false;
    await (isUncertain ? journal.record(job ?? begun, { state: 'uncertain' }) : journal.remove(id));
    return isUncertain;
  }

  /** Offers to resume what a person has cancelled, if it may be billed. */
  async function offer({ job: { id, order }, done }: Work): Promise<void> {
    const job = await journal.get(id).catch(() => null);
    if (job === undefined || job?.state === 'queued') return;
    offers.set(id, view.offerToResume(id, order));
    void done.then((canBeHad) => canBeHad || takeBackOffer(id));
  }

  function takeBackOffer(id: string): void {
    offers.get(id)?.dispose();
    offers.delete(id);
  }

  async function isGone(id: string): Promise<boolean> {
    return (await journal.get(id).catch(() => null)) === undefined;
  }

  async function prepareToResume(id: string): Promise<void> {
    takeBackOffer(id);
    await settling.get(id);
  }

  return {
    run: runAll,
    hasGivenUp: (id) => givenUp.has(id),
    isAtWork: (id) => settling.has(id),
    isShown: (id) => shown.has(id),
    prepareToResume,
  };
}

const ignore = (): void => undefined;

/** `Promise.withResolvers`, which the oldest editor's Node does not have. */
function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
