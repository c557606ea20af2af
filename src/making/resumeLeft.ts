import { BflError } from '../bfl/errors.ts';
import { StorageError } from '../jobs/errors.ts';
import { findLeft } from '../jobs/findLeft.ts';
import type { Job, Order } from '../jobs/job.ts';
import type { Journal } from '../jobs/journal.ts';
import type { Leases } from '../jobs/leases/lease.ts';
import type { Outcome } from './outcome.ts';
import type { PictureGenerator, Log } from './ports.ts';

export interface ResumeLeftParts {
  readonly journal: Journal;
  readonly leases: Leases;
  readonly generator: PictureGenerator;
  readonly log: Pick<Log, 'warn'>;
  /** Whether this window has the folder that an order is for. */
  readonly belongsHere: (order: Order) => boolean;
  readonly tell: (outcomes: readonly Outcome[]) => void;
  readonly showError: (error: unknown) => void;
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
  /** When the window was opened, by the same clock. Default: when this process began. */
  readonly openedAt?: number;
}

/**
 * Goes on with what a closed window, a killed host or an update left unfinished. Any window fetches and saves a
 * picture, for it can be had for minutes only; linking it is left to a window with its folder, and so is offering to
 * send what was confirmed and not sent.
 * @returns what is to be called now and then: a job that another window works on, or that the disk keeps from being
 * resumed, is left alone until that window is gone or the disk is well. It gives whether there is such a job
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
  // What was told before this window was opened is tried once more: a restart may have been the cure.
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
