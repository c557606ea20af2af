import * as vscode from 'vscode';

/** Whether the window of this extension host is still there to answer. */
export async function windowAnswers(): Promise<boolean> {
  await vscode.commands.executeCommand('setContext', 'fluxKontext.isRunning', true);
  return true;
}
