import { randomUUID } from 'node:crypto';
import type { ApiKeys } from './apiKey.ts';
import { systemClock, type Clock } from './bfl/clock.ts';
import type { Client, Connection, DeliveredImage, TaskResult } from './bfl/client.ts';
import { BflError, isBflError } from './bfl/errors.ts';
import type { ModelId } from './bfl/models.ts';
import type { RequestBody } from './bfl/request.ts';
import { learnSchedule } from './bfl/schedule.ts';
import { createConnections } from './connect.ts';
import type { TrackedPlace } from './documents/trackPlace.ts';
import { insureJournal } from './jobs/insuredJournal.ts';
import type { Job, Order } from './jobs/job.ts';
import type { JobChange, Journal } from './jobs/journal.ts';
import { LeaseLostError, type Lease, type Leases } from './jobs/lease.ts';
import { StorageError } from './jobs/storageError.ts';
import type { Slots } from './jobs/slots.ts';
import type { Log } from './log.ts';
import type { KnownDurations } from './knownDurations.ts';
import { createJobRunner, type JobView, type Run } from './runJob.ts';

/** Makes pictures: the whole line from an order to the preview. No call rejects: what goes wrong is shown. */
export interface ImageGenerator {
  /** Makes a picture for each order; what would stop all of them stops those not yet sent, and is told once. */
  generate(orders: readonly Order[]): Promise<void>;
  /** Sends the prompt of an uncertain job once more, unless it is known by now that the first time was enough. */
  submitAgain(jobId: string): Promise<void>;
  /** Goes on with a job of the journal from where it stands. @param lease if the caller holds it already */
  resume(jobId: string, lease?: Lease): Promise<void>;
  /** Forgets a job. */
  dismiss(jobId: string): Promise<void>;
  /** Whether this window works on a job just now. */
  isAtWork(jobId: string): boolean;
  /** Whether this window has tried a job in vain and said so: it is not to be tried again unasked. */
  hasGivenUp(jobId: string): boolean;
}

/** The steps of the line, and what they need. None of it is the editor's, so that all of it can be tested without. */
export interface GeneratorParts {
  readonly client: Client;
  readonly keys: Pick<ApiKeys, 'get' | 'ask'>;
  readonly getWebhookSecret: () => Promise<string | undefined>;
  readonly journal: Journal;
  readonly leases: Leases;
  readonly slots: Slots;
  readonly knownDurations: KnownDurations;
  readonly log: Pick<Log, 'error'>;
  readonly view: JobView;
  /** Saves a picture as a new file. @param mayBeSaved whether an earlier try may have done so already */
  readonly save: (image: DeliveredImage, job: Job, mayBeSaved: boolean) => Promise<NonNullable<Job['saved']>>;
  /** Whether this window has the folder that an order is for. */
  readonly belongsHere: (order: Order) => boolean;
  /**
   * Links a saved picture in its document.
   * @param mayBeLinked whether an earlier try may have done so already
   * @returns false if the link's place is gone
   */
  readonly link: (job: Job, place: TrackedPlace | undefined, mayBeLinked: boolean) => Promise<boolean>;
  /** Shows the finished picture. @param isLinked false if a link was wanted, but its place was gone */
  readonly present: (job: Job, isLinked: boolean) => Promise<void>;
  readonly clock?: Clock;
}

