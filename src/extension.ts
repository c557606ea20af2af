import * as vscode from 'vscode';
import type { App } from './app.ts';
import { commandNames, previewViewType } from './contributions.ts';
import { watchJobs } from './jobs/watchJobs.ts';
import { markupLanguages } from './markup/languages.ts';

let app: Promise<App> | undefined;

/** Registers the commands. What they do is in `app.ts`, which is loaded when it is first needed. */
export function activate(context: vscode.ExtensionContext): void {
  const load = (): Promise<App> => {
    app ??= import('./app.ts').then(({ createApp }) => createApp(context));
    app.catch(() => (app = undefined)); // The next call tries to load it again.
    return app;
  };

  for (const name of commandNames) {
    const run = async (argument?: unknown): Promise<void> => (await load()).commands[name](argument);
    context.subscriptions.push(vscode.commands.registerCommand(`fluxKontext.${name}`, run));
  }
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(previewViewType, {
      deserializeWebviewPanel: async (panel, state) => (await load()).restorePreview(panel, state),
    }),
  );
  context.subscriptions.push(
    vscode.languages.registerHoverProvider([...markupLanguages], {
      provideHover: async (document, { line, character }) => {
        // An element of HTML may stand on several lines.
        const around = document.getText(new vscode.Range(Math.max(line - 5, 0), 0, line + 6, 0));
        return mayNamePicture(around)
          ? (await load()).hover(document, new vscode.Position(line, character))
          : undefined;
      },
    }),
  );
  const jobs = vscode.Uri.joinPath(context.globalStorageUri, 'jobs').fsPath;
  context.subscriptions.push(watchJobs(jobs, async () => (await load()).resumeLeft()));
}

/** Whether some lines may hold a link to a picture; others load nothing. */
function mayNamePicture(lines: string): boolean {
  return /\.(?:png|jpe?g|webp)/i.test(lines);
}

/** Waits until the leases are released, so that the next window can resume the jobs at once. */
export async function deactivate(): Promise<void> {
  await (await app?.catch(() => undefined))?.stop();
}
