import type { Recipe } from './recipe.ts';
import { RuleError } from './rule.ts';

interface ModelRow {
  /** Of the call that makes a picture. */
  readonly path: string;
  /** So many unfinished tasks an account may have of it. */
  readonly mostTasks: number;
  /** The list price of a picture, in credits; the service's own `cost` is what counts. */
  readonly price: (recipe: Recipe) => number;
}

/** The models on offer, a row each. Source: https://docs.bfl.ai. */
export const models = {
  'flux-kontext-pro': { path: '/v1/flux-kontext-pro', mostTasks: 24, price: () => 4 },
  'flux-kontext-max': { path: '/v1/flux-kontext-max', mostTasks: 6, price: () => 8 },
} as const satisfies Readonly<Record<string, ModelRow>>;

export type ModelId = keyof typeof models;

export const modelIds = Object.keys(models) as readonly ModelId[];

/** So many unfinished tasks an account may have of all models together. */
export const mostTasks = 24;

/** 1 credit = 0.01 USD. */
export const usdPerCredit = 0.01;

/** The row of a model, if it is still on offer. */
export function findModel(name: string): ModelRow | undefined {
  return Object.hasOwn(models, name) ? models[name as ModelId] : undefined;
}

/** The model of that name. @throws {RuleError} it is not on offer any more: nothing can be sent to it */
export function getModel(name: string): ModelRow {
  const model = findModel(name);
  if (model) return model;
  throw new RuleError('model', 'oneOf', name, modelIds.join(', '));
}

/** What the pictures of some recipes cost together, in credits. A model that is not on offer any more costs nothing. */
export function listPrice(recipes: readonly Recipe[]): number {
  return recipes.reduce((sum, recipe) => sum + (findModel(recipe.model)?.price(recipe) ?? 0), 0);
}
