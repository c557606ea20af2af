import type { Connection, TaskResult } from '../bfl/client.ts';
import { systemClock } from '../bfl/clock.ts';
import { BflError, isBflError } from '../bfl/errors.ts';
import { learnSchedule } from '../bfl/schedule.ts';
import { createTaskBody } from '../bfl/taskBody.ts';
import { parseWebhookUrl, type Webhook } from '../bfl/webhook.ts';
import { StorageError } from '../jobs/errors.ts';
import { isLinkWanted, type Job } from '../jobs/job.ts';
import type { JobChange } from '../jobs/journal.ts';
import { LeaseLostError } from '../jobs/leases/lease.ts';
import type { Slot } from '../jobs/slots.ts';
import { getModel } from '../recipe/models.ts';
import type { Connections } from './connect.ts';
import type { InsuredJournal } from './insuredJournal.ts';
import { pictureOf } from './outcome.ts';
import type { GeneratorParts } from './ports.ts';
import type { Run } from './run.ts';

// The steps from a queued job to a linked picture. Each step checks that this window still holds the job's lease, and
// throws `LeaseLostError` if not.

/** The collaborators of all steps. */
export interface Tools extends Omit<GeneratorParts, 'journal'> {
  readonly journal: InsuredJournal;
  readonly reconnect: Connections['reconnect'];
}

/** A job whose task the service has accepted. */
interface Accepted {
  readonly accepted: Job;
  /** The caller releases it when the task has ended. */
  readonly slot: Slot;
}

/**
 * Sends the prompt of a queued job when it gets a slot.
 * @param batch aborted by the first job that meets an error which stops all jobs, so that only this job reports the
 * error
 */
export async function send(tools: Tools, run: Run, connection: Connection, batch: AbortController): Promise<Accepted> {
  const signal = AbortSignal.any([run.signal, batch.signal]);
  let slot: Slot | undefined;
  try {
    run.report('queued');
    slot = await tools.slots.acquire(run.job.order.recipe.model, signal);
    return { accepted: await submit(tools, run, connection, signal), slot };
  } catch (error) {
    slot?.release();
    if (stopsAll(error) && (await run.lease.isHeld())) {
      batch.signal.throwIfAborted();
      batch.abort();
    }
    throw error;
  }
}

/** Whether every other job of the batch would fail with the same error. */
function stopsAll(error: unknown): boolean {
  return isBflError(error, 'noCredits', 'keyRefused') || error instanceof StorageError;
}

async function submit(tools: Tools, run: Run, connection: Connection, signal: AbortSignal): Promise<Job> {
  const { client, journal, slots } = tools;
  const { job, report } = run;
  const { recipe, webhookUrl } = job.order;
  const { path } = getModel(recipe.model);
  const body = createTaskBody(recipe, await getWebhook(tools, webhookUrl));
  signal.throwIfAborted();
  report('sending');
  let queuedAgain: Promise<unknown> = Promise.resolve();
  const task = await client.submit(connection, path, body, {
    signal,
    onSending: async () => {
      await queuedAgain;
      await beginSending(tools, run);
      signal.throwIfAborted();
    },
    onRetry: ({ reason }) => {
      queuedAgain = queueAgain(tools, run);
      const isBusy = reason === 'tooManyTasks';
      if (isBusy) slots.throttled(recipe.model);
      report(isBusy ? 'busy' : 'sendingAgain');
    },
  });
  // No lease check here: even if another window holds the lease by now, the journal must record that the task is paid
  // for.
  const acceptedAt = timeOf(tools);
  const accepted = await journal.record(job, { state: 'accepted', task: { ...task, acceptedAt } });
  slots.succeeded(recipe.model);
  return accepted;
}

async function getWebhook({ getWebhookSecret }: Tools, address: string | undefined): Promise<Webhook | undefined> {
  const url = parseWebhookUrl(address);
  return url === undefined ? undefined : { url, secret: await getWebhookSecret() };
}

async function beginSending({ journal }: Tools, run: Run): Promise<void> {
  await checkLease(run);
  await journal.beginSending(run.job).catch(async (error: unknown) => {
    await checkLease(run);
    throwStorageError(error);
  });
  // The lease may have been lost during the write. The new holder then finds the state `submitting`, does not send, and
  // reports the job as uncertain; so we must not send either.
  await checkLease(run);
}

/**
 * Sets the job back to `queued`, because the service provably did not accept the prompt and `submit` will send it
 * again.
 */
async function queueAgain({ journal }: Tools, { job, lease }: Run): Promise<void> {
  if (await lease.isHeld()) await journal.record(job, { state: 'queued' });
}

/**
 * Waits for an accepted task, then saves, links and presents the picture.
 * @param isRetry whether an earlier try may already have saved or linked the picture
 */
