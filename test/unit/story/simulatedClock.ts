import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/bfl/clock.ts';

interface Sleeper {
  readonly endMs: number;
  readonly wake: () => void;
}

/** Time that passes only when a test lets it, for all processes of a simulated world. */
export interface SimulatedClock extends Clock {
  /**
   * Lets time pass until `work` settles, and gives what it gives.
   * @throws {Error} if it has not settled after `withinMs`, or if nothing is left that could make it settle
   */
  run<T>(work: Promise<T>, withinMs?: number): Promise<T>;
  /** Lets time pass until nobody waits for anything. @throws {Error} if somebody still does after `withinMs` */
  runOut(withinMs?: number): Promise<void>;
  /** Lets time pass. */
  advance(ms: number): Promise<void>;
  /** The machine sleeps, or its wall clock is set: only the wall clock goes on. */
  jump(ms: number): void;
  /** The same time for one process, whose sleeps can be counted, and end no more once it is dead. */
  createView(): ClockView;
}

export interface ClockView extends Clock {
  sleepers(): number;
  stop(): void;
}

const dayMs = 24 * 60 * 60 * 1000;

export function createSimulatedClock(startMs = Date.UTC(2026, 2, 1)): SimulatedClock {
  let elapsedMs = 0;
  let wallMs = startMs;
  const all = new Set<Sleeper>();

  function sleepIn(mine: Set<Sleeper>, ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const settle = (then: () => void) => () => {
        mine.delete(sleeper);
        all.delete(sleeper);
        signal?.removeEventListener('abort', stop);
        then();
      };
      const sleeper: Sleeper = { endMs: elapsedMs + Math.max(ms, 0), wake: settle(resolve) };
      const stop = settle(() => reject(signal?.reason));
      signal?.addEventListener('abort', stop);
      mine.add(sleeper);
      all.add(sleeper);
    });
  }

  function next(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of all) if (!first || sleeper.endMs < first.endMs) first = sleeper;

    return first;
  }

  function pass(ms: number): void {
    elapsedMs += Math.max(0, ms);
    wallMs += Math.max(0, ms);
  }

  /** @returns false once `isOver`, true when nobody waits for anything any more */
  async function passUntil(isOver: () => boolean, withinMs: number): Promise<boolean> {
    const endMs = elapsedMs + withinMs;
    for (;;) {
      // All that can happen at this moment happens in promises and ticks, which come before the next immediate.
      await setImmediate();
      if (isOver()) return false;
      const sleeper = next();
      if (!sleeper) return true;
      if (sleeper.endMs > endMs) throw new Error(`Not over after ${withinMs} ms.`);
      pass(sleeper.endMs - elapsedMs);
      sleeper.wake();
    }
  }

  async function run<T>(work: Promise<T>, withinMs = dayMs): Promise<T> {
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    work.then(settled, settled);
    if (await passUntil(() => isSettled, withinMs)) throw new Error('Nothing will ever happen any more.');
    return work;
  }

  const now = () => Math.floor(wallMs);

  return {
    now,
    monotonic: () => elapsedMs,
    sleep: (ms, signal) => sleepIn(all, ms, signal),
    run,
    runOut: async (withinMs = dayMs) => void (await passUntil(() => false, withinMs)),
    advance: async (ms) => run(sleepIn(all, ms)),
    jump: (ms) => {
      wallMs += ms;
    },
    createView() {
      const mine = new Set<Sleeper>();
      let isStopped = false;
      return {
        now,
        monotonic: () => elapsedMs,
        sleep: (ms, signal) => (isStopped ? new Promise(() => undefined) : sleepIn(mine, ms, signal)),
        sleepers: () => mine.size,
        stop() {
          isStopped = true;
          for (const sleeper of mine) all.delete(sleeper);
          mine.clear();
        },
      };
    },
  };
}
