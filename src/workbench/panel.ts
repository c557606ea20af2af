import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { previewViewType } from '../contributions.ts';
import type { Picture } from '../pictures/picture.ts';
import { describePicture } from './describePicture.ts';
import { createPageHtml } from './pageHtml.ts';
import { type HostMessage, pageMessage, pageState, type PreviewAction } from './protocol.ts';

/** What each button does; settles when that is done. */
export type PreviewActions = Readonly<Record<PreviewAction, (picture: Picture) => Promise<void>>>;

export interface PreviewParts {
  readonly extensionUri: vscode.Uri;
  /** Finds a picture in the history by the hash of its bytes. */
  readonly find: (sha256: string) => Promise<Picture | undefined>;
  readonly actions: PreviewActions;
  /** Shows the error of a button's action. */
  readonly showError: (error: unknown) => void;
}

/** The one preview panel. */
export interface Preview {
  /** Shows a picture; the focus stays where it is. */
  show(this: void, picture: Picture, where: 'beside' | 'active'): void;
  /** Fills a panel that the editor has kept over a window reload. @param state what its page kept */
  restore(this: void, panel: vscode.WebviewPanel, state: unknown): Promise<void>;
}

export function createPreview({ extensionUri, find, actions, showError }: PreviewParts): Preview {
  let panel: vscode.WebviewPanel | undefined;
  let shown: Picture | undefined;
  const underway = new Set<PreviewAction>();

  const tell = (message: HostMessage): void => void panel?.webview.postMessage(message);

  /** Runs the action of a button, unless it is running already: a double click must not buy two pictures. */
  const press = async (action: PreviewAction, picture: Picture): Promise<void> => {
    if (underway.has(action)) return;
    underway.add(action);
    try {
      await actions[action](picture);
    } catch (error) {
      showError(error);
    } finally {
      underway.delete(action);
      tell({ type: 'settled', action });
    }
  };

  const hear = (message: unknown): void => {
    const parsed = v.safeParse(pageMessage, message);
    if (!parsed.success) return;
    if (parsed.output.type === 'ready') update();
    else if (shown?.sha256 === parsed.output.id) void press(parsed.output.action, shown);
  };

  const adopt = (newPanel: vscode.WebviewPanel): void => {
    newPanel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    newPanel.title = vscode.l10n.t('Image Preview');
    newPanel.webview.onDidReceiveMessage(hear);
    newPanel.onDidDispose(() => {
      if (panel === newPanel) panel = undefined;
    });
    panel = newPanel;
    allow(newPanel.webview, shown);
    newPanel.webview.html = createPage(newPanel.webview);
  };

  /** Lets the page load its own files and those of the picture's folder. VS Code reloads the page if that changes. */
  const allow = (webview: vscode.Webview, picture: Picture | undefined): void => {
    const folders = picture ? [vscode.Uri.joinPath(vscode.Uri.parse(picture.uri, true), '..')] : [];
    const roots = [vscode.Uri.joinPath(extensionUri, 'media'), vscode.Uri.joinPath(extensionUri, 'dist'), ...folders];
    if (String(webview.options.localResourceRoots) === String(roots)) return;
    webview.options = { enableScripts: true, localResourceRoots: roots };
  };

  const createPage = (webview: vscode.Webview): string => {
    const file = (...path: readonly string[]): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
    return createPageHtml({
      language: vscode.env.language,
      title: vscode.l10n.t('Image Preview'),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      style: file('media', 'preview.css'),
      script: file('dist', 'preview.js'),
    });
  };

  const update = (): void => {
    if (!panel) return;
    const { webview } = panel;
    if (shown) tell({ type: 'show', picture: describePicture(shown, (uri) => webview.asWebviewUri(uri).toString()) });
    else tell({ type: 'notice', text: describeLost() });
  };

  return {
    show(picture, where) {
      shown = picture;
      const column = where === 'beside' ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      const place = { viewColumn: column, preserveFocus: true };
      if (panel) allow(panel.webview, picture);
      else adopt(vscode.window.createWebviewPanel(previewViewType, '', place, { enableScripts: true }));
      update();
      if (!panel || panel.visible) return;
      // A preview in the group of the active editor would cover the document that the user writes in: show it beside.
      const isInTheWay = where === 'beside' && panel.viewColumn === vscode.window.activeTextEditor?.viewColumn;
      panel.reveal(isInTheWay ? column : undefined, true);
    },
    async restore(restored, state) {
      const kept = v.safeParse(pageState, state);
      const found = kept.success ? await find(kept.output.id).catch(showError) : undefined;
      if (panel || !kept.success) {
        restored.dispose();
        return;
      }
      shown = found ?? undefined;
      adopt(restored);
    },
  };
}

function describeLost(): string {
  return vscode.l10n.t(
    'What this picture was made of is not known to this version of the extension. Its file is where it was saved.',
  );
}
