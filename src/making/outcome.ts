import type { Job } from '../jobs/job.ts';
import type { Order } from '../jobs/order.ts';
import { fromOrder, type Picture } from '../pictures/picture.ts';

/** What came of an order. */
export type Outcome =
  | {
      readonly kind: 'picture';
      readonly picture: Picture;
      readonly order: Order;
      /** False if a link was wanted but its place in the document is gone. */
      readonly isLinked: boolean;
      /** Whether the picture was saved in another place than the order says; the user was told where. */
      readonly isRescued: boolean;
    }
  | { readonly kind: 'failure'; readonly order: Order; readonly error: unknown }
  /** There is nothing to tell the user: the job was cancelled, or another window goes on with it. */
  | { readonly kind: 'stopped'; readonly order: Order };

/** Turns the error that ended a run into an outcome. */
export function outcomeOf(error: unknown, order: Order): Outcome {
  const isStopped = error instanceof Error && ['AbortError', 'LeaseLostError'].includes(error.name);
  return isStopped ? { kind: 'stopped', order } : { kind: 'failure', order, error };
}

/** Builds the picture of a saved job. @throws {Error} the job has no saved file */
export function pictureOf({ order, task, result, saved, updatedAt }: Job): Picture {
  if (!saved) throw new Error('A job whose picture was not saved is no picture.');
  const { uri, sha256, bytes, savedAt = updatedAt, width = 0, height = 0 } = saved;
  const prompt = result?.prompt ?? null;
  return {
    version: 2,
    sha256,
    uri,
    savedAt,
    bytes,
    width,
    height,
    ...fromOrder(order),
    seed: result?.seed ?? null,
    rewrittenPrompt: prompt === order.recipe.prompt ? null : prompt,
    cost: result?.cost ?? task?.cost ?? null,
    durationSeconds: result?.durationSeconds ?? null,
    parents: [],
  };
}
