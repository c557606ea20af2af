import { BflError } from '../bfl/errors.ts';
import { StorageError } from '../jobs/errors.ts';
import { findLeft } from '../jobs/findLeft.ts';
import type { Job } from '../jobs/job.ts';
import type { Journal } from '../jobs/journal.ts';
import type { Leases } from '../jobs/leases/lease.ts';
import type { Order } from '../jobs/order.ts';
import type { Outcome } from './outcome.ts';
import type { PictureGenerator, Log } from './ports.ts';

export interface ResumeLeftParts {
  readonly journal: Journal;
  readonly leases: Leases;
  readonly generator: PictureGenerator;
  readonly log: Pick<Log, 'warn'>;
  /** Whether this window has opened the order's workspace folder; true if the order has none. */
  readonly belongsHere: (order: Order) => boolean;
  readonly tell: (outcomes: readonly Outcome[]) => void;
  readonly showError: (error: unknown) => void;
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
  /** When the window was opened, by the same clock. Default: when this process began. */
  readonly openedAt?: number;
}

/**
 * Resumes jobs that a closed window, a killed extension host or an update left unfinished. Any window may fetch and
 * save a picture, because the service keeps it for minutes only. Only a window with the order's folder links the
 * picture, or offers to send a job that was confirmed but not sent.
 * @returns a function to call at intervals, because a job that another window holds, or that the disk keeps from being
 * resumed, is skipped. It resolves to true while there are such jobs
 */
export function createResumeLeft(parts: ResumeLeftParts): () => Promise<boolean> {
  const {
    journal,
    leases,
    generator,
    log,
    belongsHere,
    tell,
    showError,
    now = Date.now,
    openedAt = performance.timeOrigin,
  } = parts;
  // A job that was reported before this window opened is tried once more, because a restart may have fixed the problem.
  const waitsForAPerson = ({ id, isTold, updatedAt }: Job) =>
    generator.hasGivenUp(id) || (isTold === true && updatedAt >= openedAt);
  const isPictureOurs = (job: Job) => !waitsForAPerson(job) && (job.saved === undefined || belongsHere(job.order));
  const isUnsentOurs = (job: Job) =>
    generator.isAwaited(job.id) || (!waitsForAPerson(job) && belongsHere(job.order) && !generator.isOffering());
  let isFailureTold = false;

  return async () => {
    const { taken, unsent, uncertain, busy, failed } = await findLeft(journal, leases, {
      now,
      log: log.warn,
      isOurs: (job) => (job.state === 'queued' ? isUnsentOurs(job) : isPictureOurs(job)),
      isAtWork: ({ id }) => generator.isAtWork(id),
      isAwaitedHere: ({ id }) => generator.isAwaited(id),
    });
    if (taken.length > 0) generator.resumeLeft(taken).catch(showError);
    if (unsent.length > 0) generator.resumeUnsent(unsent).catch(showError);
    if (uncertain.length > 0) {
      const error = new BflError('uncertain', { reason: 'the window was closed' });
      tell(uncertain.map(({ order }) => ({ kind: 'failure', order, error })));
    }
    if (failed[0] && !isFailureTold) showError(new StorageError(failed[0].error, true));
    isFailureTold = failed.length > 0;
    return busy.length + failed.length > 0;
  };
}
