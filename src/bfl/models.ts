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
