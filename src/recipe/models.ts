import { BflError } from '../bfl/errors.ts';

/**
 * The models on offer, one row each. `credits` is the list price of one image; the service's own `cost` is what counts.
 * Source: https://docs.bfl.ai.
 */
export const models = {
  'flux-kontext-pro': { path: '/v1/flux-kontext-pro', credits: 4 },
  'flux-kontext-max': { path: '/v1/flux-kontext-max', credits: 8 },
} as const;

export type ModelId = keyof typeof models;

/** 1 credit = 0.01 USD. */
export const usdPerCredit = 0.01;

/** The model of that name, if it is still on offer. @throws {BflError} `invalidRequest`: nothing can be sent to it */
export function getModel(name: string): ModelId {
  if (Object.hasOwn(models, name)) return name as ModelId;
  const allowed = Object.keys(models).join(', ');
  throw new BflError('invalidRequest', { field: 'model', rule: 'oneOf', value: name, allowed });
}

/** What pictures of these models cost together, in credits. One that is not on offer any more costs nothing. */
export function listPrice(orders: readonly { readonly model: string }[]): number {
  return orders.reduce(
    (sum, { model }) => sum + (Object.hasOwn(models, model) ? models[model as ModelId].credits : 0),
    0,
  );
}
