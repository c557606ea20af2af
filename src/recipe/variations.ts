import { randomInt } from 'node:crypto';
import type { Recipe } from './recipe.ts';

/** Seeds that are drawn here are below this; the service takes any whole number. */
const seedEnd = 2 ** 31;

/** A copy of a recipe that asks for a seed; `null` lets the service draw one. */
export function withSeed(recipe: Recipe, seed: number | null): Recipe {
  return { ...recipe, parameters: { ...recipe.parameters, seed } };
}

/**
 * Copies of a recipe that differ in their seeds only: those that follow the recipe's seed, or random ones if it has
 * none. A single copy is the recipe itself.
 */
export function createVariations(recipe: Recipe, count: number): readonly Recipe[] {
  if (count === 1) return [recipe];
  const { seed } = recipe.parameters;
  const seeds = seed === null ? drawSeeds(count) : Array.from({ length: count }, (_, index) => seed + index);
  return seeds.map((one) => withSeed(recipe, one));
}

function drawSeeds(count: number): readonly number[] {
  const seeds = new Set<number>();
  while (seeds.size < count) seeds.add(randomInt(seedEnd));
  return [...seeds];
}
