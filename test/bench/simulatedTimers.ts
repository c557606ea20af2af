import type { Clock } from '../../src/bfl/clock.ts';

/** Runs code that sleeps with the global `setTimeout` on another clock. */
export async function withSimulatedTimers<T>(clock: Clock, run: () => Promise<T>): Promise<T> {
  const { setTimeout, clearTimeout } = globalThis;
  const simulated = (callback: () => void, ms = 0): AbortController => {
    const timer = new AbortController();
    const fire = async (): Promise<void> => {
      await clock.sleep(ms, timer.signal).catch(() => undefined);
      if (!timer.signal.aborted) callback();
    };
    void fire();
    return timer;
  };
  Object.assign(globalThis, { setTimeout: simulated, clearTimeout: (timer?: AbortController) => timer?.abort() });
  try {
    return await run();
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }
}
