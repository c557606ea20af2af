import { isBflError, UnfinishedError } from '../bfl/errors.ts';
import type { HeldJob } from '../jobs/findLeft.ts';
import { canBecome, endedBy, type Job, verdicts } from '../jobs/job.ts';
import type { Lease } from '../jobs/leases/lease.ts';
import type { InsuredJournal } from './insuredJournal.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { JobView, Report, TrackedPlace } from './ports.ts';

/** What a window gives to the steps of one job. */
export interface Run {
  /** The job as it was when the run began. */
  readonly job: Job;
  readonly lease: Lease;
  /** The place of the link in the document, tracked through edits; undefined if the order wants no link. */
  readonly place: TrackedPlace | undefined;
  readonly report: Report;
  /** Sets the outcome of the order, which ends its progress. Steps that remain go on without progress. */
  readonly conclude: (outcome: Outcome) => void;
  /** Aborted when the user cancels or another window has taken over. */
  readonly signal: AbortSignal;
}

/** The work to do for one job of a run. */
export type Steps = (run: Run) => Promise<void>;

export interface JobRunner {
  /**
   * Calls `steps` for each job, shows one progress for all jobs, and tells the user their outcomes when all are known.
   * A cancel returns at once; `steps` continue in the background until the journal has their state, and then the leases
   * are released. A new run of a job resets `hasGivenUp`. Never rejects.
   */
  run(this: void, jobs: readonly HeldJob[], steps: Steps): Promise<readonly Outcome[]>;
  /**
   * Whether a run of the job has failed or was cancelled in this window and the user was told: the window must not try
   * the job again by itself.
   */
  hasGivenUp(this: void, id: string): boolean;
  /** Whether a run works on the job now, in the background too. */
  isAtWork(this: void, id: string): boolean;
  /** Whether the progress of a run shows the job now. */
  isShown(this: void, id: string): boolean;
  /** Takes back the offer to resume the job, and resolves when no cancelled run works on it in the background. */
  prepareToResume(this: void, id: string): Promise<void>;
}

/** One job of a run. */
interface Work {
  readonly job: Job;
  /** Resolves to the outcome as soon as it is known; the steps may still have work left. */
  readonly outcome: Promise<Outcome>;
  /**
   * Resolves when the steps have ended and the lease is released: to true if the user can still get a picture by
   * resuming.
   */
  readonly done: Promise<boolean>;
}

/** What all jobs of a run share. */
interface Together {
  readonly cancelled: AbortSignal;
  /** Resolves when the user was told the outcomes of the run, or has cancelled it. */
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
   * Handles an error of the steps: concludes the run and updates the journal, so that a job whose picture can still be
   * had stays there. A verdict of the service is written to the journal before the user is told, and the job is removed
   * only after that, so that the verdict is not lost if the process is killed in between.
   * @returns whether there may still be a picture to have
   */
  async function settle(run: Run, error: unknown, { cancelled, told }: Together): Promise<boolean> {
    const { job: begun, lease, conclude } = run;
    const { id, order } = begun;
    const say = async (found: unknown): Promise<void> => {
      conclude(cancelled.aborted ? { kind: 'stopped', order } : outcomeOf(found, order));
      await told;
    };
    if (lease.signal.aborted) {
      // Another window may hold the lease: that window reports failures of the service, we do not.
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
    // Nothing was accepted, so the job is not uncertain. Record that now, in case the process is killed before it is
    // removed.
    if (!isUncertain && job?.state === 'submitting' && (await lease.isHeld()))
      await journal.record(job, { state: 'queued' });
    await say(error);
    // If another window holds the lease by now, the job is not ours to change.
    if (!(await lease.isHeld())) return false;
    await (isUncertain ? journal.record(job ?? begun, { state: 'uncertain' }) : journal.remove(id));
    return isUncertain;
  }

  /** Offers to resume a cancelled job, unless it was never sent. */
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
