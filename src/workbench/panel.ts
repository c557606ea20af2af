import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import * as v from 'valibot';
import { previewViewType } from '../contributions.ts';
import { createNoticeHtml, createPreviewHtml, type PreviewPage } from './pageHtml.ts';
import { previewMessage, previewState, type PreviewAction, type PreviewReply } from './protocol.ts';
import { formatPicture, parsePicture, type Picture } from './storedPicture.ts';

const storageKey = 'preview';

/** What the buttons do; each settles when it is done. */
export interface PreviewActions<Order> {
  openFile(picture: Picture): Promise<void>;
  copyPrompt(picture: Picture): Promise<void>;
  copyLink(picture: Picture, order: Order): Promise<void>;
  generateAgain(picture: Picture, order: Order): Promise<void>;
}

export interface PreviewParts<Order> {
  readonly extensionUri: vscode.Uri;
  /** Remembers the picture shown. */
  readonly memento: vscode.Memento;
  /** What an order must look like that money may be spent with. */
  readonly orderSchema: v.GenericSchema<unknown, Order>;
  readonly actions: PreviewActions<Order>;
  /** For what goes wrong after a button was pressed. */
  readonly showError: (error: unknown) => void;
}

/** The one preview panel. */
export interface Preview<Order> {
  /** Shows a picture and what it was asked for with; the focus stays where it is. */
  show(this: void, picture: Picture, order: Order, where: 'beside' | 'active'): Promise<void>;
  /** Fills a panel that the editor has kept over a window reload. @param state what its page kept */
  restore(this: void, panel: vscode.WebviewPanel, state: unknown): void;
}

export function createPreview<Order>(parts: PreviewParts<Order>): Preview<Order> {
  const { extensionUri, memento, orderSchema, actions, showError } = parts;
  let panel: vscode.WebviewPanel | undefined;
  let shown: { readonly picture: Picture; readonly order: Order | undefined } | undefined;
  const underway = new Set<PreviewAction>();

  const act = async (action: PreviewAction): Promise<void> => {
    if (!shown) return;
    const { picture, order } = shown;
    if (action === 'openFile' || action === 'copyPrompt') await actions[action](picture);
    else if (order !== undefined) await actions[action](picture, order);
  };

  /** Does what a button asks for, once at a time: a double click must not buy two pictures. */
  const press = async (action: PreviewAction): Promise<void> => {
    if (underway.has(action)) return;
    underway.add(action);
    try {
      await act(action);
    } catch (error) {
      showError(error);
    } finally {
      underway.delete(action);
      await panel?.webview.postMessage({ settled: action } satisfies PreviewReply);
    }
  };

  const adopt = (newPanel: vscode.WebviewPanel): vscode.WebviewPanel => {
    newPanel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    newPanel.title = vscode.l10n.t('Image Preview');
    newPanel.webview.onDidReceiveMessage((message: unknown) => {
      const parsed = v.safeParse(previewMessage, message);
      if (parsed.success && shown?.picture.id === parsed.output.id) void press(parsed.output.type);
    });
    newPanel.onDidDispose(() => {
      if (panel === newPanel) panel = undefined;
    });
    panel = newPanel;
    return newPanel;
  };

  const render = ({ webview }: vscode.WebviewPanel, picture: Picture, order: Order | undefined): void => {
    const uri = vscode.Uri.parse(picture.uri);
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    shown = { picture, order };
    webview.options = { enableScripts: true, localResourceRoots: [media, vscode.Uri.joinPath(uri, '..')] };
    webview.html = createPreviewHtml({
      ...picture,
      language: vscode.env.language,
      title: vscode.l10n.t('Image Preview'),
      resources: {
        cspSource: webview.cspSource,
        nonce: randomBytes(16).toString('base64'),
        style: webview.asWebviewUri(vscode.Uri.joinPath(media, 'preview.css')).toString(),
        script: webview.asWebviewUri(vscode.Uri.joinPath(media, 'preview.js')).toString(),
        picture: webview.asWebviewUri(uri).toString(),
      },
      promptLabel: vscode.l10n.t('Prompt'),
      buttons: createButtons(order !== undefined),
      ...(order === undefined && {
        note: vscode.l10n.t(
          'What this picture was asked for with is not known to this version of the extension: it cannot be made again from here.',
        ),
      }),
      missing: vscode.l10n.t('The picture is no longer at {0}.', vscode.workspace.asRelativePath(uri)),
    });
  };

  return {
    async show(picture, order, where) {
      await memento.update(storageKey, formatPicture(picture, order));
      const column = where === 'beside' ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      panel ??= adopt(
        vscode.window.createWebviewPanel(
          previewViewType,
          '',
          { viewColumn: column, preserveFocus: true },
          { enableScripts: true },
        ),
      );
      render(panel, picture, order);
      if (panel.visible) return;
      // Not over the document that somebody writes in: that would take the keys.
      const isInTheWay = where === 'beside' && panel.viewColumn === vscode.window.activeTextEditor?.viewColumn;
      panel.reveal(isInTheWay ? column : undefined, true);
    },
    restore(restored, state) {
      const stored = memento.get<unknown>(storageKey);
      const parsed = parsePicture(stored, orderSchema);
      const kept = v.safeParse(previewState, state);
      if (panel || stored === undefined || !kept.success) restored.dispose();
      else if (!parsed) adopt(restored).webview.html = createNotice();
      else if (parsed.picture.id !== kept.output.id) restored.dispose();
      else render(adopt(restored), parsed.picture, parsed.order);
    },
  };
}

/** @param isUnderstood whether what the picture was asked for with is known for sure */
function createButtons(isUnderstood: boolean): PreviewPage['buttons'] {
  return [
    ['openFile', vscode.l10n.t('Open File')],
    ...(isUnderstood ? ([['copyLink', vscode.l10n.t('Copy Link')]] as const) : []),
    ['copyPrompt', vscode.l10n.t('Copy Prompt')],
    ...(isUnderstood ? ([['generateAgain', vscode.l10n.t('Generate Again')]] as const) : []),
  ];
}

function createNotice(): string {
  return createNoticeHtml(
    vscode.env.language,
    vscode.l10n.t('Image Preview'),
    vscode.l10n.t(
      'The picture shown here before was kept in a form that this version of the extension cannot read. Its file is where it was saved.',
    ),
  );
}
