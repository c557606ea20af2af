import * as vscode from 'vscode';

/** Whether the window of this extension host still answers. */
export async function windowAnswers(): Promise<boolean> {
  await vscode.commands.executeCommand('setContext', 'fluxKontext.isRunning', true);
  return true;
}