export async function complete(
  tools: Tools,
  { accepted, slot }: Accepted,
  run: Run,
  connection: Connection,
  isRetry: boolean,
): Promise<void> {
  const result = await wait(tools, accepted, run, connection).finally(() => slot.release());
  const saved = await save(tools, accepted, result, run, connection, isRetry);
  await finish(tools, saved, run, isRetry);
}

async function wait(tools: Tools, job: Job, run: Run, connection: Connection): Promise<TaskResult> {
  const { client, journal, knownDurations, reconnect } = tools;
  const { order, task } = job;
  if (!task) throw new BflError('uncertain', { reason: 'no answer to the POST' });
  try {
    const result = await client.wait(connection, task, {
      signal: run.signal,
      schedule: learnSchedule(knownDurations.get(order.recipe.model)),
      timeoutMs: order.timeoutSeconds * 1000,
      elapsedMs: timeOf(tools) - task.acceptedAt,
      onProgress: (progress) => {
        run.report(progress);
        void journal.retry(job.id);
      },
    });
    learnDuration(tools, job, result);
    return result;
  } catch (error) {
    const other = isBflError(error, 'keyRefused') ? await reconnect(connection) : undefined;
    if (!other) throw error;
    return wait(tools, job, run, other);
  }
}

/**
 * Ignores impossible durations, such as milliseconds given as seconds, because they would delay the first poll of later
 * tasks.
 */
function learnDuration(tools: Tools, { order, task }: Job, { durationSeconds }: TaskResult): void {
  const durationMs = (durationSeconds ?? NaN) * 1000;
  if (task && durationMs > 0 && durationMs <= timeOf(tools) - task.acceptedAt)
    tools.knownDurations.add(order.recipe.model, durationMs);
}

async function save(
  tools: Tools,
  accepted: Job,
  result: TaskResult,
  run: Run,
  connection: Connection,
  mayBeSaved: boolean,
): Promise<Job> {
  const { seed, prompt, durationSeconds, cost } = result;
  run.report('fetching');
  const job = await step(tools, run, accepted, { state: 'ready', result: { seed, prompt, durationSeconds, cost } });
  const refresh = (): Promise<TaskResult> => wait(tools, job, run, connection);
  const timeoutMs = job.order.timeoutSeconds * 1000;
  const image = await tools.client.download(connection, result, { signal: run.signal, timeoutMs, refresh });
  await checkLease(run);
  run.report('saving');
  const saved = { ...(await tools.save(image, job, mayBeSaved)), savedAt: timeOf(tools) };
  await tools.remember(pictureOf({ ...job, saved }), saved.rescued !== undefined);
  return step(tools, run, job, { state: 'saved', saved });
}

/**
 * Links and presents a saved picture. Does nothing in a window that does not have the order's folder.
 * @param mayBeLinked whether an earlier try may already have linked the picture
 */
export async function finish(tools: Tools, saved: Job, run: Run, mayBeLinked: boolean): Promise<void> {
  run.signal.throwIfAborted();
  if (!tools.belongsHere(saved.order)) return;
  const job = await link(tools, saved, run, mayBeLinked);
  const isTold = job.state === 'reported';
  const picture = pictureOf(job);
  const isRescued = job.saved?.rescued !== undefined;
  if (!isTold) {
    await step(tools, run, job, { state: 'reported' });
    await tools.present(picture, job);
  }
  const isLinked = isTold || job.state === 'linked' || !isLinkWanted(job);
  run.conclude({ kind: 'picture', picture, order: job.order, isLinked, isRescued });
  if (isLinkWanted(job)) await tools.untilLinkIsKept(job, run.place, run.signal);
  await tools.journal.remove(job.id);
}

async function link(tools: Tools, job: Job, run: Run, mayBeLinked: boolean): Promise<Job> {
  if (!isLinkWanted(job)) return job;
  const isLinked = await tools.link(job, run.place, mayBeLinked);
  return isLinked && job.state === 'saved' ? step(tools, run, job, { state: 'linked' }) : job;
}

/** Records a change of the job if this window still holds the lease. @throws {LeaseLostError} */
export async function step({ journal }: Tools, run: Run, job: Job, change: JobChange): Promise<Job> {
  await checkLease(run);
  return journal.record(job, change);
}

/** Each step calls this before it changes anything. @throws {LeaseLostError} */
async function checkLease({ lease }: Run): Promise<void> {
  if (!(await lease.isHeld())) throw lease.signal.reason ?? new LeaseLostError('another window has taken over');
}

function timeOf({ clock = systemClock }: Tools): number {
  return clock.now();
}

/** Used for writes that come before the POST: if they fail, nothing is sent. */
export function throwStorageError(cause: unknown): never {
  throw new StorageError(cause);
}
