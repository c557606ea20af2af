import type { DrawRecipe } from './draw.ts';
import type { TaskScript } from './faults.ts';

/** A task of the service. All times are in wall-clock milliseconds. */
export interface Task {
  readonly id: string;
  /** In order of acceptance, from 0. */
  readonly index: number;
  readonly model: string;
  /** As submitted; `recipe.prompt` may be a rewritten one. */
  readonly prompt: string;
  readonly recipe: DrawRecipe;
  readonly cost: number;
  readonly acceptedAt: number;
  /** When the status becomes final. */
  readonly readyAt: number;
  readonly script: TaskScript;
  readonly webhook?: { readonly url: string; readonly secret: string | undefined };
  /** When a poll first answered `Ready`. */
  firstSeenReadyAt?: number;
  deliveredAt?: number;
  /** Of the bytes that delivery serves, in hex; known once they were drawn. */
  sha256?: string;
}

/** The result as polls and webhooks give it. Field names are the service's. */
export interface ResultBody {
  readonly id: string;
  readonly status: string;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly progress: number | null;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly preview: null;
}

/** Tasks, with the answers that every request asks for kept at hand: a bench makes thousands. */
export interface TaskList {
  /** In order of acceptance. */
  readonly all: readonly Task[];
  add(task: Task): void;
  byId(id: string | null): Task | undefined;
  /** Those without a final status. `now` never goes back. */
  unfinished(now: number): readonly Task[];
  /** What the pictures made so far cost. `now` never goes back. */
  charged(now: number): number;
}

export function createTaskList(): TaskList {
  const all: Task[] = [];
  const ids = new Map<string | null, Task>();
  let running: Task[] = [];
  let cost = 0;

  function settle(now: number): void {
    const finished = running.filter((task) => isFinished(task, now));
    running = running.filter((task) => !isFinished(task, now));
    cost += finished.filter(isDelivering).reduce((sum, task) => sum + task.cost, 0);
  }

  return {
    all,
    add(task) {
      all.push(task);
      ids.set(task.id, task);
      running.push(task);
    },
    byId: (id) => ids.get(id),
    unfinished(now) {
      settle(now);
      return running;
    },
    charged(now) {
      settle(now);
      return cost;
    },
  };
}

/** Whether the task has a final status. */
function isFinished(task: Task, now: number): boolean {
  return now >= task.readyAt;
}

/** Whether the task ended, or will end, with a picture: nothing else is charged. */
function isDelivering(task: Task): boolean {
  return (task.script.status ?? 'Ready') === 'Ready';
}

/**
 * What a poll says about a task.
 *
 * @param words statuses of a running task, spread evenly over its duration
 * @param sample gives a freshly signed URL of the image
 */
export function describeTask(task: Task, now: number, words: readonly string[], sample: () => string): ResultBody {
  const { id, script, recipe } = task;
  const body = { id, status: 'Pending', result: null, progress: null, details: null, preview: null };
  if (!isFinished(task, now)) {
    const share = (now - task.acceptedAt) / (task.readyAt - task.acceptedAt);
    return { ...body, status: words[Math.floor(share * words.length)] ?? 'Pending', progress: showProgress(share) };
  }
  if (!isDelivering(task)) return { ...body, status: script.status ?? 'Error', details: script.details ?? null };

  const times = {
    start_time: task.acceptedAt / 1_000,
    end_time: task.readyAt / 1_000,
    duration: (task.readyAt - task.acceptedAt) / 1_000,
  };
  return { ...body, status: 'Ready', result: { sample: sample(), prompt: recipe.prompt, seed: recipe.seed, ...times } };
}

/** Null at first and for a moment in the middle, as the service does it. */
function showProgress(share: number): number | null {
  return share < 0.1 || (share > 0.5 && share < 0.55) ? null : Math.round(share * 100) / 100;
}
