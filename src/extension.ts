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

/** How often a window looks for pictures that another one left when it was closed: they can be had for minutes only. */
const lookMs = 10_000;

/** Says what there is; all that does something is in `app.ts`, loaded when it is first needed. */
export function activate(context: vscode.ExtensionContext): void {
  let app: Promise<App> | undefined;
  const load = (): Promise<App> => {
    app ??= import('./app.ts').then(({ createApp }) => createApp(context));
    app.catch(() => (app = undefined)); // What cannot be loaded now may be later.
    return app;
  };

  for (const name of commandNames) {
    const run = async (argument?: unknown): Promise<void> => (await load()).commands[name](argument);
    context.subscriptions.push(vscode.commands.registerCommand(`fluxKontext.${name}`, run));
  }
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer('fluxKontext.preview', {
      deserializeWebviewPanel: async (panel, state) => (await load()).restorePreview(panel, state),
    }),
  );
  let looking: Promise<void> | undefined;
  const takeUpJobs = async (): Promise<void> => {
    if (await hasJobs(context.globalStorageUri)) await (await load()).takeUpJobs();
  };
  const look = (): void => {
    looking ??= takeUpJobs()
      .catch(console.error)
      .finally(() => (looking = undefined));
  };
  const timer = setInterval(look, lookMs);
  context.subscriptions.push({ dispose: () => clearInterval(timer) });
  look();
}

/** Whether pictures were left unfinished, by this window or another. */
async function hasJobs(storage: vscode.Uri): Promise<boolean> {
  const names = await readdir(vscode.Uri.joinPath(storage, 'jobs').fsPath).catch(() => []);
  return names.some((name) => name.endsWith('.json'));
}
