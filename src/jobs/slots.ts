import { findModel, mostTasks } from '../recipe/models.ts';

/** The right to have one unfinished task at the service. */
export interface Slot {
  /** To be called at the task's final status, or when it was not accepted. */
  release(): void;
}

export interface Slots {
  /** First come, first served, as far as the model has room. Rejects with the signal's reason when it aborts. */
  acquire(model: string, signal: AbortSignal): Promise<Slot>;
  /** For a task that is at the service already, whether there is room or not. */
  occupy(model: string): Slot;
  /** The service answered 429: half as many from now on. */
  throttled(model: string): void;
  /** The service accepted a task: after as many of these as tasks are allowed, one more is. */
  succeeded(model: string): void;
}

interface Lane {
  inUse: number;
  /** After a 429, growing in fractions; else `Infinity`, for the ceiling alone counts. */
  allowed: number;
}

interface Waiting {
  readonly model: string;
  readonly grant: () => void;
}

/**
 * Bounds how many tasks are at the service at once, of all models and of each. A slot is held from before the POST to
 * the final status; polls and downloads take none, so they never wait behind a submit.
 *
 * @param limit what the user allows, read at each turn; 1 to 24
 */
export function createSlots(limit: () => number = () => 6): Slots {
  const lanes = new Map<string, Lane>();
  const waiting = new Set<Waiting>();

  function laneOf(model: string): Lane {
    const lane = lanes.get(model) ?? { inUse: 0, allowed: Infinity };
    lanes.set(model, lane);
    return lane;
  }

  /** Of all models together, unless one is named. */
  function ceilingOf(model?: string): number {
    const most = (model !== undefined && findModel(model)?.mostTasks) || mostTasks;
    return Math.max(1, Math.min(limit(), most));
  }

  function allowedNow(model: string): number {
    return Math.floor(Math.min(laneOf(model).allowed, ceilingOf(model)));
  }

  function hasRoom(model: string): boolean {
    const inUse = [...lanes.values()].reduce((sum, lane) => sum + lane.inUse, 0);
    return inUse < ceilingOf() && laneOf(model).inUse < allowedNow(model);
  }

  function acquire(model: string, signal: AbortSignal): Promise<Slot> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const turn: Waiting = {
        model,
        grant: () => {
          signal.removeEventListener('abort', withdraw);
          resolve(occupy(model));
        },
      };
      const withdraw = () => {
        waiting.delete(turn);
        reject(signal.reason);
      };
      signal.addEventListener('abort', withdraw, { once: true });
      waiting.add(turn);
      grantWaiting();
    });
  }

  function grantWaiting(): void {
    for (const turn of waiting) {
      if (hasRoom(turn.model)) {
        waiting.delete(turn);
        turn.grant();
      }
    }
  }

  function occupy(model: string): Slot {
    const lane = laneOf(model);
    lane.inUse++;
    let isReleased = false;
    return {
      release() {
        if (!isReleased) {
          isReleased = true;
          lane.inUse--;
          grantWaiting();
        }
      },
    };
  }

  function throttled(model: string): void {
    const lane = laneOf(model);
    const allowed = allowedNow(model);
    // While more are in use than allowed, this is an echo of the burst that was answered already.
    if (lane.inUse <= allowed) lane.allowed = Math.max(1, Math.floor(allowed / 2));
  }

  function succeeded(model: string): void {
    const lane = laneOf(model);
    const allowed = lane.allowed + 1 / lane.allowed;
    lane.allowed = allowed >= ceilingOf(model) ? Infinity : allowed;
    grantWaiting();
  }

  return { acquire, occupy, throttled, succeeded };
}
