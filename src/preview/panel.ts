import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import * as v from 'valibot';
import { createPreviewHtml } from './html.ts';
import { previewMessage, type PreviewAction, type PreviewState } from './messages.ts';

const viewType = 'fluxKontext.preview';
const storageKey = 'preview';

/** A picture and the facts that the preview shows of it. */
export interface PreviewImage {
  /** The job that made it. */
  readonly id: string;
  readonly uri: string;
  readonly prompt: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Label and value of each fact, in order, in the user's language. */
  readonly facts: readonly (readonly [label: string, value: string])[];
}

/** The one preview panel. */
export interface Preview<Image extends PreviewImage> {
  /** Shows an image; the focus stays where it is. */
  show(this: void, image: Image, where: 'beside' | 'active'): Promise<void>;
  /** Fills a panel that the editor has kept over a window reload. @param state what its page kept */
  restore(this: void, panel: vscode.WebviewPanel, state: unknown): void;
}

/**
 * @param memento remembers the image shown
 * @param actions what the buttons do
 */
export function createPreview<Image extends PreviewImage>(
  extensionUri: vscode.Uri,
  memento: vscode.Memento,
  actions: Readonly<Record<PreviewAction, (image: Image) => Promise<void>>>,
): Preview<Image> {
  let panel: vscode.WebviewPanel | undefined;
  let shown: Image | undefined;

  const adopt = (newPanel: vscode.WebviewPanel): vscode.WebviewPanel => {
    newPanel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    newPanel.webview.onDidReceiveMessage((message: unknown) => {
      const parsed = v.safeParse(previewMessage, message);
      if (parsed.success && shown?.id === parsed.output.id) void actions[parsed.output.type](shown);
    });
    newPanel.onDidDispose(() => {
      if (panel === newPanel) panel = undefined;
    });
    panel = newPanel;
    return newPanel;
  };

  const render = (target: vscode.WebviewPanel, image: Image): void => {
    const uri = vscode.Uri.parse(image.uri, true);
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    const { webview } = target;
    shown = image;
    webview.options = { enableScripts: true, localResourceRoots: [media, vscode.Uri.joinPath(uri, '..')] };
    target.title = vscode.l10n.t('Image Preview');
    webview.html = createPreviewHtml({
      id: image.id,
      language: vscode.env.language,
      title: vscode.l10n.t('Image Preview'),
      resources: {
        cspSource: webview.cspSource,
        nonce: randomBytes(16).toString('base64'),
        style: webview.asWebviewUri(vscode.Uri.joinPath(media, 'preview.css')).toString(),
        script: webview.asWebviewUri(vscode.Uri.joinPath(media, 'preview.js')).toString(),
        picture: webview.asWebviewUri(uri).toString(),
      },
      prompt: image.prompt,
      promptLabel: vscode.l10n.t('Prompt'),
      width: image.width,
      height: image.height,
      facts: image.facts,
      buttons: [
        ['openFile', vscode.l10n.t('Open File')],
        ['copyLink', vscode.l10n.t('Copy Markdown Link')],
        ['copyPrompt', vscode.l10n.t('Copy Prompt')],
        ['generateAgain', vscode.l10n.t('Generate Again')],
      ],
      missing: vscode.l10n.t('The picture is no longer at {0}.', vscode.workspace.asRelativePath(uri)),
    });
  };

  return {
    async show(image, where) {
      await memento.update(storageKey, image);
      const column = where === 'beside' ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      panel ??= adopt(
        vscode.window.createWebviewPanel(
          viewType,
          '',
          { viewColumn: column, preserveFocus: true },
          { enableScripts: true },
        ),
      );
      render(panel, image);
      if (panel.visible) return;
      // Not over the document that somebody writes in: that would take the keys.
      const isInTheWay = where === 'beside' && panel.viewColumn === vscode.window.activeTextEditor?.viewColumn;
      panel.reveal(isInTheWay ? column : undefined, true);
    },
    restore(restored, state) {
      const image = memento.get<Image>(storageKey);
      if (panel || !image || image.id !== (state as Partial<PreviewState> | undefined)?.id) restored.dispose();
      else render(adopt(restored), image);
    },
  };
}
