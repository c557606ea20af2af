import { type Answer, ask } from './answer.ts';
import { pause } from './clock.ts';
import type { Connection, Context } from './context.ts';
import { type AnyBflError, BflError, type BflErrorKind, isBflError } from './errors.ts';
import { readPollAnswer, type Running, type TaskResult } from './pollAnswer.ts';
import { backoffMs, nextPollMs, type Schedule } from './schedule.ts';
import { checkPollingUrl, resultUrl } from './service.ts';
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

/** After so much time without a good answer, the host that took the POST is asked in turn with the given one. */
const silentMs = 5_000;

/** A poll that brought no news of the task, and how far it can be believed. */
interface Fault {
  readonly error: AnyBflError;
  /** `final` at once; `doubtful` once nothing else was heard for `graceMs`; `temporary` never. */
  readonly belief: 'final' | 'doubtful' | 'temporary';
}

const doubtfulKinds: readonly BflErrorKind[] = [
  'taskNotFound',
  // Seen once with a good key, which has been taken for this very task.
  'keyRefused',
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
  let url = checkPollingUrl(connection.service, task.pollingUrl);
  // The given host has been seen to be out of reach where this one was not.
  let otherUrl = resultUrl(connection.service, task.id);
  let seen: WaitProgress = { phase: 'waiting', status: '', progress: null, waitedMs: 0 };
  let delayMs = elapsedMs < schedule.firstMs ? nextPollMs(schedule, elapsedMs, random) : 0;
  let faults = 0;
  let doubtedSinceMs: number | undefined;
  let heardMs: number | undefined;
  onProgress?.(seen);
  for (;;) {
    const startMs = clock.monotonic();
    await pause(clock, delayMs, signal);
    await budget.take(signal);
    heardMs ??= seen.waitedMs + clock.monotonic() - startMs;
    const outcome = await poll(context, connection, { url, taskId: task.id, signal });
    // More than this step can take is time that the machine slept.
    const waitedMs = seen.waitedMs + Math.min(clock.monotonic() - startMs, delayMs + pollTimeoutMs);
    if ('sample' in outcome) {
      log(`wait: ${task.id} is ready`);
      return outcome;
    }
    let minDelayMs = 0;
    if ('error' in outcome) {
      const { error, belief } = outcome;
      log(`wait: ${task.id}: ${error.message}`);
      doubtedSinceMs ??= belief === 'doubtful' ? waitedMs : undefined;
      const isDoubtOver = belief === 'doubtful' && waitedMs - (doubtedSinceMs ?? waitedMs) >= graceMs;
      if (belief === 'final' || isDoubtOver) throw error;
      if (waitedMs - heardMs >= silentMs) [url, otherUrl] = [otherUrl, url];
      seen = { ...seen, phase: 'unreachable', waitedMs };
      minDelayMs = Math.max(backoffMs(faultBackoff, faults++, random), toldMs(error));
    } else {
      const { status, progress, retryAfterMs = 0 } = outcome;
      if (status !== seen.status) {
        log(`wait: ${task.id}: ${status}`);
      }
      seen = { phase: 'generating', status, progress: progress ?? seen.progress, waitedMs };
      faults = 0;
      doubtedSinceMs = undefined;
      heardMs = waitedMs;
      minDelayMs = retryAfterMs < minHintMs ? 0 : retryAfterMs;
    }
    onProgress?.(seen);
    if (waitedMs >= timeoutMs) {
      throw new BflError('deadline', { waitedMs }, 'error' in outcome ? { cause: outcome.error } : {});
    }
    const nextMs = Math.max(nextPollMs(schedule, elapsedMs + waitedMs, random), minDelayMs);
    delayMs = Math.min(nextMs, timeoutMs - waitedMs);
  }
}

interface Poll {
  readonly url: URL;
  readonly taskId: string;
  readonly signal: AbortSignal | undefined;
}

/** One poll. A failure is an outcome like others; only the reason of `signal` is thrown. */
async function poll(
  context: Context,
  connection: Connection,
  { url, taskId, signal }: Poll,
): Promise<TaskResult | Running | Fault> {
  let answer: Answer | undefined;
  try {
    answer = await ask(context, connection, {
      method: 'GET',
      url,
      timeoutMs: pollTimeoutMs,
      follow: (target) => checkPollingUrl(connection.service, target),
      ...(signal === undefined ? {} : { signal }),
    });
    return readPollAnswer(connection, answer, taskId);
  } catch (error) {
    if (!isBflError(error)) throw error;
    return { error, belief: beliefIn(error, answer?.status) };
  }
}

/** @param status of the answer; none if there was no answer */
function beliefIn(error: AnyBflError, status: number | undefined): Fault['belief'] {
  // A key that no header can carry.
  if (error.kind === 'keyRefused' && status === undefined) return 'final';
  const isSampleForbidden = error.kind === 'forbiddenUrl' && error.data.what === 'delivery';
  if (isSampleForbidden || ['moderated', 'failed', 'missingSample'].includes(error.kind)) {
    // A server in trouble may say more than it knows.
    return status !== undefined && status >= 500 ? 'doubtful' : 'final';
  }
  return doubtfulKinds.includes(error.kind) ? 'doubtful' : 'temporary';
}

function toldMs(error: AnyBflError): number {
  return error.kind === 'unavailable' || error.kind === 'tooManyTasks' ? (error.data.retryAfterMs ?? 0) : 0;
}
