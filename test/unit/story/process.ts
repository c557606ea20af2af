import type { Owner, Processes } from '../../../src/jobs/leases/owner.ts';
import type { ClockView, SimulatedClock } from '../../support/simulatedClock.ts';

/** A point between two steps. Resolves if the process gets past it; a dead process never does. */
export type Barrier = () => Promise<void>;

/** Told of each barrier before it is passed, the `number`th of the process. May kill the process just there. */
export type OnBarrier = (number: number, process: SimulatedProcess) => void;

/** A process that can be killed. Then nothing that it waits for ever comes, and so it does nothing more. */
export interface SimulatedProcess {
  readonly pid: number;
  /** Processes on different machines cannot know whether the other one is alive. */
  readonly machine: string;
  readonly clock: ClockView;
  readonly barrier: Barrier;
  /** Lets a result through to the process if it is alive by then. */
  reach<T>(work: Promise<T>): Promise<T>;
  readonly isAlive: boolean;
  /** In milliseconds of the monotonic clock. */
  readonly diedAtMs: number | undefined;
  kill(): void;
  /** Stands still until the returned function is called, and knows nothing of it. */
  freeze(): () => void;
}

const lateMs = 1;

export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

export function createProcess(
  pid: number,
  machine: string,
  clock: SimulatedClock,
  onBarrier: OnBarrier = () => undefined,
): SimulatedProcess {
  const view = clock.createView();
  let diedAtMs: number | undefined;
  let thawed: Promise<void> | undefined;
  let barriers = 0;
  const isAlive = () => diedAtMs === undefined;

  async function getThrough(): Promise<void> {
    await thawed;
    if (!isAlive()) await never();
  }

  async function reach<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      await getThrough();
    }
  }

  async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    try {
      await view.sleep(ms, signal);
    } finally {
      // After a sleep of the machine, what has arrived from the network meanwhile may come before any timer.
      if (thawed) await thawed.then(() => clock.sleep(lateMs));
      await getThrough();
    }
  }

  const process: SimulatedProcess = {
    pid,
    machine,
    clock: { ...view, sleep },
    async barrier() {
      if (isAlive()) onBarrier(++barriers, process);
      await getThrough();
    },
    reach,
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
    freeze() {
      let thaw = (): void => undefined;
      thawed = new Promise((resolve) => {
        thaw = () => {
          thawed = undefined;
          resolve();
        };
      });
      return thaw;
    },
  };
  return process;
}

/** What a process knows of the others. */
export function lookFrom({ pid, machine }: SimulatedProcess, all: readonly SimulatedProcess[]): Processes {
  const self: Owner = { host: machine, pid, startedAt: '1', bootId: 'b', pidNamespace: 'p' };
  return {
    self: async () => self,
    async lifeOf(owner) {
      if (owner.host !== machine) return 'unknown';
      return all.find((one) => one.pid === owner.pid)?.isAlive ? 'alive' : 'dead';
    },
  };
}
