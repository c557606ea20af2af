import type { Owner, Processes } from '../../../src/jobs/owner.ts';
import type { ClockView, SimulatedClock } from './simulatedClock.ts';

/** A point between two steps. Resolves if the process gets past it; a dead process never does. */
export type Barrier = () => Promise<void>;

/** Told of each barrier before it is passed, the `number`th of the process. May kill the process just there. */
export type OnBarrier = (number: number, process: SimulatedProcess) => void;

/** A process that can be killed. Then nothing that it waits for ever comes, and so it does nothing more. */
export interface SimulatedProcess {
  readonly pid: number;
  readonly clock: ClockView;
  readonly barrier: Barrier;
  /** Lets a result through to the process if it is alive by then. */
  reach<T>(work: Promise<T>): Promise<T>;
  readonly isAlive: boolean;
  /** In milliseconds of the monotonic clock. */
  readonly diedAtMs: number | undefined;
  kill(): void;
}

export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

export function createProcess(
  pid: number,
  clock: SimulatedClock,
  onBarrier: OnBarrier = () => undefined,
): SimulatedProcess {
  const view = clock.createView();
  let diedAtMs: number | undefined;
  let barriers = 0;
  const isAlive = () => diedAtMs === undefined;

  const process: SimulatedProcess = {
    pid,
    clock: view,
    async barrier() {
      if (isAlive()) onBarrier(++barriers, process);
      if (!isAlive()) await never();
    },
    async reach(work) {
      try {
        return await work;
      } finally {
        if (!isAlive()) await never();
      }
    },
    get isAlive() {
      return isAlive();
    },
    get diedAtMs() {
      return diedAtMs;
    },
    kill() {
      diedAtMs ??= clock.monotonic();
      view.stop();
    },
  };
  return process;
}

/** What processes on one machine know of each other. */
export function lookFrom(process: SimulatedProcess, all: readonly SimulatedProcess[]): Processes {
  const self: Owner = { host: 'here', pid: process.pid, startedAt: '1', bootId: 'b', pidNamespace: 'p' };
  return {
    self: async () => self,
    lifeOf: async ({ pid }) => (all.find((one) => one.pid === pid)?.isAlive ? 'alive' : 'dead'),
  };
}
