import type { Clock } from './clock.ts';

/**
 * When to poll. Durations of image generation have a rising hazard: nothing at first, then soon. So the schedule is
 * quiet, then fast, and slows down only for what takes unusually long.
 */
export interface Schedule {
  /** The first poll, after the task was accepted. */
  readonly firstMs: number;
  /** The interval from then on. */
  readonly fastMs: number;
  /** When intervals begin to grow, after the task was accepted. */
  readonly slowAfterMs: number;
  /** How much longer each interval is than the one before. */
  readonly growth: number;
  readonly maxMs: number;
}

export const defaultSchedule: Schedule = {
  firstMs: 2_500,
  fastMs: 600,
  slowAfterMs: 20_000,
  growth: 1.5,
  maxMs: 5_000,
};

/** Source: the limiter of 1200 that recorded answers name, taken as requests a minute. */
export const defaultPollsPerSecond = 20;

const jitterShare = 0.1;

/** The time until the next poll of a task that was accepted `elapsedMs` ago. `random` gives 0 to 1. */
export function nextPollMs(schedule: Schedule, elapsedMs: number, random: () => number): number {
  // Intervals that grow by a constant factor are a constant share of the time since they began to.
  const slowMs = Math.max(0, elapsedMs - schedule.slowAfterMs);
  const intervalMs = Math.min(schedule.fastMs + slowMs * (schedule.growth - 1), schedule.maxMs);
  return withJitter(Math.max(schedule.firstMs - elapsedMs, intervalMs), random);
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

/** Spaces out what all waits do together. `take` resolves when it is the caller's turn, in the order of asking. */
export interface Budget {
  take(signal?: AbortSignal): Promise<void>;
}

export function createBudget(clock: Clock, perSecond: number): Budget {
  let nextMs = -Infinity;
  return {
    take: async (signal) => {
      const nowMs = clock.monotonic();
      const turnMs = Math.max(nowMs, nextMs);
      nextMs = turnMs + 1_000 / perSecond;
      if (turnMs > nowMs) {
        await clock.sleep(turnMs - nowMs, signal);
      }
    },
  };
}
