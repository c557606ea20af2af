import { systemClock } from '../bfl/clock.ts';
import type { Connection, TaskResult } from '../bfl/client.ts';
import { BflError, isBflError } from '../bfl/errors.ts';
import { getModel } from '../recipe/models.ts';
import { createTaskBody } from '../bfl/taskBody.ts';
import { parseWebhookUrl, type Webhook } from '../bfl/webhook.ts';
import { learnSchedule } from '../bfl/schedule.ts';
import type { Connections } from './connect.ts';
import type { GeneratorParts } from './ports.ts';
import type { InsuredJournal } from './insuredJournal.ts';
import { isLinkWanted, type Job } from '../jobs/job.ts';
import type { JobChange } from '../jobs/journal.ts';
import { LeaseLostError } from '../jobs/leases/lease.ts';
import type { Slot } from '../jobs/slots.ts';
import { StorageError } from '../jobs/storageError.ts';
import type { Run } from './run.ts';

/** The steps of the line. Each gives the job as it is then, and stops when the job is no longer this window's. */
export interface JobSteps {
  /**
   * Sends the prompt of a queued job when there is room at the service; the slot is to be released when the task is
   * over. What was provably not accepted leaves the journal, unless the lease is lost.
   * @param batch is stopped by what would stop all its pictures; that is told by the first
   */
  send(
    this: void,
    job: Job,
    run: Run,
    connection: Connection,
    batch: AbortController,
  ): Promise<{ readonly accepted: Job; readonly slot: Slot }>;
  /**
   * From an accepted task to the end of the line.
   * @param slot is released when the task is over
   * @param isRetry whether an earlier try may have saved or linked the picture already
   */
  complete(this: void, job: Job, slot: Slot, run: Run, connection: Connection, isRetry: boolean): Promise<void>;
  /**
   * From a saved picture to the end of the line; only a window with its folder goes so far.
   * @param mayBeLinked whether an earlier try may have linked it already
   */
  finish(this: void, job: Job, run: Run, mayBeLinked: boolean): Promise<void>;
  /** A next step, taken only while the job is ours. */
  step(this: void, run: Run, job: Job, change: JobChange): Promise<Job>;
}

