import * as vscode from 'vscode';
import { inertText } from './inertText.ts';

/** The texts of an input box. */
export interface BoxWords {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
}

/** An input box that stays when the focus goes elsewhere. It is refused with {@link refuse}. */
export function createInputBox({ title, prompt, placeholder = '' }: BoxWords): vscode.InputBox {
  const box = vscode.window.createInputBox();
  box.title = inertText(title);
  box.prompt = inertText(prompt);
  box.placeholder = inertText(placeholder);
  box.ignoreFocusOut = true;
  box.onDidChangeValue(() => (box.validationMessage = undefined));
  return box;
}

/** Shows why the value of an input box is refused, until it is changed. */
export function refuse(box: vscode.InputBox, reason: string): void {
  box.validationMessage = inertText(reason);
}

/** Asks for a secret text; undefined if the box was dismissed. */
export async function askForSecret({ title, prompt }: BoxWords): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: inertText(title),
    prompt: inertText(prompt),
    password: true,
    ignoreFocusOut: true,
  });
}
