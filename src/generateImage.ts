import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { ApiKeys } from './apiKey.ts';
import type { Client, Connection, TaskResult } from './bfl/client.ts';
import { isBflError } from './bfl/errors.ts';
import type { ModelId } from './bfl/models.ts';
import type { RequestBody } from './bfl/request.ts';
import { createService } from './bfl/service.ts';
import { linkImage, trackPlace, type TrackedPlace } from './documents/linkImage.ts';
import { saveImage } from './images/saveImage.ts';
import type { Job, Order } from './jobs/job.ts';
import type { JobChange, Journal } from './jobs/journal.ts';
import type { Lease, Leases } from './jobs/lease.ts';
import type { Slots } from './jobs/slots.ts';
import type { Log } from './log.ts';
import { belongsToThisWindow } from './order.ts';
import { describeWait, showProgress, type Report } from './progress.ts';
import { showError } from './showError.ts';

/** Makes pictures: the whole line from an order to the preview. No call rejects: what goes wrong is shown. */
export interface ImageGenerator {
  /** Makes a picture for each order; the first that finds no credits stops those not yet sent. */
  generate(orders: readonly Order[]): Promise<void>;
  /** Goes on with a job of the journal from where it stands. @param lease if the caller holds it already */
  resume(jobId: string, lease?: Lease): Promise<void>;
}

export interface GeneratorParts {
  readonly client: Client;
  readonly keys: ApiKeys;
  readonly getWebhookSecret: () => Promise<string | undefined>;
  readonly journal: Journal;
  readonly leases: Leases;
  readonly slots: Slots;
  readonly log: Log;
  /** Where a picture goes that cannot be saved where it belongs. */
  readonly rescueFolder: vscode.Uri;
  /** Shows the finished picture. @param isLinked false if a link was wanted, but its place was gone */
  readonly present: (job: Job, isLinked: boolean) => Promise<void>;
  /** Says that a picture that may be billed is not waited for any more, and how to get it. */
  readonly offerToResume: (jobId: string) => vscode.Disposable;
}

/** What the steps of one run share. */
interface Run {
  readonly id: string;
  readonly order: Order;
  readonly lease: Lease;
  /** The place of the link, followed through edits. */
  readonly place: TrackedPlace | undefined;
  readonly report: Report;
  /** Aborted when the user cancels or another window has taken over. */
  readonly signal: AbortSignal;
  /** To be told whether a picture may be in the making at the service. */
  setMayBeBilled(mayBeBilled: boolean): void;
}

