import { findModel, mostTasks } from '../recipe/models.ts';

/** The right to have one unfinished task at the service. */
export interface Slot {
  /** The caller calls this at the task's final status, or when the task was not accepted. More calls do nothing. */
  release(): void;
}

export interface Slots {
  /** Resolves when the model has room, in the order of the calls. Rejects with the signal's reason when it aborts. */
  acquire(model: string, signal: AbortSignal): Promise<Slot>;
  /** Gives a slot to a task that is at the service already, even if there is no room. */
  occupy(model: string): Slot;
  /** Tells that the service answered 429: halves the number of tasks that the model may have. */
  throttled(model: string): void;
  /**
   * Tells that the service accepted a task: after as many accepted tasks as are allowed at once, one more is allowed.
   */
  succeeded(model: string): void;
}

interface Lane {
  inUse: number;
  /** The number of tasks allowed after a 429; it grows in fractions. `Infinity` if only the ceiling counts. */
  allowed: number;
}

interface Waiting {
  readonly model: string;
  readonly grant: () => void;
}

/**
 * Limits how many tasks are at the service at once, for all models together and for each model. A slot is held from
 * before the POST to the final status. Polls and downloads take no slot, so they never wait behind a submit.
 * @param limit gives the user's limit, from 1 to 24; read each time
 */
export function createSlots(limit: () => number = () => 6): Slots {
  const lanes = new Map<string, Lane>();
  const waiting = new Set<Waiting>();

  function laneOf(model: string): Lane {
    const lane = lanes.get(model) ?? { inUse: 0, allowed: Infinity };
    lanes.set(model, lane);
    return lane;
  }

  /** The highest number of tasks for a model, or for all models together if none is named. */
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
    // More tasks in use than allowed means that this 429 belongs to a burst that has already been counted.
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
