import * as vscode from 'vscode';
import { inertText } from './inertText.ts';

/** One thing to choose in a list; without an icon it is the title of those that follow. */
export interface Choice {
  /** The name of an icon of VS Code. */
  readonly icon?: string;
  readonly label: string;
  readonly detail?: string;
  readonly run?: () => Promise<void>;
}

/** Lets the user choose one of several actions from a list, and runs it. */
export async function choose(title: string, placeHolder: string, choices: readonly Choice[]): Promise<void> {
  const items = choices.map(({ icon, label, detail, run }) => ({
    label: icon === undefined ? inertText(label) : `$(${icon}) ${inertText(label)}`,
    kind: icon === undefined ? vscode.QuickPickItemKind.Separator : vscode.QuickPickItemKind.Default,
    ...(detail !== undefined && { detail: inertText(detail) }),
    run,
  }));
  const options = { title: inertText(title), placeHolder: inertText(placeHolder), matchOnDetail: true };
  await (await vscode.window.showQuickPick(items, options))?.run?.();
}

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
