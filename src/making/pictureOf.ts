import type { Job } from '../jobs/job.ts';
import type { Picture } from '../pictures/picture.ts';

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