export function createImageGenerator(parts: GeneratorParts): ImageGenerator {
  const { client, leases, slots, knownDurations, log, clock = systemClock } = parts;
  const journal = insureJournal(parts.journal, log.error);
  const runner = createJobRunner(journal, parts.view);
  const { connect, reconnect } = createConnections(parts.keys);

  /** @param replaced the job that is forgotten once the first order's task is accepted */
  async function generate(orders: readonly Order[], replaced?: string): Promise<void> {
    const connection = orders[0] && (await connect(orders[0]));
    if (!connection) return;
    const batch = new AbortController();
    await Promise.all(
      orders.map(async (order) => {
        const id = randomUUID();
        const lease = await leases.acquire(id).catch(throwStorageError);
        if (!lease) throw new Error('The window did not answer in time. Nothing was sent.');
        await runner.run(id, order, lease, async (run) => {
          run.report('queued');
          const slot = await slots.acquire(order.model, AbortSignal.any([run.signal, batch.signal]));
          try {
            const job = await submit(run, connection, batch);
            if (replaced !== undefined) await forgetUncertain(replaced);
            const result = await wait(job, run, connection);
            slot.release();
            await goOn(await save(job, result, run, connection, false), run, false);
          } finally {
            slot.release();
          }
        });
      }),
    );
  }

  async function resume(id: string, held?: Lease): Promise<void> {
    await runner.prepareToResume(id);
    const lease = held ?? (await leases.acquire(id));
    if (!lease) return;
    const found = await journal.get(id).catch(async (error: unknown) => {
      await lease.release();
      throw error;
    });
    if (!found) return lease.release();
    await runner.run(id, found.order, lease, async (run) => {
      run.billing.mayBeBilled = true;
      // Its window was gone before it could say so.
      if (found.failure) throw new BflError(found.failure.kind, found.failure.data as never);
      const state = found.state === 'cancelled' ? (found.saved ? 'saved' : 'accepted') : found.state;
      const isStopped = found.state === 'cancelled' || found.isTold === true;
      const job = isStopped ? await step(run, found, { state, isTold: false }) : found;
      if (job.saved) return goOn(job, run, true);
      const connection = await connect(job.order);
      if (!connection) throw new DOMException('No key was given.', 'AbortError');
      const slot = slots.occupy(job.order.model);
      const result = await wait(job, run, connection).finally(() => slot.release());
      await goOn(await save(job, result, run, connection, true), run, false);
    });
  }

  async function submitAgain(id: string): Promise<void> {
    const found = await journal.get(id);
    if (found?.state === 'uncertain') return generate([found.order], id);
    // The answer has come meanwhile.
    if (found) return resume(id);
  }

  /** Unless its answer has come meanwhile. Never rejects. */
  async function forgetUncertain(id: string): Promise<void> {
    const job = await journal.get(id).catch(() => undefined);
    if (job?.state === 'uncertain') await journal.remove(id);
  }

  async function dismiss(id: string): Promise<void> {
    await runner.prepareToResume(id);
    await journal.remove(id);
  }

  async function submit(run: Run, connection: Connection, batch: AbortController): Promise<Job> {
    const { id, order, report, signal } = run;
    const secret = order.request['webhook_url'] === undefined ? undefined : await parts.getWebhookSecret();
    const body = { ...order.request, prompt: order.prompt, webhook_secret: secret } as RequestBody;
    const stopBatch = (error: unknown): never => {
      // The same for all of them: told by the first.
      batch.signal.throwIfAborted();
      batch.abort();
      throw error;
    };
    signal.throwIfAborted();
    const job = await journal.create(order, id).catch(throwStorageError).catch(stopBatch);
    report('sending');
    const task = await client
      .submit(connection, order.model as ModelId, body, {
        signal: AbortSignal.any([signal, batch.signal]),
        onSending: () => {
          run.billing.mayBeBilled = true;
        },
        onRetry: ({ reason }) => {
          run.billing.mayBeBilled = false;
          const isBusy = reason === 'tooManyTasks';
          if (isBusy) slots.throttled(order.model);
          report(isBusy ? 'busy' : 'sendingAgain');
        },
      })
      .catch(async (error: unknown) => {
        await (isBflError(error, 'uncertain') ? journal.record(job, { state: 'uncertain' }) : journal.remove(id));
        if (isBflError(error, 'noCredits', 'keyRefused')) stopBatch(error);
        throw error;
      });
    // Whoever holds the lease by now: that this picture is paid for must be written down.
    const accepted = await journal.record(job, { state: 'accepted', task: { ...task, acceptedAt: clock.now() } });
    slots.succeeded(order.model);
    return accepted;
  }

  async function wait(job: Job, run: Run, connection: Connection): Promise<TaskResult> {
    const { order, report, signal } = run;
    const task = job.task;
    if (!task) throw new BflError('uncertain', { reason: 'no answer to the POST' });
    try {
      const result = await client.wait(connection, task, {
        signal,
        schedule: learnSchedule(knownDurations.get(order.model)),
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
      knownDurations.add(order.model, durationMs);
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

  /** From a saved picture to the end of the line; only a window with its folder goes so far. */
  async function goOn(saved: Job, run: Run, mayBeLinked: boolean): Promise<void> {
    run.signal.throwIfAborted();
    if (!parts.belongsHere(saved.order)) return;
    const job = await link(saved, run, mayBeLinked);
    await parts.present(await step(run, job, { state: 'reported' }), job.state === 'linked' || !isLinkWanted(job));
    await journal.remove(job.id);
  }

  async function link(job: Job, run: Run, mayBeLinked: boolean): Promise<Job> {
    if (!isLinkWanted(job) || job.state === 'linked') return job;
    return (await parts.link(job, run.place, mayBeLinked)) ? step(run, job, { state: 'linked' }) : job;
  }

  /** A next step, taken only while the job is ours. */
  async function step(run: Run, job: Job, change: JobChange): Promise<Job> {
    await checkLease(run);
    return journal.record(job, change);
  }

  /** To be asked before each effect. @throws {LeaseLostError} */
  async function checkLease({ lease }: Run): Promise<void> {
    if (!(await lease.isHeld())) throw lease.signal.reason ?? new LeaseLostError('another window has taken over');
  }

  const show = (error: unknown): void => parts.view.showError(error);
  return {
    generate: (orders) => generate(orders).catch(show),
    submitAgain: (id) => submitAgain(id).catch(show),
    resume: (id, lease) => resume(id, lease).catch(show),
    dismiss: (id) => dismiss(id).catch(show),
    isAtWork: runner.isAtWork,
    hasGivenUp: (id) => runner.hasGivenUp(id) || journal.isOver(id),
  };
}

/** For what is written down before a prompt is sent. */
function throwStorageError(cause: unknown): never {
  throw new StorageError(cause);
}

/** A picture that lies somewhere for the user to move gets no link to there. */
function isLinkWanted({ order, saved }: Job): boolean {
  return order.link !== undefined && saved?.rescued === undefined;
}
