import * as vscode from 'vscode';
import { openQuietly } from '../documents/findOpen.ts';
import { findPlaceOf } from '../documents/pictureInDocument.ts';
import type { Order } from '../jobs/order.ts';
import type { Picture } from '../pictures/picture.ts';
import { isModelId } from '../recipe/models.ts';
import type { PromptOptions } from '../recipe/promptOptions.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { noStyle } from '../recipe/styles.ts';
import { withSeed } from '../recipe/variations.ts';
import { createOrders, type Origin, readScope } from './createOrders.ts';
import type { Follow } from './makePictures.ts';

/** The recipe that makes the same picture again: with the seed that was used. */
export function recipeOf({ recipe, seed }: Picture): Recipe {
  return withSeed(recipe, seed ?? recipe.parameters.seed);
}

/** A recipe as options, which come before all settings. A model that is not on offer any more is left out. */
export function optionsOf({ model, style, parameters }: Recipe): PromptOptions {
  return { ...(isModelId(model) && { model }), style: style?.name ?? noStyle, parameters };
}

/**
 * Makes orders of recipes that come from a picture. Their pictures are linked behind the link to that picture, else
 * where its own link was to go; without a document, they are saved beside it.
 */
export async function createOrdersFrom(
  picture: Picture,
  recipes: readonly Recipe[],
  follow: Follow,
): Promise<readonly Order[]> {
  const origin = await findOrigin(picture, follow);
  const orders = await createOrders(recipes, origin, readScope(origin));
  // The words that a picture has replaced are gone, and the link to the picture itself must stay.
  return orders.map(({ link, ...order }) => ({ ...order, link: link && { ...link, mode: 'after' } }));
}

/** Where a picture belongs. */
export async function findOrigin(picture: Picture, follow: Follow): Promise<Origin> {
  const document =
    picture.document === undefined ? undefined : await openQuietly(vscode.Uri.parse(picture.document, true));
  if (!document) return { beside: vscode.Uri.parse(picture.uri, true) };
  const range = await findPlaceOf(document, picture);
  return range ? follow(document, range) : { document };
}
