import * as vscode from 'vscode';
import type { SharedHistoryError } from '../pictures/sharedHistory.ts';
import { messageOf } from './text.ts';

/** What it means that the history of a workspace folder could not be written. */
export function describeSharedHistory({ path, cause }: SharedHistoryError): string {
  return vscode.l10n.t(
    'Your own history knows it, but {0} cannot be written ({1}).',
    vscode.workspace.asRelativePath(path),
    messageOf(cause),
  );
}
