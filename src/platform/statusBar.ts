import * as vscode from 'vscode';
import { inertText } from './inertText.ts';

/** Says for some seconds in the status bar that something was done. */
export function sayDone(text: string, seconds: number): void {
  vscode.window.setStatusBarMessage(`$(check) ${inertText(text)}`, seconds * 1000);
}

/** What an item of the status bar says and does. */
export interface StatusItem {
  /** For the menu that hides items. */
  readonly name: string;
  /** The name of an icon of VS Code. */
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  readonly command: vscode.Command;
}

/** Shows an item at the left of the status bar until it is disposed. */
export function showStatusItem({ name, icon, text, tooltip, command }: StatusItem): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left);
  item.name = name;
  item.text = `$(${icon}) ${inertText(text)}`;
  item.tooltip = inertText(tooltip);
  item.command = command;
  item.show();
  return item;
}
