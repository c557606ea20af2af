import { randomUUID } from 'node:crypto';
import type { Job } from '../../../src/jobs/job.ts';
import type { Order } from '../../../src/jobs/order.ts';

/** A job whose picture is made and not yet saved. */
export function createReadyJob(order: Order): Job {
  return { version: 2, id: randomUUID(), createdAt: 0, updatedAt: 0, state: 'ready', order };
}

/** For saves that need no journal. */
export const forgetNothing = async (): Promise<void> => undefined;
