import { setTimeout as delay } from 'node:timers/promises';

/** The only source of time for the client, so that tests can simulate it. */
export interface Clock {
  /** Wall clock in milliseconds since 1970; may jump. */
  now(): number;
  /** Milliseconds that never go back, for intervals; may stand still while the machine sleeps. */
  monotonic(): number;
  /** Resolves after `ms`, clamped to what a timer can take; rejects with the reason of `signal`. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Node fires a timer at once if its delay is longer than this. */
const maxTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    try {
      await delay(Math.min(Math.max(ms, 0) || 0, maxTimerMs), undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};

/**
 * `pause` sleeps in steps of `stepMs`. If the wall clock and the monotonic clock drift apart by `jumpMs`, the machine
 * has slept or its wall clock was set.
 */
const jumpMs = 5_000;
const stepMs = 1_000;

/** Sleeps for `ms`, but returns early when the machine has slept meanwhile, or its wall clock was set. */
export async function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  const endMs = clock.monotonic() + ms;
  const offsetMs = clock.now() - clock.monotonic();
  let leftMs = ms;
  while (leftMs > 0 && Math.abs(clock.now() - clock.monotonic() - offsetMs) < jumpMs) {
    await clock.sleep(Math.min(leftMs, stepMs), signal);
    leftMs = endMs - clock.monotonic();
  }
}
