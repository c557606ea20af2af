import { type BflErrorKind, isBflError } from './errors.ts';
import type { Fault, Poll } from './poll.ts';
import type { Running } from './pollAnswer.ts';
import { toldMs } from './retryAfter.ts';
import { backoffMs } from './schedule.ts';
import { checkPollingUrl, resultUrl, type Service } from './service.ts';
import type { Task } from './submit.ts';

/** The progress of a wait, for the user. */
export interface WaitProgress {
  /**
   * `waiting`: not polled yet. `generating`: the service works on it. `unreachable`: the last poll failed and is
   * retried.
   */
  readonly phase: 'waiting' | 'generating' | 'unreachable';
  /** The service's own status, from the last poll that succeeded; '' before. */
  readonly status: string;
  /** From 0 to 1, the last known value; null if the service gave none. */
  readonly progress: number | null;
  /** Time waited here, without the time that the machine slept. */
  readonly waitedMs: number;
}

/** The state of the polls of one task. All times are times waited. */
export interface Course {
  readonly seen: WaitProgress;
  /** The URL of the next poll. */
  readonly target: Pick<Poll, 'url' | 'mustKnowTask'>;
  /** Records a poll that says that the task is running. @returns how long the service asks to wait */
  hearRunning(running: Running, waitedMs: number): number;
  /**
   * Records a failed poll that was sent at `askedMs`.
   * @returns the shortest time to wait before the next poll
   * @throws the fault's error, once it is believed
   */
  hearFault(fault: Fault, askedMs: number, waitedMs: number): number;
}

/**
 * How long a doubtful error must last before it is believed: some servers may not know a new task yet, and a proxy may
 * fail for a moment.
 */
const graceMs = 10_000;
/**
 * After this time without an answer of the API, polls alternate between the given host and the host that took the POST.
 */
const silentMs = 5_000;
const faultBackoff = { firstMs: 500, factor: 1.5, maxMs: 5_000 };
/** `Retry-After` on a good answer is ignored below this; every recorded answer says 1 s. */
const minHintMs = 2_000;
/** Errors that only the API itself reports, so they prove that its host is reachable. */
const spokenKinds = ['moderated', 'failed', 'taskNotFound', 'missingSample'] as const;

/** @throws BflError `forbiddenUrl` */
export function createCourse(service: Service, task: Task, random: () => number): Course {
  const given = { url: checkPollingUrl(service, task.pollingUrl), mustKnowTask: true };
  const submitUrl = resultUrl(service, task.id);
  // The submit host is an alternative, because the given host was once unreachable while the submit host was not.
  const other = { url: submitUrl, mustKnowTask: submitUrl.href === given.url.href };
  const doubtedSinceMs = new Map<BflErrorKind, number>();
  let target = given;
  let seen: WaitProgress = { phase: 'waiting', status: '', progress: null, waitedMs: 0 };
  let faults = 0;
  let heardMs: number | undefined;

  /**
   * Whether a fault is believed. Each kind has its own grace time, because one error proves nothing about an earlier
   * error of another kind.
   */
  function isBelieved({ error: { kind }, belief }: Fault, waitedMs: number): boolean {
    if (belief !== 'doubtful') return belief === 'final';
    const sinceMs = doubtedSinceMs.get(kind) ?? waitedMs;
    doubtedSinceMs.set(kind, sinceMs);
    return waitedMs - sinceMs >= graceMs;
  }

  return {
    get seen() {
      return seen;
    },
    get target() {
      return target;
    },
    hearRunning({ status, progress, retryAfterMs = 0 }, waitedMs) {
      seen = { phase: 'generating', status, progress: progress ?? seen.progress, waitedMs };
      faults = 0;
      doubtedSinceMs.clear();
      heardMs = waitedMs;
      return retryAfterMs < minHintMs ? 0 : retryAfterMs;
    },
    hearFault(fault, askedMs, waitedMs) {
      const { error } = fault;
      if (isBelieved(fault, waitedMs)) throw error;
      seen = { ...seen, phase: 'unreachable', waitedMs };
      heardMs = isBflError(error, ...spokenKinds) ? waitedMs : (heardMs ?? askedMs);
      if (waitedMs - heardMs >= silentMs) target = target === given ? other : given;
      return Math.max(backoffMs(faultBackoff, faults++, random), toldMs(error));
    },
  };
}
