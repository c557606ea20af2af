import * as vscode from 'vscode';
import { isBflError, UnfinishedError } from '../bfl/errors.ts';
import { JobUnavailableError, StorageError } from '../jobs/errors.ts';
import { LeaseLostError } from '../jobs/leases/lease.ts';
import { SharedHistoryError } from '../pictures/sharedHistory.ts';
import { showMessage } from '../platform/dialogs.ts';
import type { Log } from '../platform/log.ts';
import { RuleError } from '../recipe/rule.ts';
import { SavePathError } from '../saving/savePath.ts';
import { describeBflError, describeUnfinished } from './bflErrors.ts';
import { type ErrorText, nothingSent, openSetting } from './buttons.ts';
import { describeSharedHistory } from './historyErrors.ts';
import { describeRule } from './ruleErrors.ts';
import { describeSavePath, describeStorage } from './savingErrors.ts';
import { messageOf } from './text.ts';
import { describeUnavailable } from './unavailable.ts';

/** Stopped by the user, or taken over by another window: nothing to say. */
function isSilent(error: unknown): boolean {
  if (error instanceof vscode.CancellationError || error instanceof LeaseLostError) return true;
  return error instanceof Error && error.name === 'AbortError';
}

/**
 * Shows an error once, with its next step; a cancel is silent. Details go to the log.
 * Settles when the person has pressed the button, and what that does is done, or closed the message.
 */
export async function showError(error: unknown, log: Log): Promise<void> {
  const described = noteError(error, log);
  if (described) await showText(described, log);
}

/** Writes an error into the log, and gives the text for the user; does neither for a cancel or a lost lease. */
export function noteError(error: unknown, log: Log): ErrorText | undefined {
  if (isSilent(error)) return undefined;
  log.error(describeForLog(error));
  return describeError(error, log);
}

/** Shows what an error means, with its button. Settles as {@link showError} does. */
export async function showText({ text, button, press }: ErrorText, log: Log): Promise<void> {
  const pressed = await showMessage('error', text, button);
  if (pressed !== button) return;
  try {
    await press();
  } catch (next) {
    await showError(next, log);
  }
}

function describeError(error: unknown, log: Log): ErrorText {
  const showLog = { button: vscode.l10n.t('Show Log'), press: () => log.show() };
  if (isBflError(error)) return describeBflError(error, showLog);
  if (error instanceof UnfinishedError) return describeUnfinished(error);
  if (error instanceof RuleError)
    return { text: `${describeRule(error)} ${nothingSent()}`, ...openSetting(error.field) };
  if (error instanceof StorageError) return describeStorage(error, showLog);
  if (error instanceof JobUnavailableError) return describeUnavailable(error);
  if (error instanceof SharedHistoryError) return { text: describeSharedHistory(error), ...showLog };
  if (error instanceof SavePathError) return describeSavePath(error);
  return { text: vscode.l10n.t('FLUX could not do that: {0}', messageOf(error)), ...showLog };
}

function describeForLog(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (cause: ${error.cause.message})` : '';
  return `${error.message}${cause}`;
}
