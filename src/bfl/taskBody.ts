import { parameterNames, parameters, type ParameterName, type ParameterValues } from '../recipe/parameters.ts';
import type { Recipe } from '../recipe/recipe.ts';
import type { Webhook } from './webhook.ts';

/** The JSON body of a text-to-image request, as the service names its fields. */
export type TaskBody = { readonly prompt: string; readonly webhook_url?: string; readonly webhook_secret?: string } & {
  readonly [K in ParameterName as (typeof parameters)[K]['field']]?: NonNullable<ParameterValues[K]>;
};

/**
 * Builds the request body of a recipe. Parameters that are null are left out, so the service chooses them. The prompt
 * is sent exactly as given.
 */
export function createTaskBody({ prompt, parameters: values }: Recipe, webhook?: Webhook): TaskBody {
  const fields = parameterNames
    .filter((name) => values[name] !== null)
    .map((name) => [parameters[name].field, values[name]]);
  return {
    prompt,
    ...(Object.fromEntries(fields) as Omit<TaskBody, 'prompt'>),
    ...(webhook && { webhook_url: webhook.url }),
    ...(webhook?.secret && { webhook_secret: webhook.secret }),
  };
}