export function createImageGenerator(parts: GeneratorParts): ImageGenerator {
  const { client, keys, journal, leases, slots, log } = parts;
  /** A cancelled POST goes on until its answer is in the journal; whoever resumes the job waits for that. */
  const underway = new Map<string, Promise<unknown>>();
  const offers = new Map<string, vscode.Disposable>();

  async function generate(orders: readonly Order[]): Promise<void> {
    const connection = orders[0] && (await connect(orders[0]));
    if (!connection) return;
    const batch = new AbortController();
    await Promise.all(orders.map(async (order) => {
      const id = randomUUID();
      const lease = await leases.acquire(id);
      await follow(id, order, lease, async (run) => {
        const slot = await slots.acquire(order.model, AbortSignal.any([run.signal, batch.signal]));
        try {
          const job = await submit(run, connection, batch);
          const result = await wait(job, run, connection);
          slot.release();
          await goOn(await save(job, result, run, connection), run);
        } finally {
          slot.release();
        }
      });
    }));
  }

  async function resume(id: string, held?: Lease): Promise<void> {
    offers.get(id)?.dispose();
    await underway.get(id);
    const lease = held ?? (await leases.acquire(id));
    const job = await journal.get(id);
    if (!job) return lease?.release();
    await follow(id, job.order, lease, async (run) => {
      run.setMayBeBilled(true);
      if (job.saved) return goOn(job, run);
      const connection = await connect(job.order);
      if (!connection) throw new vscode.CancellationError();
      if (job.state === 'cancelled') await step(run, { state: 'accepted' });
      const result = await wait(job, run, connection);
      await goOn(await save(job, result, run, connection), run);
    });
  }

  /** The key for an order's service, asked for if there is none yet. */
  async function connect({ service: { region, endpoint } }: Order): Promise<Connection | undefined> {
    const service = createService(region, endpoint);
    const key = (await keys.get(service)) ?? (await keys.ask(service));
    return key === undefined ? undefined : { service, key };
  }

  async function submit(run: Run, connection: Connection, batch: AbortController): Promise<Job> {
    const { id, order, report, signal } = run;
    const secret = order.request['webhook_url'] === undefined ? undefined : await parts.getWebhookSecret();
    const body = { ...order.request, prompt: order.prompt, webhook_secret: secret } as RequestBody;
    signal.throwIfAborted();
    await journal.create(order, id);
    report(vscode.l10n.t('Sending the prompt'));
    try {
      const task = await client.submit(connection, order.model as ModelId, body, {
        signal,
        onSending: () => run.setMayBeBilled(true),
        onRetry: ({ reason }) => {
          run.setMayBeBilled(false);
          if (reason === 'tooManyTasks') slots.throttled(order.model);
          report(vscode.l10n.t('Sending the prompt again'));
        },
      });
      slots.succeeded(order.model);
      return await step(run, { state: 'accepted', task: { ...task, acceptedAt: Date.now() } });
    } catch (error) {
      if (isBflError(error, 'noCredits')) batch.abort();
      if (isBflError(error, 'uncertain')) await step(run, { state: 'uncertain', failure: { kind: error.kind } });
      else await journal.remove(id);
      throw error;
    }
  }

  async function wait(job: Job, run: Run, connection: Connection): Promise<TaskResult> {
    const { order, report, signal } = run;
    const task = job.task;
    if (!task) throw new Error('A job that was not accepted has no result to wait for.');
    try {
      return await client.wait(connection, task, {
        signal,
        timeoutMs: order.timeoutSeconds * 1000,
        onProgress: (progress) => report(describeWait(progress)),
      });
    } catch (error) {
      const key = isBflError(error, 'keyRefused') ? await keys.ask(connection.service) : undefined;
      if (key === undefined) throw error;
      return wait(job, run, { ...connection, key });
    }
  }

  async function save(job: Job, result: TaskResult, run: Run, connection: Connection): Promise<Job> {
    const { seed, prompt, durationSeconds } = result;
    run.report(vscode.l10n.t('Fetching the picture'));
    await step(run, { state: 'ready', result: { seed, prompt, durationSeconds } });
    const image = await client.download(connection, result, { signal: run.signal, refresh: () => wait(job, run, connection) });
    run.report(vscode.l10n.t('Saving the picture'));
    const saved = await saveImage(image, run.order, { seed, date: new Date(job.createdAt) }, {
      rescueFolder: parts.rescueFolder,
      mayBeSaved: job.state === 'ready',
    });
    return step(run, { state: 'saved', saved });
  }

  /** From a saved picture to the end of the line; only a window with its folder goes so far. */
  async function goOn(job: Job, run: Run): Promise<void> {
    if (!belongsToThisWindow(job.order)) return;
    const isLinked = await link(job, run);
    await step(run, { state: 'reported' });
    await parts.present(job, isLinked);
    await journal.remove(job.id);
  }

  async function link({ order, saved, state }: Job, run: Run): Promise<boolean> {
    if (!order.link || !saved || saved.rescued !== undefined || state === 'linked') return true;
    const isLinked = await linkImage(order.link, vscode.Uri.parse(saved.uri, true), order.prompt, run.place);
    if (isLinked) await step(run, { state: 'linked' });
    return isLinked;
  }

  /** Writes down what comes next, unless another window has taken over. */
  async function step(run: Run, change: JobChange): Promise<Job> {
    if (!(await run.lease.isHeld())) run.lease.signal.throwIfAborted();
    return journal.update(run.id, change);
  }

  /** Lets a run go on under a progress notification, and sees to it that whatever it ends with is recorded and shown. */
  async function follow(id: string, order: Order, lease: Lease | undefined, work: (run: Run) => Promise<void>): Promise<void> {
    if (!lease) return;
    const place = order.link && trackPlace(order.link);
    let mayBeBilled = false;
    const workAndSettle = async (report: Report, cancelled: AbortSignal): Promise<void> => {
      const signal = AbortSignal.any([cancelled, lease.signal]);
      const setMayBeBilled = (value: boolean): void => void (mayBeBilled = value);
      try {
        await work({ id, order, lease, place, report, signal, setMayBeBilled });
      } catch (error) {
        if (!(await settle(id, error, cancelled, lease))) offers.get(id)?.dispose();
        throw error;
      } finally {
        place?.dispose();
        await lease.release();
      }
    };
    try {
      const outcome = await showProgress(order.prompt, (report, cancelled) => {
        const run = workAndSettle(report, cancelled);
        underway.set(id, run.catch(() => undefined).finally(() => underway.delete(id)));
        return run;
      });
      if (outcome === 'cancelled' && mayBeBilled) offers.set(id, parts.offerToResume(id));
    } catch (error) {
      await showError(error, log);
    }
  }

  /** Leaves in the journal what can still be had. @returns whether anything can */
  async function settle(id: string, error: unknown, cancelled: AbortSignal, lease: Lease): Promise<boolean> {
    const job = await journal.get(id);
    if (!job || lease.signal.aborted) return false;
    if (isBflError(error, 'moderated', 'failed', 'taskNotFound', 'expired')) {
      await journal.remove(id);
      return false;
    }
    if (cancelled.aborted && job.task) await journal.update(id, { state: 'cancelled' });
    return true;
  }

  return { generate, resume };
}
