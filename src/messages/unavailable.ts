import * as vscode from 'vscode';
import type { JobUnavailableError } from '../jobs/errors.ts';
import { type ErrorText, showUnfinished } from './buttons.ts';

/** Why a picture cannot be resumed, submitted again or dismissed now; nothing was sent or deleted. */
export function describeUnavailable({ reason }: JobUnavailableError): ErrorText {
  const text = {
    busy: () => vscode.l10n.t('This picture is being made just now, in this window or another. Nothing was changed.'),
    gone: () => vscode.l10n.t('This picture is not unfinished any more. Nothing was changed.'),
    noId: () =>
      vscode.l10n.t('What was given to “fluxKontext.resume” is not the id of a picture. Nothing was changed.'),
  }[reason]();
  return { text, ...showUnfinished() };
}
