import { randomUUID } from 'node:crypto';
import type { Connection } from '../bfl/client.ts';
import { StorageError } from '../jobs/errors.ts';
import type { HeldJob } from '../jobs/findLeft.ts';
import type { Order } from '../jobs/order.ts';
import type { Connections } from './connect.ts';
import type { Outcome } from './outcome.ts';
import type { JobRunner } from './run.ts';
import * as steps from './steps.ts';

/** Writes confirmed orders to the journal and sends them. */
export interface Sender {
  /** Writes orders to the journal as queued jobs: all of them or none. @throws {StorageError} */
  writeDown(this: void, orders: readonly Order[]): Promise<readonly HeldJob[]>;
  /**
   * Sends each queued job when it gets a slot, then makes its picture.
   * @param onNoKey called with the jobs of a service for which the user gave no key
   * @param onAccepted called each time a task is accepted; must not reject
   */
  send(
    this: void,
    jobs: readonly HeldJob[],
    onNoKey: (jobs: readonly HeldJob[]) => Promise<void>,
    onAccepted?: () => Promise<void>,
  ): Promise<readonly Outcome[]>;
  /** Removes jobs from the journal and releases their leases. */
  forget(this: void, jobs: readonly HeldJob[]): Promise<void>;
  /**
   * Whether the user confirmed the job in this window and this window has not finished it. If such a job loses its
   * lease before its prompt is sent, it may be sent without asking the user again.
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

/** Groups jobs by service, because each service has its own key. */
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
