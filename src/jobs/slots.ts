/** The service's own bounds on unfinished tasks an account, from its documentation. */
const mostTasks = 24;
const mostTasksOf: Readonly<Record<string, number>> = { 'flux-kontext-max': 6 };

/** The right to have one unfinished task at the service. */
export interface Slot {
  /** To be called at the task's final status, or when it was not accepted. */
  release(): void;
}

export interface Slots {
  /** First come, first served, for each model. Rejects with the signal's reason when it aborts. */
  acquire(model: string, signal: AbortSignal): Promise<Slot>;
  /** The service answered 429: half as many from now on. */
  throttled(model: string): void;
  /** The service accepted a task: after as many of these as tasks are allowed, one more is. */
  succeeded(model: string): void;
}

interface Lane {
  inUse: number;
  /** After a 429, growing in fractions; else `Infinity`, for the ceiling alone counts. */
  allowed: number;
  readonly waiting: Set<() => void>;
}

/**
 * Bounds how many tasks are at the service at once, for each model. A slot is held from before the POST to the final
 * status; polls and downloads take none, so they never wait behind a submit.
 *
 * @param limit what the user allows, read at each turn; 1 to 24
 */
export function createSlots(limit: () => number = () => 6): Slots {
  const lanes = new Map<string, Lane>();

  function laneOf(model: string): Lane {
    const lane = lanes.get(model) ?? { inUse: 0, allowed: Infinity, waiting: new Set() };
    lanes.set(model, lane);
    return lane;
  }

  function ceilingOf(model: string): number {
    return Math.max(1, Math.min(limit(), mostTasksOf[model] ?? mostTasks));
  }

  function allowedNow(model: string): number {
    return Math.floor(Math.min(laneOf(model).allowed, ceilingOf(model)));
  }

  function acquire(model: string, signal: AbortSignal): Promise<Slot> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const { waiting } = laneOf(model);
      const grant = () => {
        signal.removeEventListener('abort', withdraw);
        resolve(takeSlot(model));
      };
      const withdraw = () => {
        waiting.delete(grant);
        reject(signal.reason);
      };
      signal.addEventListener('abort', withdraw, { once: true });
      waiting.add(grant);
      grantWaiting(model);
    });
  }

  function grantWaiting(model: string): void {
    const lane = laneOf(model);
    for (const grant of lane.waiting) {
      if (lane.inUse >= allowedNow(model)) {
        return;
      }
      lane.waiting.delete(grant);
      grant();
    }
  }

  function takeSlot(model: string): Slot {
    const lane = laneOf(model);
    lane.inUse++;
    let isReleased = false;
    return {
      release() {
        if (!isReleased) {
          isReleased = true;
          lane.inUse--;
          grantWaiting(model);
        }
      },
    };
  }

  function throttled(model: string): void {
    const lane = laneOf(model);
    const allowed = allowedNow(model);
    // While more are in use than allowed, this is an echo of the burst that was answered already.
    if (lane.inUse <= allowed) {
      lane.allowed = Math.max(1, Math.floor(allowed / 2));
    }
  }

  function succeeded(model: string): void {
    const lane = laneOf(model);
    const allowed = lane.allowed + 1 / lane.allowed;
    lane.allowed = allowed >= ceilingOf(model) ? Infinity : allowed;
    grantWaiting(model);
  }

  return { acquire, throttled, succeeded };
}
