import { ask } from './answer.ts';
import { pause } from './clock.ts';
import type { Connection, Context } from './context.ts';
import { type AnyBflError, BflError, type BflErrorKind, isBflError } from './errors.ts';
import { readPollAnswer, type Running, type TaskResult } from './pollAnswer.ts';
import { backoffMs, nextPollMs, type Schedule } from './schedule.ts';
import { checkPollingUrl } from './service.ts';
import type { Task } from './submit.ts';

/** How it stands, for people. */
export interface WaitProgress {
  /** Not asked yet; the service works on it; the last poll failed and is tried again. */
  readonly phase: 'waiting' | 'generating' | 'unreachable';
  /** The service's own word, as of the last poll that succeeded; '' before. */
  readonly status: string;
  /** 0 to 1, the last one known; null if the service gave none. */
  readonly progress: number | null;
  /** Time waited here, without the time that the machine slept. */
  readonly waitedMs: number;
}

export interface WaitOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs: number;
  /** How long ago the task was accepted, if it is taken up again. */
  readonly elapsedMs?: number;
  /** Default: the client's. */
  readonly schedule?: Schedule;
  readonly onProgress?: (progress: WaitProgress) => void;
}

const pollTimeoutMs = 15_000;
/** How long a verdict may be wrong: a task just accepted may not be known everywhere, a proxy may hiccup. */
const graceMs = 10_000;
const faultBackoff = { firstMs: 500, factor: 1.5, maxMs: 5_000 };
/** A hint on an ordinary answer counts from here; every recorded answer says 1 s. */
const minHintMs = 2_000;

/** Believed at once. */
const finalKinds: readonly BflErrorKind[] = ['moderated', 'failed', 'missingSample', 'keyRefused'];
/** Believed once nothing else was heard for `graceMs`. All others are temporary. */
const doubtfulKinds: readonly BflErrorKind[] = [
  'taskNotFound',
  'refused',
  'noCredits',
  'blocked',
  'proxyRefused',
  'certificate',
  'forbiddenUrl',
];

/**
 * Polls until the task is ready. Unless `moderated` or `failed` is thrown, the task can be waited for again.
 * @throws BflError `moderated`, `failed`, `missingSample`, `keyRefused`, `forbiddenUrl`; `taskNotFound` or another
 * refusal that lasts; `deadline`; the reason of `signal`
 */
export async function wait(
  context: Context,
  connection: Connection,
  task: Task,
  options: WaitOptions,
): Promise<TaskResult> {
  const { clock, budget, random, log } = context;
  const { signal, timeoutMs, schedule = context.schedule, onProgress } = options;
  // Negative if the wall clock was set back meanwhile.
  const elapsedMs = Math.max(0, options.elapsedMs ?? 0);
  const url = checkPollingUrl(connection.service, task.pollingUrl);
  let seen: WaitProgress = { phase: 'waiting', status: '', progress: null, waitedMs: 0 };
  let delayMs = elapsedMs < schedule.firstMs ? nextPollMs(schedule, elapsedMs, random) : 0;
  let faults = 0;
  let doubtedSinceMs: number | undefined;
  onProgress?.(seen);
  for (;;) {
    const startMs = clock.monotonic();
    await pause(clock, delayMs, signal);
    await budget.take(signal);
    const outcome = await poll(context, connection, url, signal);
    // More than this step can take is time that the machine slept.
    const waitedMs = seen.waitedMs + Math.min(clock.monotonic() - startMs, delayMs + pollTimeoutMs);
    if ('sample' in outcome) {
      log(`wait: ${task.id} is ready`);
      return outcome;
    }
    let minDelayMs = 0;
    if (isBflError(outcome)) {
      log(`wait: ${task.id}: ${outcome.message}`);
      doubtedSinceMs ??= doubtfulKinds.includes(outcome.kind) ? waitedMs : undefined;
      throwIfFinal(outcome, doubtedSinceMs === undefined ? 0 : waitedMs - doubtedSinceMs);
      seen = { ...seen, phase: 'unreachable', waitedMs };
      minDelayMs = Math.max(backoffMs(faultBackoff, faults++, random), toldMs(outcome));
    } else {
      const { status, progress, retryAfterMs = 0 } = outcome;
      if (status !== seen.status) {
        log(`wait: ${task.id}: ${status}`);
      }
      seen = { phase: 'generating', status, progress: progress ?? seen.progress, waitedMs };
      faults = 0;
      doubtedSinceMs = undefined;
      minDelayMs = retryAfterMs < minHintMs ? 0 : retryAfterMs;
    }
    onProgress?.(seen);
    if (waitedMs >= timeoutMs) {
      throw new BflError('deadline', { waitedMs }, isBflError(outcome) ? { cause: outcome } : {});
    }
    const nextMs = Math.max(nextPollMs(schedule, elapsedMs + waitedMs, random), minDelayMs);
    delayMs = Math.min(nextMs, timeoutMs - waitedMs);
  }
}

/** One poll. A failure is an outcome like others; only the reason of `signal` is thrown. */
async function poll(
  context: Context,
  connection: Connection,
  url: URL,
  signal: AbortSignal | undefined,
): Promise<TaskResult | Running | AnyBflError> {
  try {
    return readPollAnswer(
      connection,
      await ask(context, connection, {
        method: 'GET',
        url,
        timeoutMs: pollTimeoutMs,
        follow: (target) => checkPollingUrl(connection.service, target),
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  } catch (error) {
    if (isBflError(error)) {
      return error;
    }
    throw error;
  }
}

function throwIfFinal(error: AnyBflError, doubtedMs: number): void {
  const isForbiddenSample = error.kind === 'forbiddenUrl' && error.data.what === 'delivery';
  const isDoubtOver = doubtfulKinds.includes(error.kind) && doubtedMs >= graceMs;
  if (finalKinds.includes(error.kind) || isForbiddenSample || isDoubtOver) {
    throw error;
  }
}

function toldMs(error: AnyBflError): number {
  return error.kind === 'unavailable' || error.kind === 'tooManyTasks' ? (error.data.retryAfterMs ?? 0) : 0;
}
