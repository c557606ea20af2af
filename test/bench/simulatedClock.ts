import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/bfl/clock.ts';

interface Sleeper {
  readonly endMs: number;
  readonly wake: () => void;
}

/**
 * A clock that jumps to the end of the next sleep as soon as nothing else happens. It knows nothing of sockets and
 * threads: who waits for them would see time fly.
 */
export function createSimulatedClock(): Clock {
  let nowMs = 0;
  let isRunning = false;
  const sleepers = new Set<Sleeper>();

  async function run(): Promise<void> {
    isRunning = true;
    while (sleepers.size > 0) {
      await setImmediate();
      const next = [...sleepers].reduce<Sleeper | undefined>((a, b) => (a && a.endMs <= b.endMs ? a : b), undefined);
      nowMs = Math.max(nowMs, next?.endMs ?? 0);
      next?.wake();
    }
    isRunning = false;
  }

  return {
    now: () => nowMs,
    monotonic: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const stop = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        const sleeper = { endMs: nowMs + ms, wake };
        signal?.addEventListener('abort', stop, { once: true });
        sleepers.add(sleeper);
        if (!isRunning) void run();
      }),
  };
}
