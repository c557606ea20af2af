import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isBflError, UnfinishedError } from '../bfl/errors.ts';
import { describeBflError, describeUnfinished } from './bflErrors.ts';
import { describeRule } from './ruleErrors.ts';
import { type ErrorText, nothingSent, openSetting } from './buttons.ts';
import { describeSavePath, describeStorage, describeUnsaved } from './savingErrors.ts';
import { describeUnavailable } from './unavailable.ts';
import { RuleError } from '../recipe/rule.ts';
import { SavePathError } from '../saving/savePath.ts';
import { UnsavedImageError } from '../saving/savePicture.ts';
import { JobUnavailableError } from '../jobs/jobUnavailableError.ts';
import { LeaseLostError } from '../jobs/leases/lease.ts';
import { StorageError } from '../jobs/storageError.ts';
import type { Log } from '../platform/log.ts';
import { showMessage } from '../platform/dialogs.ts';
import { describePictures, nameFirst } from './text.ts';
import type { NewsDesk } from './newsDesk.ts';

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
  if (described) await show(described, log);
}

/**
 * Shows what went wrong with pictures, which are named; those that end together with the same words share a message.
 * Returns at once.
 */
export function showErrorOf(prompts: readonly string[], error: unknown, log: Log, desk: NewsDesk): void {
  const described = noteError(error, log);
  if (!described) return;
  // A picture that lives in memory alone is saved by its own button.
  const key = error instanceof UnsavedImageError ? randomUUID() : described.text;
  desk.tell(`error: ${key}`, prompts, (all, total) => {
    const name = described.isOfAll || all.length === 0 ? undefined : describePictures(all, total);
    const text = name === undefined ? described.text : nameFirst(name, described.text);
    void show({ ...described, text }, log);
  });
}

/** Writes an error into the log, unless it is silent. */
function noteError(error: unknown, log: Log): ErrorText | undefined {
  if (isSilent(error)) return undefined;
  log.error(describeForLog(error));
  return describeError(error, log);
}

async function show({ text, button, press }: ErrorText, log: Log): Promise<void> {
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
  if (error instanceof UnsavedImageError) return describeUnsaved(error);
  if (error instanceof StorageError) return describeStorage(error, showLog);
  if (error instanceof JobUnavailableError) return describeUnavailable(error);
  if (error instanceof SavePathError) return describeSavePath(error);
  const message = error instanceof Error ? error.message : String(error);
  return { text: vscode.l10n.t('FLUX could not do that: {0}', message), ...showLog };
}

function describeForLog(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (cause: ${error.cause.message})` : '';
  return `${error.message}${cause}`;
}
