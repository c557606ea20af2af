import { pause } from './clock.ts';
import type { Connection, Context } from './context.ts';
import { createCourse, type WaitProgress } from './course.ts';
import { BflError } from './errors.ts';
import { poll, pollTimeoutMs } from './poll.ts';
import type { TaskResult } from './pollAnswer.ts';
import { nextPollMs, type Schedule } from './schedule.ts';
import type { Task } from './submit.ts';

export interface WaitOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs: number;
  /** How long ago the task was accepted, if the wait is resumed. */
  readonly elapsedMs?: number;
  /** The default is the client's schedule. */
  readonly schedule?: Schedule;
  readonly onProgress?: (progress: WaitProgress) => void;
}

/**
 * Polls until the task is ready. Unless `moderated` or `failed` is thrown, the task can be waited for again.
 * @throws BflError `moderated`, `failed`, `forbiddenUrl`; `taskNotFound`, `missingSample`, `keyRefused` or another
 * refusal that lasts; `deadline`; the reason of `signal`
 */
export async function wait(
  context: Context,
  connection: Connection,
  task: Task,
  options: WaitOptions,
): Promise<TaskResult> {
  const { clock, budget, random, log } = context;
  const { signal, timeoutMs, schedule = context.schedule, onProgress } = options;
  // It is negative if the wall clock was set back meanwhile.
  const elapsedMs = Math.max(0, options.elapsedMs ?? 0);
  const course = createCourse(connection.service, task, random);
  let delayMs = elapsedMs < schedule.firstMs ? nextPollMs(schedule, elapsedMs, random) : 0;
  onProgress?.(course.seen);
  for (;;) {
    const { seen, target } = course;
    const startMs = clock.monotonic();
    await pause(clock, delayMs, signal);
    await budget.take(signal);
    // Time beyond `mostMs`, which is the most that this step can take, is time that the machine slept.
    const sinceMs = (mostMs: number) => seen.waitedMs + Math.min(clock.monotonic() - startMs, mostMs);
    const askedMs = sinceMs(delayMs);
    const outcome = await poll(context, connection, { ...target, taskId: task.id, signal });
    const waitedMs = sinceMs(delayMs + pollTimeoutMs);
    if ('sample' in outcome) {
      log(`wait: ${task.id} is ready`);
      return outcome;
    }
    const isFault = 'error' in outcome;
    if (isFault) log(`wait: ${task.id}: ${outcome.error.message}`);
    else if (outcome.status !== seen.status) log(`wait: ${task.id}: ${outcome.status}`);
    const minDelayMs = isFault ? course.hearFault(outcome, askedMs, waitedMs) : course.hearRunning(outcome, waitedMs);
    onProgress?.(course.seen);
    if (waitedMs >= timeoutMs) throw new BflError('deadline', { waitedMs }, isFault ? { cause: outcome.error } : {});

    const nextMs = Math.max(nextPollMs(schedule, elapsedMs + waitedMs, random), minDelayMs);
    delayMs = Math.min(nextMs, timeoutMs - waitedMs);
  }
}
