import * as vscode from 'vscode';
import { models, type ModelId } from './bfl/models.ts';
import { formatCredits } from './formatCredits.ts';
import type { Order } from './jobs/job.ts';
import { shorten } from './progress.ts';
import { confirm } from './talk/messages.ts';

/** So many pictures may be asked for at once without a question. */
const maxUnasked = 3;

/**
 * Asks, with the price, where money could be spent that the user did not mean to spend: for many pictures at once,
 * in a workspace that is not trusted, and when a command was called with a prompt by code.
 */
export async function confirmSpending(orders: readonly Order[], isCalledByCode: boolean): Promise<boolean> {
  if (orders.length <= maxUnasked && !isCalledByCode && vscode.workspace.isTrusted) return true;
  const credits = orders.reduce((sum, { model }) => sum + models[model as ModelId].credits, 0);
  const question =
    orders.length === 1
      ? vscode.l10n.t(
          'Generate an image of “{0}” for about {1}?',
          shorten(orders[0]?.prompt ?? '', 80),
          formatCredits(credits),
        )
      : vscode.l10n.t('Generate {0} images for about {1}?', orders.length, formatCredits(credits));
  const detail = isCalledByCode
    ? vscode.l10n.t('Another extension or a link asked for this.')
    : vscode.workspace.isTrusted
      ? ''
      : vscode.l10n.t('This workspace is not trusted.');
  return confirm(question, detail, vscode.l10n.t('Generate'));
}
