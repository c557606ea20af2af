import { randomUUID } from 'node:crypto';
import type { Connection } from '../bfl/client.ts';
import { StorageError } from '../jobs/errors.ts';
import type { HeldJob } from '../jobs/findLeft.ts';
import type { Order } from '../jobs/job.ts';
import type { Connections } from './connect.ts';
import type { Outcome } from './outcome.ts';
import type { JobRunner } from './run.ts';
import * as steps from './steps.ts';

/** Brings confirmed orders on their way, from the journal on. */
export interface Sender {
  /** Writes down orders as queued jobs: all of them, or none. @throws {StorageError} */
  writeDown(this: void, orders: readonly Order[]): Promise<readonly HeldJob[]>;
  /**
   * Sends queued jobs, each as soon as there is room, and makes their pictures.
   * @param onNoKey what becomes of the jobs if there is no key to send them with
   * @param onAccepted called each time a task is accepted; must not reject
   */
  send(
    this: void,
    jobs: readonly HeldJob[],
    onNoKey: (jobs: readonly HeldJob[]) => Promise<void>,
    onAccepted?: () => Promise<void>,
  ): Promise<readonly Outcome[]>;
  /** Takes queued jobs out of the journal. */
  forget(this: void, jobs: readonly HeldJob[]): Promise<void>;
  /**
   * Whether a job was confirmed in this window, and this window has not concluded it: if its lease is lost before the
   * prompt is sent, it needs no second word.
   */
  isAwaited(this: void, jobId: string): boolean;
}

export function createSender(tools: steps.Tools, runner: JobRunner, connect: Connections['connect']): Sender {
  const { journal, leases } = tools;
  const awaited = new Set<string>();

  async function writeDown(orders: readonly Order[]): Promise<readonly HeldJob[]> {
    const batch = { id: randomUUID(), size: orders.length };
    const results = await Promise.allSettled(
      orders.map(async (order): Promise<HeldJob> => {
        const id = randomUUID();
        const lease = await leases.acquire(id).catch(steps.throwStorageError);
        if (!lease) throw new Error('The window did not answer in time. Nothing was sent.');
        try {
          return { job: await journal.create(order, id, { state: 'queued', batch }), lease };
        } catch (error) {
          await lease.release(true);
          throw new StorageError(error);
        }
      }),
    );
    const held = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failed = results.find((result) => result.status === 'rejected');
    if (!failed) return held;
    await forget(held);
    throw failed.reason;
  }

  async function forget(jobs: readonly HeldJob[]): Promise<void> {
    await Promise.all(
      jobs.map(async ({ job, lease }) => {
        if (await lease.isHeld()) await journal.remove(job.id);
        await lease.release(true);
      }),
    );
  }

  async function send(
    jobs: readonly HeldJob[],
    onNoKey: (jobs: readonly HeldJob[]) => Promise<void>,
    onAccepted?: () => Promise<void>,
  ): Promise<readonly Outcome[]> {
    for (const { job } of jobs) awaited.add(job.id);
    const outcomes = groupByService(jobs).map(async (group) => {
      let connection: Connection | undefined;
      try {
        connection = await connect(group[0].job.order);
      } finally {
        if (!connection) {
          for (const { job } of group) awaited.delete(job.id);
          await onNoKey(group);
        }
      }
      if (connection) return makeAll(group, connection, onAccepted);
      return group.map(({ job }): Outcome => ({ kind: 'stopped', order: job.order }));
    });
    return (await Promise.all(outcomes)).flat();
  }

  async function makeAll(
    jobs: readonly HeldJob[],
    connection: Connection,
    onAccepted?: () => Promise<void>,
  ): Promise<readonly Outcome[]> {
    const batch = new AbortController();
    const outcomes = await runner.run(jobs, async (run) => {
      const accepted = await steps.send(tools, run, connection, batch);
      await onAccepted?.();
      await steps.complete(tools, accepted, run, connection, false);
    });
    for (const { job, lease } of jobs) if (!lease.signal.aborted) awaited.delete(job.id);
    return outcomes;
  }

  return { writeDown, send, forget, isAwaited: (id) => awaited.has(id) };
}

/** Each service has its own key. */
function groupByService(jobs: readonly HeldJob[]): readonly (readonly [HeldJob, ...HeldJob[]])[] {
  const groups = new Map<string, [HeldJob, ...HeldJob[]]>();
  for (const held of jobs) {
    const service = JSON.stringify(held.job.order.service);
    const group = groups.get(service);
    if (group) group.push(held);
    else groups.set(service, [held]);
  }
  return [...groups.values()];
}
