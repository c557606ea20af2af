import * as vscode from 'vscode';
import { openQuietly } from '../documents/findOpen.ts';
import { findPlaceOf } from '../documents/pictureInDocument.ts';
import type { Order } from '../jobs/order.ts';
import type { Picture } from '../pictures/picture.ts';
import { findStyles } from '../platform/styles.ts';
import { isModelId } from '../recipe/models.ts';
import type { PromptOptions } from '../recipe/promptOptions.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { applyStyle, isSameName, noStyle } from '../recipe/styles.ts';
import { withSeed } from '../recipe/variations.ts';
import { createOrders, type Origin, readScope } from './createOrders.ts';
import type { Follow } from './makePictures.ts';

/** The recipe that makes the same picture again: with the seed that was used. */
export function recipeOf({ recipe, seed }: Picture): Recipe {
  return withSeed(recipe, seed ?? recipe.parameters.seed);
}

/**
 * The words and the options that make the same picture again. A model that is not on offer any more is left out. If the
 * style is another one now, or unknown here, the whole prompt as it was sent stands for the words, without a style.
 * @param folder whose styles are known
 */
export async function optionsOf(
  picture: Picture,
  folder: vscode.Uri | undefined,
): Promise<{ readonly words: string; readonly options: PromptOptions }> {
  const { model, prompt, style, parameters } = recipeOf(picture);
  const options = { ...(isModelId(model) && { model }), parameters };
  const found = style && (await findStyles(folder)).find(({ name }) => isSameName(name, style.name));
  return style && found && 'text' in found && applyStyle(found, style.words) === prompt
    ? { words: style.words, options: { ...options, style: style.name } }
    : { words: prompt, options: { ...options, style: noStyle } };
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
