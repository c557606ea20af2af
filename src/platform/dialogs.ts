import * as vscode from 'vscode';
import { inertText } from './inertText.ts';

const showMessages = {
  error: 'showErrorMessage',
  warning: 'showWarningMessage',
  information: 'showInformationMessage',
} as const;

/** Shows a message at the lower right. @returns the button that was pressed, if any, as soon as the message is gone */
export async function showMessage(
  kind: keyof typeof showMessages,
  text: string,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  return vscode.window[showMessages[kind]](inertText(text), ...buttons);
}

/** Asks in a modal dialog. @returns whether the user pressed `yes` */
export async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  const options = { modal: true, detail: inertText(detail) };
  return (await vscode.window.showWarningMessage(inertText(question), options, yes)) === yes;
}

/** A progress at the lower right, with a button to cancel it, as `vscode.window.withProgress` shows it. */
export async function withProgress<T>(
  title: string,
  work: (report: (message: string) => void, token: vscode.CancellationToken) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: inertText(title), cancellable: true };
  return vscode.window.withProgress(options, (progress, token) =>
    work((message) => progress.report({ message: inertText(message) }), token),
  );
}
