import type { Order } from '../jobs/job.ts';
import type { Picture } from '../pictures/picture.ts';

/** What came of an order. */
export type Outcome =
  | {
      readonly kind: 'picture';
      readonly picture: Picture;
      /** False where a link was wanted, but its place is gone. */
      readonly isLinked: boolean;
      /** Whether it lies elsewhere than it should, and a person knows where. */
      readonly isRescued: boolean;
    }
  | { readonly kind: 'failure'; readonly order: Order; readonly error: unknown }
  /** Nothing that a person does not know: it was cancelled, or another window goes on with it. */
  | { readonly kind: 'stopped'; readonly order: Order };

/** What an error ends an order with. */
export function outcomeOf(error: unknown, order: Order): Outcome {
  const isStopped = error instanceof Error && ['AbortError', 'LeaseLostError'].includes(error.name);
  return isStopped ? { kind: 'stopped', order } : { kind: 'failure', order, error };
}
