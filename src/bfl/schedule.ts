import type { Clock } from './clock.ts';

/**
 * When to poll. Durations of image generation have a rising hazard: nothing at first, then soon. So the schedule is
 * quiet, then fast, and slows down only for what takes unusually long.
 */
export interface Schedule {
  /** The first poll, after the task was accepted. */
  readonly firstMs: number;
  /** The time from an answer to the next poll, from then on. */
  readonly fastMs: number;
  /** When intervals begin to grow, after the task was accepted. */
  readonly slowAfterMs: number;
  /** How much longer each interval is than the one before. */
  readonly growth: number;
  readonly maxMs: number;
}

/** For tasks of which nothing is known; see `learnSchedule`. */
export const defaultSchedule: Schedule = {
  firstMs: 4_000,
  fastMs: 600,
  slowAfterMs: 10_000,
  growth: 1.05,
  maxMs: 5_000,
};

/** How many durations are worth keeping, and how few say nothing. */
export const maxKnownDurations = 100;
const minKnownDurations = 10;

/** How many intervals there are from the first decile to the median, a round trip included in each. */
const pollsToMedian = 4.5;
const roundTripMs = 140;
const minFastMs = 200;
const maxSlowdown = 2;

/**
 * The schedule for tasks like those that took `durationsMs`, from accepted to ready, the newest last: first poll at the
 * first decile, some five until the median, slower from the third quartile on.
 *
 * The numbers were chosen with `npm run bench`, on log-normal durations (median 7 s; σ 0.2, 0.35, 0.5; and σ 0.35 with
 * 15 % queued for 10–30 s) and round trips of 80–200 ms. From ready to seen it takes 0.34–0.58 × as long as a sleep of
 * 1.5 s between polls, at 1.20–1.29 × its polls, and 1.04–1.08 × as long as the best schedule with as many polls that
 * knows how long tasks take; with 24 at once 1.13–1.19 × as long as the best with all polls that the budget allows. One
 * that does not learn comes near that on three of the four, and to 1.5 × on σ 0.2. With 50 durations instead of 100 it
 * takes 2 % longer.
 */
export function learnSchedule(durationsMs: readonly number[]): Schedule {
  const sorted = durationsMs.slice(-maxKnownDurations).toSorted((a, b) => a - b);
  if (sorted.length < minKnownDurations) return defaultSchedule;

  const quantile = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? 0;
  const firstMs = quantile(0.1);
  const fastMs = Math.max(minFastMs, (quantile(0.5) - firstMs) / pollsToMedian - roundTripMs);
  return { firstMs, fastMs, slowAfterMs: quantile(0.75), growth: 1.05, maxMs: maxSlowdown * fastMs };
}

/** Source: the limiter of 1200 that recorded answers name, taken as requests a minute. */
export const defaultPollsPerSecond = 20;

const jitterShare = 0.1;

/** The time until the next poll of a task that was accepted `elapsedMs` ago. `random` gives 0 to 1. */
export function nextPollMs(schedule: Schedule, elapsedMs: number, random: () => number): number {
  // Intervals that grow by a constant factor are a constant share of the time since they began to.
  const slowMs = Math.max(0, elapsedMs - schedule.slowAfterMs);
  const intervalMs = Math.min(schedule.fastMs + slowMs * (schedule.growth - 1), schedule.maxMs);
  // Jitter of the whole quiet time would miss the moment that it waits for.
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

/** Bounds what all waits do together. `take` resolves when it is the caller's turn, in the order of asking. */
export interface Budget {
  take(signal?: AbortSignal): Promise<void>;
}

/**
 * Tasks that were submitted together end together; so turns are counted over this time. A limit of 1200 within a
 * minute, or any shorter time, allows for that.
 */
const budgetWindowMs = 10_000;

/** At most `perSecond` turns a second, counted over any ten seconds. */
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
