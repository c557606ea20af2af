import { createHmac, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { formatCredits, formatPrice } from '../account/formatCredits.ts';
import { findLinkAt } from '../documents/pictureLinks.ts';
import { shorten } from '../messages/text.ts';
import type { History } from '../pictures/history.ts';
import { isSeedKnown, type Picture } from '../pictures/picture.ts';
import { type CommandLink, createPictureHover, type HoverContent } from '../platform/pictureHover.ts';
import { isModelId, listPrice } from '../recipe/models.ts';
import { getWords, type Recipe } from '../recipe/recipe.ts';
import { withSeed } from '../recipe/variations.ts';
import { findByContent } from './findByContent.ts';
import type { MakePictures } from './makePictures.ts';
import { createOrdersFrom, recipeOf } from './pictureOrders.ts';

const againCommand = 'fluxKontext.again';
const varyCommand = 'fluxKontext.vary';

/** More of a prompt would push the rest out of the hover. */
const maxCharacters = 300;

/** Of this window alone. */
const secret = randomBytes(32);

/**
 * Proves that a link of one of our hovers was pressed, so that no link in a document and no careless code spends the
 * user's money unasked. Code that asks the editor for our hover gets it, too.
 */
function createToken(command: string, sha256: string, document: string): string {
  return createHmac('sha256', secret).update([command, sha256, document].join('\n')).digest('hex');
}

const linkArgument = v.object({ sha256: v.string(), document: v.string(), token: v.optional(v.string()) });

/** What a hover over the link to one of our pictures shows: the picture, its recipe, and what can be done with it. */
export async function createHover(
  history: Pick<History, 'find'>,
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

/** The commands of a hover's links that make pictures. One that is pressed twice makes one picture. */
export function createHoverCommands(history: Pick<History, 'find'>, make: MakePictures) {
  const underway = new Set<string>();
  const makeFrom = async (
    command: string,
    argument: unknown,
    toRecipe: (picture: Picture) => Recipe,
  ): Promise<void> => {
    const hovered = await readHoverArgument(history, argument);
    if (!hovered) return;
    const { picture, token } = hovered;
    const press = command + picture.sha256;
    if (underway.has(press)) return;
    underway.add(press);
    const isFromCode = token !== createToken(command, picture.sha256, picture.document);
    try {
      await make((follow) => createOrdersFrom(picture, [toRecipe(picture)], follow), { isFromCode });
    } finally {
      underway.delete(press);
    }
  };
  return {
    again: (argument: unknown) => makeFrom(againCommand, argument, recipeOf),
    vary: (argument: unknown) => makeFrom(varyCommand, argument, ({ recipe }) => withSeed(recipe, null)),
  };
}

/** The picture that a link in a hover is about, in the document of the hover, and the token of the link. */
export async function readHoverArgument(
  history: Pick<History, 'find'>,
  argument: unknown,
): Promise<{ readonly picture: Picture & { document: string }; readonly token: string | undefined } | undefined> {
  const parsed = v.safeParse(linkArgument, argument);
  const picture = parsed.success ? await history.find(parsed.output.sha256) : undefined;
  if (!parsed.success || !picture) return undefined;
  return { picture: { ...picture, document: parsed.output.document }, token: parsed.output.token };
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
  const link = (label: string, command: string): CommandLink => {
    const token = createToken(command, sha256, document.toString());
    return { label, command, argument: { sha256, document: document.toString(), token } };
  };
  const costing = [
    ...(isSeedKnown(picture) ? [link(vscode.l10n.t('Again · {0}', price), againCommand)] : []),
    link(vscode.l10n.t('Vary · {0}', price), varyCommand),
  ];
  return {
    picture: vscode.Uri.parse(uri, true),
    text: shorten(getWords(recipe), maxCharacters),
    facts: facts.filter((fact) => fact !== undefined).join(' · '),
    links: [...(isModelId(recipe.model) ? costing : []), link(vscode.l10n.t('Show Recipe'), 'fluxKontext.showRecipe')],
  };
}
