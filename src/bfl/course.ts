import { type BflErrorKind, isBflError } from './errors.ts';
import type { Fault, Poll } from './poll.ts';
import type { Running } from './pollAnswer.ts';
import { toldMs } from './retryAfter.ts';
import { backoffMs } from './schedule.ts';
import { checkPollingUrl, resultUrl, type Service } from './service.ts';
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

/** What the polls of one task have come to so far. All times are time waited. */
export interface Course {
  readonly seen: WaitProgress;
  /** Whom to ask next. */
  readonly target: Pick<Poll, 'url' | 'mustKnowTask'>;
  /** Takes good news. @returns how long the service asks to wait */
  hearRunning(running: Running, waitedMs: number): number;
  /**
   * Takes a failure of a poll that was sent at `askedMs`.
   * @returns how long to wait at least
   * @throws its error, once that is to be believed
   */
  hearFault(fault: Fault, askedMs: number, waitedMs: number): number;
}

/** How long a verdict may be wrong: a task just accepted may not be known everywhere, a proxy may hiccup. */
const graceMs = 10_000;
/** After so much time without a word of the API, the host that took the POST is asked in turn with the given one. */
const silentMs = 5_000;
const faultBackoff = { firstMs: 500, factor: 1.5, maxMs: 5_000 };
/** A hint on an ordinary answer counts from here; every recorded answer says 1 s. */
const minHintMs = 2_000;
/** What only the API itself says: its host is there. */
const spokenKinds = ['moderated', 'failed', 'taskNotFound', 'missingSample'] as const;

/** @throws BflError `forbiddenUrl` */
export function createCourse(service: Service, task: Task, random: () => number): Course {
  const given = { url: checkPollingUrl(service, task.pollingUrl), mustKnowTask: true };
  const submitUrl = resultUrl(service, task.id);
  // The given host has been seen to be out of reach where this one was not.
  const other = { url: submitUrl, mustKnowTask: submitUrl.href === given.url.href };
  const doubtedSinceMs = new Map<BflErrorKind, number>();
  let target = given;
  let seen: WaitProgress = { phase: 'waiting', status: '', progress: null, waitedMs: 0 };
  let faults = 0;
  let heardMs: number | undefined;

  /** Each kind for itself: a last answer of one kind proves nothing by what another kind has said before. */
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
