import * as v from 'valibot';
import { mapParameters } from '../recipe/parameters.ts';

/** The first version: what was asked for stood beside where it goes, and as the body of a request. */
const versionOne = v.looseObject({
  version: v.literal(1),
  order: v.looseObject({
    model: v.string(),
    prompt: v.string(),
    request: v.record(v.string(), v.unknown()),
    preview: v.unknown(),
  }),
});

/** What an older version of the extension wrote, as this one does: it may be paid for. Anything else is left as it is. */
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
