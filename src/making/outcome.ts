import type { Job, Order } from '../jobs/job.ts';

/** What came of an order. */
export type Outcome =
  /** `isLinked` is false where a link was wanted, but its place is gone. */
  | { readonly kind: 'picture'; readonly job: Job; readonly isLinked: boolean }
  | { readonly kind: 'failure'; readonly order: Order; readonly error: unknown }
  /** Nothing that a person does not know: it was cancelled, or another window goes on with it. */
  | { readonly kind: 'stopped'; readonly order: Order };

/** What an error ends an order with. */
export function outcomeOf(error: unknown, order: Order): Outcome {
  const isStopped = error instanceof Error && ['AbortError', 'LeaseLostError'].includes(error.name);
  return isStopped ? { kind: 'stopped', order } : { kind: 'failure', order, error };
}
