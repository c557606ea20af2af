import * as v from 'valibot';
import { mapParameters } from '../recipe/parameters.ts';

/** Version 1 of a job: it kept the recipe as a request body, in one object with where the picture goes. */
const versionOne = v.looseObject({
  version: v.literal(1),
  order: v.looseObject({
    model: v.string(),
    prompt: v.string(),
    request: v.record(v.string(), v.unknown()),
    preview: v.unknown(),
  }),
});

/** Turns a job of version 1 into one of this version, because it may be paid for. Returns anything else as it is. */
export function upgradeJob(written: unknown): object {
  const old = v.safeParse(versionOne, written);
  if (!old.success) return Object(written) as object;
  const { model, prompt, request, preview, ...order } = old.output.order;
  const parameters = mapParameters((_, row) => request[row.field] ?? row.default);
  const webhookUrl = request['webhook_url'];
  return {
    ...old.output,
    version: 2,
    order: {
      ...order,
      recipe: { model, prompt, parameters },
      ...(typeof webhookUrl === 'string' && { webhookUrl }),
      show: preview,
    },
  };
}
