import * as vscode from 'vscode';
import { replace } from './replace.ts';

/** A message that was shown. */
export interface ShownMessage {
  readonly kind: 'error' | 'warning' | 'information';
  readonly text: string;
  readonly detail?: string;
  readonly buttons: readonly string[];
}

/**
 * Has messages recorded instead of shown, until the test is over.
 * @param press gives the button to press, if any
 */
export function recordMessages(
  press: (message: ShownMessage) => string | undefined = () => undefined,
): readonly ShownMessage[] {
  const shown: ShownMessage[] = [];
  const record =
    (kind: ShownMessage['kind']) =>
    async (text: string, ...rest: readonly unknown[]): Promise<unknown> => {
      const options = rest.find((item): item is vscode.MessageOptions => typeof item === 'object');
      const buttons = rest.filter((item) => typeof item === 'string');
      const message = { kind, text, buttons, ...(options?.detail && { detail: options.detail }) };
      shown.push(message);
      return press(message);
    };
  // The declarations have four overloads each; a replacement has one.
  replace(vscode.window, 'showErrorMessage', record('error') as typeof vscode.window.showErrorMessage);
  replace(vscode.window, 'showWarningMessage', record('warning') as typeof vscode.window.showWarningMessage);
  replace(
    vscode.window,
    'showInformationMessage',
    record('information') as typeof vscode.window.showInformationMessage,
  );
  return shown;
}
