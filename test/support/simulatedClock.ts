import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/bfl/clock.ts';

interface Sleeper {
  readonly endMs: number;
  /** Whether the clock itself goes on to its end. */
  readonly passes: boolean;
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
  /** Lets time pass, from one sleep's end to the next. */
  advance(ms: number): Promise<void>;
  /** Lets time pass at one stroke, and wakes all whose time has come. */
  skip(ms: number): void;
  /** The machine sleeps, or its wall clock is set: only the wall clock goes on. */
  jump(ms: number): void;
  /** How many sleepers there are. */
  sleepers(): number;
  /** Resolves once somebody sleeps who is not woken by the clock itself. */
  armed(): Promise<void>;
  /** The same time for one process, whose sleeps can be counted, and end no more once it is dead. */
  createView(): ClockView;
}

export interface ClockView extends Clock {
  sleepers(): number;
  stop(): void;
}

export interface SimulatedClockOptions {
  /** Which sleeps the clock itself passes, as soon as nothing else happens; none if not given. */
  readonly passes?: (ms: number) => boolean;
  /** How many turns of the event loop without a waking count as “nothing else happens”; sockets need some. */
  readonly turns?: number;
}

/** When every simulated time begins. */
export const startMs = Date.UTC(2026, 2, 1);

const dayMs = 24 * 60 * 60 * 1000;

export function createSimulatedClock({ passes = () => false, turns = 1 }: SimulatedClockOptions = {}): SimulatedClock {
  let elapsedMs = 0;
  let wallMs = startMs;
  let isPassing = false;
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
      const sleeper: Sleeper = { endMs: elapsedMs + Math.max(ms, 0), passes: passes(ms), wake: settle(resolve) };
      const stop = settle(() => reject(signal?.reason));
      signal?.addEventListener('abort', stop);
      mine.add(sleeper);
      all.add(sleeper);
      if (sleeper.passes && !isPassing) void passByItself();
    });
  }

  function next(isWanted: (sleeper: Sleeper) => boolean = () => true): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of all) if (isWanted(sleeper) && (!first || sleeper.endMs < first.endMs)) first = sleeper;
    return first;
  }

  function pass(ms: number): void {
    elapsedMs += Math.max(0, ms);
    wallMs += Math.max(0, ms);
  }

  function skip(ms: number): void {
    pass(ms);
    for (const sleeper of [...all].toSorted((a, b) => a.endMs - b.endMs))
      if (sleeper.endMs <= elapsedMs) sleeper.wake();
  }

  /** All that can happen at this moment happens in promises and ticks, which come before the next immediate. */
  async function untilQuiet(): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await setImmediate();
  }

  async function passByItself(): Promise<void> {
    isPassing = true;
    for (;;) {
      await untilQuiet();
      const sleeper = next((each) => each.passes);
      if (!sleeper) break;
      skip(sleeper.endMs - elapsedMs);
    }
    isPassing = false;
  }

  /** @returns false once `isOver`, true when nobody waits for anything any more */
  async function passUntil(isOver: () => boolean, withinMs: number): Promise<boolean> {
    const endMs = elapsedMs + withinMs;
    for (;;) {
      await untilQuiet();
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
    skip,
    jump: (ms) => {
      wallMs += ms;
    },
    sleepers: () => all.size,
    async armed() {
      while (!next((each) => !each.passes)) await setImmediate();
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
