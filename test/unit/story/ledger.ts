import type { Response } from 'node-fetch';
import type { Task } from '../../../src/bfl/client.ts';
import type { Order } from '../../../src/jobs/order.ts';
import type { Picture } from '../../../src/pictures/picture.ts';
import type { StandinFetchInit } from '../../standin/fetch.ts';
import type { SimulatedClock } from '../../support/simulatedClock.ts';
import type { SimulatedProcess } from './process.ts';

/** A POST as it went over the wire. */
export interface Post {
  readonly prompt: string;
  readonly process: SimulatedProcess;
  /** All but `not sent` and `refused` may be paid for. */
  outcome: 'open' | 'not sent' | 'refused' | 'unknown' | 'accepted';
}

/** What the outside world has seen of all windows, for a test to judge. */
export interface Ledger {
  readonly posts: readonly Post[];
  /** Tasks whose acceptance has reached a process that was alive to hear it. */
  readonly heard: readonly { readonly taskId: string; readonly process: SimulatedProcess; readonly atMs: number }[];
  /** The pictures that were presented, and where. */
  readonly presented: { readonly picture: Picture; readonly order: Order; readonly process: SimulatedProcess }[];
  /** The jobs that were taken out of the journal, and by whom. */
  readonly removed: { readonly id: string; readonly process: SimulatedProcess }[];
  /** What the story gave the client to be stopped by. */
  readonly signals: Map<AbortSignal, SimulatedProcess>;
  /** Origins that nobody should send anything to. */
  readonly strangers: string[];
  /** Requests without an answer as yet. */
  openRequests(process: SimulatedProcess): number;
  follow(process: SimulatedProcess, init: StandinFetchInit, request: Promise<Response>): Promise<Response>;
  hear(process: SimulatedProcess, task: Task): void;
}

export function createLedger(clock: SimulatedClock): Ledger {
  const posts: Post[] = [];
  const heard: { taskId: string; process: SimulatedProcess; atMs: number }[] = [];
  const open: SimulatedProcess[] = [];

  return {
    posts,
    heard,
    presented: [],
    removed: [],
    signals: new Map(),
    strangers: [],
    openRequests: (process) => open.filter((one) => one === process).length,
    async follow(process, init, request) {
      const post: Post = { prompt: promptOf(init), process, outcome: 'open' };
      if (init.method === 'POST') posts.push(post);
      open.push(process);
      try {
        const response = await request;
        post.outcome = outcomeOf(response.status);
        return response;
      } catch (error) {
        const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
        post.outcome = isRefused ? 'not sent' : 'unknown';
        throw error;
      } finally {
        open.splice(open.indexOf(process), 1);
      }
    },
    hear(process, task) {
      heard.push({ taskId: task.id, process, atMs: clock.monotonic() });
    },
  };
}

function promptOf({ body }: StandinFetchInit): string {
  const { prompt }: { prompt: string } = JSON.parse(body ?? '{"prompt":""}');
  return prompt;
}

/** A 408 may come for a request that is under way. */
function outcomeOf(status: number): Post['outcome'] {
  if (status < 300) return 'accepted';
  return status < 500 && status !== 408 ? 'refused' : 'unknown';
}
