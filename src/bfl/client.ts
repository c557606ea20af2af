import type fetch from 'node-fetch';
import { systemClock, type Clock } from './clock.ts';
import type { Connection, Context } from './context.ts';
import { getCredits } from './credits.ts';
import { download, type DeliveredPicture, type DownloadOptions } from './download.ts';
import type { TaskResult } from './pollAnswer.ts';
import { createBudget, defaultPollsPerSecond, defaultSchedule, type Schedule } from './schedule.ts';
import { submit, type SubmitOptions, type Task } from './submit.ts';
import type { TaskBody } from './taskBody.ts';
import { wait, type WaitOptions } from './wait.ts';

export type { Connection } from './context.ts';
export type { WaitProgress } from './course.ts';
export type { DeliveredPicture, DownloadOptions } from './download.ts';
export type { TaskResult } from './pollAnswer.ts';
export type { SubmitOptions, SubmitRetry, Task } from './submit.ts';
export type { WaitOptions } from './wait.ts';

/** The HTTP API. See the functions of the same names for what they throw. */
export interface Client {
  /** The credits left; also tells whether the key is good. */
  getCredits(connection: Connection, options?: { readonly signal?: AbortSignal }): Promise<number>;
  /** Submits a paid request, which is accepted at most once. @param path the path of the model's call */
  submit(connection: Connection, path: string, body: TaskBody, options: SubmitOptions): Promise<Task>;
  /** Polls until the task is ready. */
  wait(connection: Connection, task: Task, options: WaitOptions): Promise<TaskResult>;
  /** Fetches and checks the image. */
  download(connection: Connection, result: TaskResult, options: DownloadOptions): Promise<DeliveredPicture>;
}

export interface ClientOptions {
  readonly fetch: typeof fetch;
  readonly log: (line: string) => void;
  readonly clock?: Clock;
  readonly userAgent?: string;
  readonly schedule?: Schedule;
  /** How many polls all waits may make together. */
  readonly pollsPerSecond?: number;
  /** From 0 to 1, for jitter. */
  readonly random?: () => number;
}

/** One client serves all jobs: its waits share one budget of polls. */
export function createClient(options: ClientOptions): Client {
  const { clock = systemClock, pollsPerSecond = defaultPollsPerSecond } = options;
  const context: Context = {
    fetch: options.fetch,
    log: options.log,
    clock,
    userAgent: options.userAgent ?? 'flux-kontext',
    random: options.random ?? Math.random,
    schedule: options.schedule ?? defaultSchedule,
    budget: createBudget(clock, pollsPerSecond),
  };
  return {
    getCredits: (connection, callOptions) => getCredits(context, connection, callOptions),
    submit: (connection, path, body, callOptions) => submit(context, connection, path, body, callOptions),
    wait: (connection, task, callOptions) => wait(context, connection, task, callOptions),
    download: (connection, result, callOptions) => download(context, connection, result, callOptions),
  };
}
