import type { Job, Order } from '../jobs/job.ts';
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

/** The picture that a job has become. @throws {Error} it was not saved */
export function pictureOf({ order, task, result, saved, updatedAt }: Job): Picture {
  if (!saved) throw new Error('A job whose picture was not saved is no picture.');
  const { uri, sha256, bytes, savedAt = updatedAt, width = 0, height = 0 } = saved;
  const prompt = result?.prompt ?? null;
  return {
    version: 1,
    sha256,
    uri,
    savedAt,
    bytes,
    width,
    height,
    order,
    seed: result?.seed ?? null,
    rewrittenPrompt: prompt === order.recipe.prompt ? null : prompt,
    cost: result?.cost ?? task?.cost ?? null,
    durationSeconds: result?.durationSeconds ?? null,
    parents: [],
  };
}
