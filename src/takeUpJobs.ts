import { systemClock, type Clock } from './bfl/clock.ts';
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
  readonly log: Pick<Log, 'warn' | 'error'>;
  /** Whether this window has the folder that an order is for. */
  readonly belongsHere: (order: Order) => boolean;
  readonly showError: (error: unknown) => Promise<void>;
  readonly clock?: Clock;
}

/** When to look again after a job that somebody else works on, or may work on. */
const lookAgainMs = 30_000;

/**
 * Goes on with what a closed window, a killed host or an update left unfinished. Any window fetches and saves a
 * picture, for it can be had for minutes only; linking it is left to a window with its folder.
 */
export function takeUpJobs(parts: TakeUpParts): { dispose(): void } {
  const { journal, leases, generator, log, belongsHere, showError, clock = systemClock } = parts;
  const disposed = new AbortController();

  async function look(): Promise<void> {
    const { taken, uncertain, busy } = await recover(journal, leases, {
      now: () => clock.now(),
      log: log.warn,
      isOurs: (job) => !generator.hasGivenUp(job.id) && (job.saved === undefined || belongsHere(job.order)),
    });
    for (const { job, lease } of taken) void generator.resume(job.id, lease);
    if (uncertain.length > 0) void showError(new BflError('uncertain', { reason: 'the window was closed' }));
    if (busy.length === 0) return;
    await clock.sleep(lookAgainMs, disposed.signal);
    await look();
  }

  look().catch((error: unknown) => {
    if (!disposed.signal.aborted) log.error(`Unfinished pictures: ${String(error)}`);
  });
  return { dispose: () => disposed.abort() };
}
