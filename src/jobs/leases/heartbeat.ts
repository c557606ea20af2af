/** Resolves after `delayMs`; rejects when `signal` aborts. */
export type Sleep = (delayMs: number, signal: AbortSignal) => Promise<void>;

export interface HeartbeatOptions {
  readonly windowAnswers: () => Promise<boolean>;
  readonly sleep: Sleep;
  /** Must not reject. */
  readonly onBeat: (isAnswered: boolean) => Promise<void>;
}

export interface Heartbeat {
  runWhile(isNeeded: boolean): void;
}

const beatMs = 2000;
const answerWithinMs = 5000;
/**
 * Extra time for a host that was busy for the whole time-out: an answer that came in meanwhile is handled only then.
 */
const lastLookMs = 500;

/** Asks the window at intervals whether it is still there, with one question for all leases. */
export function createHeartbeat({ windowAnswers, sleep, onBeat }: HeartbeatOptions): Heartbeat {
  let stop: AbortController | undefined;

  function runWhile(isNeeded: boolean): void {
    if (!isNeeded) {
      stop?.abort();
      stop = undefined;
    } else if (!stop) {
      stop = new AbortController();
      // Only an aborted sleep rejects.
      run(stop.signal).catch(() => undefined);
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const isAnswered = await answersInTime(signal);
      if (!signal.aborted) {
        await onBeat(isAnswered);
        await sleep(beatMs, signal);
      }
    }
  }

  function answersInTime(signal: AbortSignal): Promise<boolean> {
    const late = async (): Promise<boolean> => {
      await sleep(answerWithinMs, signal);
      await sleep(lastLookMs, signal);
      return false;
    };
    return Promise.race([windowAnswers().catch(() => false), late()]);
  }

  return { runWhile };
}
