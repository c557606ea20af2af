import type { Recipe } from './recipe.ts';
import { RuleError } from './rule.ts';

interface ModelRow {
  /** Its name at the end of a prompt; the whole id does, too. */
  readonly shortName: string;
  /** The URL path of the call that makes a picture. */
  readonly path: string;
  /** The most unfinished tasks of this model that an account may have. */
  readonly mostTasks: number;
  /** The list price of a picture, in credits; the `cost` that the service answers is what the user pays. */
  readonly price: (recipe: Recipe) => number;
}

/** The models on offer, one row each. Source: https://docs.bfl.ai. */
export const models = {
  'flux-kontext-pro': { shortName: 'pro', path: '/v1/flux-kontext-pro', mostTasks: 24, price: () => 4 },
  'flux-kontext-max': { shortName: 'max', path: '/v1/flux-kontext-max', mostTasks: 6, price: () => 8 },
} as const satisfies Readonly<Record<string, ModelRow>>;

export type ModelId = keyof typeof models;

export const modelIds = Object.keys(models) as readonly ModelId[];

/** The most unfinished tasks of all models together that an account may have. */
export const mostTasks = 24;

/** 1 credit = 0.01 USD. */
export const usdPerCredit = 0.01;

export function isModelId(name: string): name is ModelId {
  return Object.hasOwn(models, name);
}

/** The row of a model, if it is still on offer. */
export function findModel(name: string): ModelRow | undefined {
  return isModelId(name) ? models[name] : undefined;
}

/** The row of a model. @throws {RuleError} the model is not on offer any more, so nothing can be sent to it */
export function getModel(name: string): ModelRow {
  const model = findModel(name);
  if (model) return model;
  throw new RuleError('model', 'onOffer', name, modelIds.join(', '));
}

/**
 * The list price of one picture for each recipe together, in credits. A model that is not on offer any more counts as
 * 0.
 */
export function listPrice(recipes: readonly Recipe[]): number {
  return recipes.reduce((sum, recipe) => sum + (findModel(recipe.model)?.price(recipe) ?? 0), 0);
}
