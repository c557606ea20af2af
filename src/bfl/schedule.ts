import type { Clock } from './clock.ts';

/**
 * When to poll. Image generation has a rising hazard: no task ends early, then most end soon. So the schedule waits,
 * then polls fast, and slows down only for tasks that take unusually long.
 */
export interface Schedule {
  /** The time from when the task was accepted to the first poll. */
  readonly firstMs: number;
  /** The time from an answer to the next poll, until `slowAfterMs`. */
  readonly fastMs: number;
  /** The time from when the task was accepted to when the intervals begin to grow. */
  readonly slowAfterMs: number;
  /** The factor from one interval to the next. */
  readonly growth: number;
  readonly maxMs: number;
}

/** The schedule while too few durations are known; see `learnSchedule`. */
export const defaultSchedule: Schedule = {
  firstMs: 4_000,
  fastMs: 600,
  slowAfterMs: 10_000,
  growth: 1.05,
  maxMs: 5_000,
};

/** How many durations to keep, and how many are needed to learn from them. */
export const maxKnownDurations = 100;
const minKnownDurations = 10;

/** The number of intervals from the first decile to the median; each includes a round trip. */
const pollsToMedian = 4.5;
const roundTripMs = 140;
const minFastMs = 200;
const maxSlowdown = 2;

/**
 * Makes a schedule for tasks like those that took `durationsMs`, from accepted to ready, the newest last. The first
 * poll is at the first decile, about five polls follow until the median, and the intervals grow from the third quartile
 * on.
 * The numbers were chosen with `npm run bench`, on log-normal durations (median 7 s; σ 0.2, 0.35, 0.5; and σ 0.35 with
 * 15 % queued for 10–30 s) and round trips of 80–200 ms. The measure is the delay from when a picture is ready to when
 * a poll sees it. This delay is 0.34–0.58 × that of a sleep of 1.5 s between polls, with 1.20–1.29 × its polls. It is
 * 1.04–1.08 × that of the best schedule that makes as many polls and knows how long tasks take. With 24 tasks at once,
 * it is 1.13–1.19 × that of the best schedule that uses all polls of the budget. A schedule that does not learn comes
 * near this on three of the four distributions, and needs 1.5 × the delay on σ 0.2. With 50 durations instead of 100,
 * the delay is 2 % longer.
 */
export function learnSchedule(durationsMs: readonly number[]): Schedule {
  const sorted = durationsMs.slice(-maxKnownDurations).toSorted((a, b) => a - b);
  if (sorted.length < minKnownDurations) return defaultSchedule;

  const quantile = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? 0;
  const firstMs = quantile(0.1);
  const fastMs = Math.max(minFastMs, (quantile(0.5) - firstMs) / pollsToMedian - roundTripMs);
  return { firstMs, fastMs, slowAfterMs: quantile(0.75), growth: 1.05, maxMs: maxSlowdown * fastMs };
}

/** Source: recorded answers name a limiter of 1200, which we take as requests a minute. */
export const defaultPollsPerSecond = 20;

const jitterShare = 0.1;

/** The time until the next poll of a task that was accepted `elapsedMs` ago. `random` gives 0 to 1. */
export function nextPollMs(schedule: Schedule, elapsedMs: number, random: () => number): number {
  // Intervals that grow by a constant factor are a constant share of the time since `slowAfterMs`.
  const slowMs = Math.max(0, elapsedMs - schedule.slowAfterMs);
  const intervalMs = Math.min(schedule.fastMs + slowMs * (schedule.growth - 1), schedule.maxMs);
  // Only the interval gets jitter: jitter on the whole time before the first poll would miss the moment to poll.
  return Math.max(schedule.firstMs - elapsedMs, intervalMs) + withJitter(intervalMs, random) - intervalMs;
}

/** The delay before retry number `retries` (from 0): `firstMs`, growing by `factor` up to `maxMs`. */
export function backoffMs(
  { firstMs, factor, maxMs }: { readonly firstMs: number; readonly factor: number; readonly maxMs: number },
  retries: number,
  random: () => number,
): number {
  return withJitter(Math.min(firstMs * factor ** retries, maxMs), random);
}

function withJitter(ms: number, random: () => number): number {
  return ms * (1 - jitterShare + 2 * jitterShare * random());
}

/**
 * Limits how many polls all waits make together. `take` resolves when it is the caller's turn, in the order of the
 * calls.
 */
export interface Budget {
  take(signal?: AbortSignal): Promise<void>;
}

/**
 * Turns are counted over this time, because tasks that were submitted together end together and need many polls at
 * once. The limit of 1200 a minute allows such a burst.
 */
const budgetWindowMs = 10_000;

/** Allows `perSecond` turns a second on average over any ten seconds. */
export function createBudget(clock: Clock, perSecond: number): Budget {
  const maxTurns = (perSecond * budgetWindowMs) / 1_000;
  const turnsMs: number[] = [];
  return {
    take: async (signal) => {
      const nowMs = clock.monotonic();
      const firstMs = turnsMs.length < maxTurns ? undefined : turnsMs.shift();
      const turnMs = firstMs === undefined ? nowMs : Math.max(nowMs, firstMs + budgetWindowMs);
      turnsMs.push(turnMs);
      if (turnMs > nowMs) await clock.sleep(turnMs - nowMs, signal);
    },
  };
}
