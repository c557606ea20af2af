import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/bfl/clock.ts';

interface Sleeper {
  readonly endMs: number;
  readonly ms: number;
  readonly wake: () => void;
}

/** Time-outs of requests are longer than this, waits between requests are shorter. */
const shortMs = 5_000;

/**
 * A clock for tests with real sockets. Short sleeps pass by themselves, as soon as nothing else happens; long ones, the
 * time-outs, stay until the test lets time pass.
 */
export interface TestClock extends Clock {
  /** Lets time pass and wakes all whose time has come. */
  advance(ms: number): void;
  /** The machine sleeps: only the wall clock goes on. */
  sleepMachine(ms: number): void;
  /** How many sleepers there are. */
  sleepers(): number;
  /** Resolves once somebody sleeps for longer than a short time. */
  armed(): Promise<void>;
}

export function createTestClock(startMs = Date.UTC(2026, 0, 1)): TestClock {
  let elapsedMs = 0;
  let wallMs = startMs;
  let isPumping = false;
  const sleepers = new Set<Sleeper>();

  const advance = (ms: number): void => {
    elapsedMs += ms;
    wallMs += ms;
    for (const sleeper of [...sleepers].toSorted((a, b) => a.endMs - b.endMs))
      if (sleeper.endMs <= elapsedMs) sleeper.wake();
  };

  const pump = async (): Promise<void> => {
    if (isPumping) return;
    isPumping = true;
    for (;;) {
      for (let turns = 0; turns < 10; turns++) await setImmediate();
      const ends = [...sleepers].filter(({ ms }) => ms <= shortMs).map(({ endMs }) => endMs);
      if (ends.length === 0) break;
      advance(Math.max(0, Math.min(...ends) - elapsedMs));
    }
    isPumping = false;
  };

  return {
    now: () => wallMs,
    monotonic: () => elapsedMs,
    sleep: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        signal?.throwIfAborted();
        const settle = (then: () => void) => () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', stop);
          then();
        };
        const sleeper = { endMs: elapsedMs + ms, ms, wake: settle(resolve) };
        const stop = settle(() => reject(signal?.reason));
        signal?.addEventListener('abort', stop);
        sleepers.add(sleeper);
        if (ms <= shortMs) void pump();
      }),
    advance,
    sleepMachine: (ms) => {
      wallMs += ms;
    },
    sleepers: () => sleepers.size,
    armed: async () => {
      while (![...sleepers].some(({ ms }) => ms > shortMs)) await setImmediate();
    },
  };
}