export function createJobSteps(
  parts: GeneratorParts,
  journal: InsuredJournal,
  reconnect: Connections['reconnect'],
): JobSteps {
  const { client, slots, knownDurations, clock = systemClock } = parts;

  async function send(
    job: Job,
    run: Run,
    connection: Connection,
    batch: AbortController,
  ): Promise<{ readonly accepted: Job; readonly slot: Slot }> {
    const signal = AbortSignal.any([run.signal, batch.signal]);
    let slot: Slot | undefined;
    try {
      run.report('queued');
      slot = await slots.acquire(job.order.recipe.model, signal);
      return { accepted: await submit(job, run, connection, signal), slot };
    } catch (error) {
      slot?.release();
      // It stays as it is for who comes next: nobody here may speak for the job any more.
      if (!(await run.lease.isHeld())) throw error;
      await (isBflError(error, 'uncertain') ? journal.record(job, { state: 'uncertain' }) : journal.remove(job.id));
      if (isBflError(error, 'noCredits', 'keyRefused') || error instanceof StorageError) {
        batch.signal.throwIfAborted();
        batch.abort();
      }
      throw error;
    }
  }

  async function submit(job: Job, run: Run, connection: Connection, signal: AbortSignal): Promise<Job> {
    const { order, report } = run;
    const { recipe } = order;
    const { path } = getModel(recipe.model);
    const body = createTaskBody(recipe, await getWebhook(order.webhookUrl));
    signal.throwIfAborted();
    report('sending');
    let queuedAgain: Promise<unknown> = Promise.resolve();
    const task = await client.submit(connection, path, body, {
      signal,
      onSending: async () => {
        await queuedAgain;
        await checkLease(run);
        await journal.beginSending(job).catch(async (error: unknown) => {
          await checkLease(run);
          throwStorageError(error);
        });
        // Who has overtaken us meanwhile finds that it may be sent, and sends nothing.
        await checkLease(run);
        signal.throwIfAborted();
        run.billing.mayBeBilled = true;
      },
      onRetry: ({ reason }) => {
        run.billing.mayBeBilled = false;
        queuedAgain = queueAgain(job, run);
        const isBusy = reason === 'tooManyTasks';
        if (isBusy) slots.throttled(recipe.model);
        report(isBusy ? 'busy' : 'sendingAgain');
      },
    });
    // Whoever holds the lease by now: that this picture is paid for must be written down.
    const accepted = await journal.record(job, { state: 'accepted', task: { ...task, acceptedAt: clock.now() } });
    slots.succeeded(recipe.model);
    return accepted;
  }

  async function getWebhook(address: string | undefined): Promise<Webhook | undefined> {
    const url = parseWebhookUrl(address);
    return url === undefined ? undefined : { url, secret: await parts.getWebhookSecret() };
  }

  /** The prompt was provably not accepted, and will be sent again. */
  async function queueAgain(job: Job, { lease }: Run): Promise<void> {
    if (await lease.isHeld()) await journal.record(job, { state: 'queued' });
  }

  async function complete(job: Job, slot: Slot, run: Run, connection: Connection, isRetry: boolean): Promise<void> {
    const result = await wait(job, run, connection).finally(() => slot.release());
    await finish(await save(job, result, run, connection, isRetry), run, isRetry);
  }

  async function wait(job: Job, run: Run, connection: Connection): Promise<TaskResult> {
    const { order, report, signal } = run;
    const task = job.task;
    if (!task) throw new BflError('uncertain', { reason: 'no answer to the POST' });
    try {
      const result = await client.wait(connection, task, {
        signal,
        schedule: learnSchedule(knownDurations.get(order.recipe.model)),
        timeoutMs: order.timeoutSeconds * 1000,
        elapsedMs: clock.now() - task.acceptedAt,
        onProgress: (progress) => {
          report(progress);
          void journal.retry(job.id);
        },
      });
      learnDuration(job, result);
      return result;
    } catch (error) {
      const other = isBflError(error, 'keyRefused') ? await reconnect(connection) : undefined;
      if (!other) throw error;
      return wait(job, run, other);
    }
  }

  /** What cannot be, such as milliseconds taken for seconds, is not learned: it would put off the next first poll. */
  function learnDuration({ order, task }: Job, { durationSeconds }: TaskResult): void {
    const durationMs = (durationSeconds ?? NaN) * 1000;
    if (task && durationMs > 0 && durationMs <= clock.now() - task.acceptedAt)
      knownDurations.add(order.recipe.model, durationMs);
  }

  async function save(
    accepted: Job,
    result: TaskResult,
    run: Run,
    connection: Connection,
    mayBeSaved: boolean,
  ): Promise<Job> {
    const { seed, prompt, durationSeconds, cost } = result;
    run.report('fetching');
    const job = await step(run, accepted, { state: 'ready', result: { seed, prompt, durationSeconds, cost } });
    const refresh = (): Promise<TaskResult> => wait(job, run, connection);
    const timeoutMs = job.order.timeoutSeconds * 1000;
    const image = await client.download(connection, result, { signal: run.signal, timeoutMs, refresh });
    await checkLease(run);
    run.report('saving');
    const saved = await parts.save(image, job, mayBeSaved);
    return step(run, job, { state: 'saved', saved });
  }

  async function finish(saved: Job, run: Run, mayBeLinked: boolean): Promise<void> {
    run.signal.throwIfAborted();
    if (!parts.belongsHere(saved.order)) return;
    const job = await link(saved, run, mayBeLinked);
    if (job.state !== 'reported') {
      await parts.present(await step(run, job, { state: 'reported' }), job.state === 'linked' || !isLinkWanted(job));
    }
    run.end();
    if (isLinkWanted(job)) await parts.untilLinkIsKept(job, run.place, run.signal);
    await journal.remove(job.id);
  }

  async function link(job: Job, run: Run, mayBeLinked: boolean): Promise<Job> {
    if (!isLinkWanted(job)) return job;
    const isLinked = await parts.link(job, run.place, mayBeLinked);
    return isLinked && job.state === 'saved' ? step(run, job, { state: 'linked' }) : job;
  }

  async function step(run: Run, job: Job, change: JobChange): Promise<Job> {
    await checkLease(run);
    return journal.record(job, change);
  }

  return { send, complete, finish, step };
}

/** To be asked before each effect. @throws {LeaseLostError} */
async function checkLease({ lease }: Run): Promise<void> {
  if (!(await lease.isHeld())) throw lease.signal.reason ?? new LeaseLostError('another window has taken over');
}

/** For what is written down before a prompt is sent. */
export function throwStorageError(cause: unknown): never {
  throw new StorageError(cause);
}
