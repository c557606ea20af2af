import { BflError } from './bfl/errors.ts';
import type { ImageGenerator } from './generateImage.ts';
import type { Order } from './jobs/job.ts';
import type { Journal } from './jobs/journal.ts';
import type { Leases } from './jobs/lease.ts';
import { recover } from './jobs/recover.ts';
import type { Log } from './log.ts';

export interface TakeUpParts {
  readonly journal: Journal;
  readonly leases: Leases;
  readonly generator: ImageGenerator;
  readonly log: Pick<Log, 'warn'>;
  /** Whether this window has the folder that an order is for. */
  readonly belongsHere: (order: Order) => boolean;
  readonly showError: (error: unknown) => void;
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
}

/**
 * Goes on with what a closed window, a killed host or an update left unfinished. Any window fetches and saves a
 * picture, for it can be had for minutes only; linking it is left to a window with its folder.
 * To be called now and then: a job that another window works on is left alone until that window is gone.
 * @returns whether there is such a job
 */
export async function takeUpJobs(parts: TakeUpParts): Promise<boolean> {
  const { journal, leases, generator, log, belongsHere, showError, now = Date.now } = parts;
  const { taken, uncertain, busy } = await recover(journal, leases, {
    now,
    log: log.warn,
    isOurs: (job) => !generator.hasGivenUp(job.id) && (job.saved === undefined || belongsHere(job.order)),
  });
  for (const { job, lease } of taken) void generator.resume(job.id, lease);
  if (uncertain.length > 0) showError(new BflError('uncertain', { reason: 'the window was closed' }));
  return busy.length > 0;
}
