import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { App } from './app.ts';

/** The commands of the manifest, and the one behind the status bar's offer. */
export const commandNames = [
  'generateFromSelection',
  'generate',
  'setApiKey',
  'deleteApiKey',
  'setWebhookSecret',
  'showCredits',
  'showUnfinished',
  'showLog',
  'resume',
] as const;

export type CommandName = (typeof commandNames)[number];

/** Says what there is; all that does something is in `app.ts`, loaded when it is first needed. */
export function activate(context: vscode.ExtensionContext): void {
  let app: Promise<App> | undefined;
  const load = (): Promise<App> => (app ??= import('./app.ts').then(({ createApp }) => createApp(context)));

  for (const name of commandNames) {
    const run = async (argument?: unknown): Promise<void> => (await load()).commands[name](argument);
    context.subscriptions.push(vscode.commands.registerCommand(`fluxKontext.${name}`, run));
  }
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer('fluxKontext.preview', {
      deserializeWebviewPanel: async (panel, state) => (await load()).restorePreview(panel, state),
    }),
  );
  void hasJobs(context.globalStorageUri).then(async (found) => found && (await load()).takeUpJobs());
}

/** Whether pictures were left unfinished, by this window or another. */
async function hasJobs(storage: vscode.Uri): Promise<boolean> {
  const names = await readdir(vscode.Uri.joinPath(storage, 'jobs').fsPath).catch(() => []);
  return names.some((name) => name.endsWith('.json'));
}
