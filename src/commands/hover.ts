import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { formatCredits, formatPrice } from '../account/formatCredits.ts';
import { findLinkAt } from '../documents/pictureLinks.ts';
import { shorten } from '../messages/text.ts';
import type { History } from '../pictures/history.ts';
import type { Picture } from '../pictures/picture.ts';
import { createPictureHover, type HoverContent } from '../platform/pictureHover.ts';
import { listPrice } from '../recipe/models.ts';
import { getWords, type Recipe } from '../recipe/recipe.ts';
import { withSeed } from '../recipe/variations.ts';
import { findByContent } from './findByContent.ts';
import type { MakePictures } from './makePictures.ts';
import { createOrdersFrom, recipeOf } from './pictureOrders.ts';

/** More of a prompt would push the rest out of the hover. */
const maxCharacters = 300;

/** Proves that a command was called by a link of ours, and not by code that could spend the user's money. */
const token = randomUUID();

const linkArgument = v.object({ sha256: v.string(), document: v.string(), token: v.optional(v.string()) });

/** What a hover over the link to one of our pictures shows: the picture, its recipe, and what can be done with it. */
export async function createHover(
  history: Pick<History, 'find' | 'add'>,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const linked = await findLinkAt(document, document.offsetAt(position));
  const picture = linked && (await findByContent(history, linked.uri)).picture;
  if (!picture) return undefined;
  const { start, end } = linked.link.range;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  return createPictureHover(describePicture(picture, document.uri), range);
}

/** The commands of a hover's links that make pictures. */
export function createHoverCommands(history: Pick<History, 'find'>, make: MakePictures) {
  const makeFrom = async (argument: unknown, toRecipe: (picture: Picture) => Recipe): Promise<void> => {
    const hovered = await readHoverArgument(history, argument);
    if (!hovered) return;
    const { picture, isFromCode } = hovered;
    await make((follow) => createOrdersFrom(picture, [toRecipe(picture)], follow), { isFromCode });
  };
  return {
    again: (argument: unknown) => makeFrom(argument, recipeOf),
    vary: (argument: unknown) => makeFrom(argument, ({ recipe }) => withSeed(recipe, null)),
  };
}

/** The picture that a link in a hover is about, and whether it was that link that was pressed. */
export async function readHoverArgument(
  history: Pick<History, 'find'>,
  argument: unknown,
): Promise<{ readonly picture: Picture; readonly isFromCode: boolean } | undefined> {
  const parsed = v.safeParse(linkArgument, argument);
  const picture = parsed.success ? await history.find(parsed.output.sha256) : undefined;
  if (!parsed.success || !picture) return undefined;
  return { picture: { ...picture, document: parsed.output.document }, isFromCode: parsed.output.token !== token };
}

function describePicture(picture: Picture, document: vscode.Uri): HoverContent {
  const { sha256, uri, recipe, seed, cost, savedAt } = picture;
  const price = formatPrice(listPrice([recipe]));
  const made = new Date(savedAt).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  const facts = [
    seed === null ? undefined : vscode.l10n.t('Seed {0}', seed),
    recipe.style && vscode.l10n.t('Style {0}', recipe.style.name),
    cost === null ? undefined : formatCredits(cost),
    made,
  ];
  const argument = { sha256, document: document.toString(), token };
  return {
    picture: vscode.Uri.parse(uri, true),
    text: shorten(getWords(recipe), maxCharacters),
    facts: facts.filter((fact) => fact !== undefined).join(' · '),
    links: [
      { label: vscode.l10n.t('Again · {0}', price), command: 'fluxKontext.again', argument },
      { label: vscode.l10n.t('Vary · {0}', price), command: 'fluxKontext.vary', argument },
      { label: vscode.l10n.t('Show Recipe'), command: 'fluxKontext.showRecipe', argument },
    ],
  };
}
