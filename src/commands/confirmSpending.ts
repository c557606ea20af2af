import * as vscode from 'vscode';
import { formatCredits } from '../account/formatCredits.ts';
import type { Order } from '../jobs/order.ts';
import { shorten } from '../messages/text.ts';
import { confirm } from '../platform/dialogs.ts';
import { getModel, listPrice } from '../recipe/models.ts';
import { getWords } from '../recipe/recipe.ts';

/** The most pictures that are made at once without a question. */
const maxUnasked = 3;
/** The longest prompt without a question; a longer one is probably a document that was selected by mistake. */
const maxUnaskedCharacters = 4_000;

/** What is known of how pictures were asked for. */
export interface Knowledge {
  /** Whether code called the command with an argument, and no menu or button of ours did. */
  readonly isFromCode?: boolean;
  /** Whether the user was shown the price just where they asked for the pictures. */
  readonly isPriceSeen?: boolean;
}

/**
 * Asks, with the price, where money could be spent that the user did not mean to spend: for many pictures at once, for
 * variations, for a very long prompt, in a workspace that is not trusted, and when a command was called with a prompt by code.
 * @throws {RuleError} for a model that this version of the extension does not know
 */
export async function confirmSpending(orders: readonly Order[], knowledge: Knowledge = {}): Promise<boolean> {
  const recipes = orders.map(({ recipe }) => recipe);
  for (const { model } of recipes) getModel(model);
  const longest = Math.max(...recipes.map(({ prompt }) => Array.from(prompt).length));
  const reasons = [
    knowledge.isFromCode ? vscode.l10n.t('Another extension or a link asked for this.') : '',
    vscode.workspace.isTrusted ? '' : vscode.l10n.t('This workspace is not trusted.'),
    longest > maxUnaskedCharacters ? describeLength(longest, orders.length) : '',
  ].filter((reason) => reason !== '');
  const isFew = orders.length <= maxUnasked && !orders.some(({ variations }) => variations);
  if ((isFew || knowledge.isPriceSeen) && reasons.length === 0) return true;
  const credits = listPrice(recipes);
  const question =
    orders.length === 1
      ? vscode.l10n.t(
          'Generate an image of “{0}” for about {1}?',
          shorten(recipes[0] ? getWords(recipes[0]) : '', 80),
          formatCredits(credits),
        )
      : vscode.l10n.t('Generate {0} images for about {1}?', orders.length, formatCredits(credits));
  return confirm(question, reasons.join(' '), vscode.l10n.t('Generate'));
}

function describeLength(characters: number, prompts: number): string {
  const count = characters.toLocaleString(vscode.env.language);
  return prompts === 1
    ? vscode.l10n.t('The prompt has {0} characters.', count)
    : vscode.l10n.t('The longest prompt has {0} characters.', count);
}
