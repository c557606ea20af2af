import { inspect } from 'node:util';
import { isBflError, UnfinishedError } from '../../../src/bfl/errors.ts';
import { JobUnavailableError } from '../../../src/jobs/errors.ts';
import type { Job } from '../../../src/jobs/job.ts';
import type { JobView, Phase } from '../../../src/making/ports.ts';
import type { SimulatedProcess } from './process.ts';

/** Pictures in the making, as a person sees them. */
export interface Notification {
  readonly prompts: readonly string[];
  /** What was reported, for each prompt. */
  readonly phases: readonly (readonly Phase[])[];
  /** Presses the cancel button. */
  cancel(): void;
}

/** What a person sees of one window. */
export interface FakeView extends JobView {
  readonly notifications: readonly Notification[];
  /** Puts up an error that no picture ended with. */
  showError(this: void, error: unknown): void;
  /** The errors shown, by their kind or code, each for every picture that ended so; what is silent is left out. */
  readonly errors: readonly string[];
  /** All that a message could say of the errors shown. */
  readonly errorTexts: readonly string[];
  /** The ids of the jobs that the status bar offers to resume. */
  readonly offers: readonly string[];
  /** What was offered to be sent, message by message. */
  readonly unsentOffers: readonly (readonly Job[])[];
  /** Why a person could not do what was wanted about a job. */
  readonly notices: readonly JobUnavailableError['reason'][];
  /** Of the document listeners that follow the place of a link. */
  readonly trackedPlaces: number;
}

export function createView(process: SimulatedProcess, answerUnsent: JobView['offerUnsent']): FakeView {
  const notifications = new Set<Notification>();
  const errors: string[] = [];
  const errorTexts: string[] = [];
  const offers: string[] = [];
  const unsentOffers: (readonly Job[])[] = [];
  const notices: JobUnavailableError['reason'][] = [];
  let trackedPlaces = 0;

  function showError(error: unknown): void {
    if (!process.isAlive || isSilent(error)) return;
    if (error instanceof JobUnavailableError) {
      notices.push(error.reason);
      return;
    }
    errors.push(nameOf(error));
    errorTexts.push(inspect(error, { depth: Infinity }));
  }

  return {
    errors,
    errorTexts,
    offers,
    unsentOffers,
    notices,
    get notifications() {
      return [...notifications];
    },
    get trackedPlaces() {
      return trackedPlaces;
    },
    async showProgress(orders, work) {
      const stop = new AbortController();
      const prompts = orders.map(({ recipe }) => recipe.prompt);
      const phases = prompts.map((): Phase[] => []);
      const cancelled = new Promise<'cancelled'>((resolve) => {
        stop.signal.addEventListener('abort', () => resolve('cancelled'), { once: true });
      });
      const notification: Notification = { prompts, phases, cancel: () => stop.abort() };
      notifications.add(notification);
      const reports = phases.map((of) => (phase: Phase) => void of.push(phase));
      try {
        return await process.reach(Promise.race([work(reports, stop.signal), cancelled]));
      } finally {
        notifications.delete(notification);
      }
    },
    tell(outcomes) {
      for (const outcome of outcomes) if (outcome.kind === 'failure') showError(outcome.error);
    },
    showError,
    offerToResume(jobId) {
      offers.push(jobId);
      return { dispose: () => void (offers.includes(jobId) && offers.splice(offers.indexOf(jobId), 1)) };
    },
    offerUnsent(jobs) {
      unsentOffers.push(jobs);
      return process.reach(answerUnsent(jobs));
    },
    trackPlace({ block = '', alone = 'anchor', ...link }) {
      trackedPlaces++;
      return {
        document: link.document,
        place: { ...link, block, alone },
        range: { start: 0, end: 1 },
        moveTo: () => undefined,
        dispose: () => void trackedPlaces--,
      };
    },
  };
}

function nameOf(error: unknown): string {
  if (isBflError(error)) return error.kind;
  if (error instanceof UnfinishedError) return error.cause.kind;
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function isSilent(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'LeaseLostError');
}
