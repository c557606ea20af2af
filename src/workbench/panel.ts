import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { previewViewType } from '../contributions.ts';
import type { Picture } from '../pictures/picture.ts';
import { describePictures } from './describePictures.ts';
import { createPageHtml } from './pageHtml.ts';
import { type HostMessage, pageMessage, pageState, type PreviewAction } from './protocol.ts';
import { addPicture, type ShownPictures } from './shownPictures.ts';

/** What each button does with a picture and those shown beside it; settles when that is done. */
export type PreviewActions = Readonly<
  Record<PreviewAction, (picture: Picture, shown: readonly Picture[]) => Promise<void>>
>;

export interface PreviewParts {
  readonly extensionUri: vscode.Uri;
  /** Finds a picture in the history by the hash of its bytes. */
  readonly find: (sha256: string) => Promise<Picture | undefined>;
  /** Finds the pictures that were ordered together with one, itself included. */
  readonly findTogether: (picture: Picture) => Promise<readonly Picture[]>;
  /** What the buttons do; called when one is pressed. */
  readonly getActions: () => PreviewActions;
  /** Shows the error of a button's action. */
  readonly showError: (error: unknown) => void;
}

/** The one preview panel. */
export interface Preview {
  /** Shows a picture that was just made, beside those ordered together with it; the focus stays where it is. */
  show(this: void, picture: Picture, where: 'beside' | 'active'): void;
  /** Shows a picture that the user asked for. @param isProbable whether its file is another one now */
  open(this: void, picture: Picture, isProbable?: boolean): Promise<void>;
  /** Fills a panel that the editor has kept over a window reload. @param state what its page kept */
  restore(this: void, panel: vscode.WebviewPanel, state: unknown): Promise<void>;
}

export function createPreview({ extensionUri, find, findTogether, getActions, showError }: PreviewParts): Preview {
  let panel: vscode.WebviewPanel | undefined;
  let shown: ShownPictures | undefined;
  const underway = new Set<string>();

  const tell = (message: HostMessage): void => void panel?.webview.postMessage(message);

  /** Runs the action of a button, unless it is running already: a double click must not buy two pictures. */
  const press = async (action: PreviewAction, picture: Picture, together: readonly Picture[]): Promise<void> => {
    const id = picture.sha256;
    if (underway.has(action + id)) return;
    underway.add(action + id);
    try {
      await getActions()[action](picture, together);
      await renew(picture);
    } catch (error) {
      showError(error);
    } finally {
      underway.delete(action + id);
      tell({ type: 'settled', action, id });
    }
  };

  /** Reads again what the history says of the pictures shown, if they are still those of `picture`. */
  const renew = async (picture: Picture): Promise<void> => {
    const pictures = (await findTogether(picture)).map((one) => ({ ...one, ...placeOf(one, shown) }));
    if (pictures.length === 0 || !shown?.pictures.some(({ sha256 }) => sha256 === picture.sha256)) return;
    const isThere = pictures.some(({ sha256 }) => sha256 === shown?.selected);
    shown = { ...shown, pictures, selected: isThere ? shown.selected : picture.sha256 };
    update();
  };

  const hear = (message: unknown): void => {
    const parsed = v.safeParse(pageMessage, message);
    if (!parsed.success) return;
    const heard = parsed.output;
    if (heard.type === 'ready') return update();
    const picture = shown?.pictures.find(({ sha256 }) => sha256 === heard.id);
    if (!shown || !picture) return;
    if (shown.selected !== heard.id) {
      shown = { ...shown, selected: heard.id };
      update();
    }
    if (heard.type === 'press') void press(heard.action, picture, shown.pictures);
  };

  const adopt = (newPanel: vscode.WebviewPanel): void => {
    newPanel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    newPanel.title = vscode.l10n.t('Image Preview');
    newPanel.webview.onDidReceiveMessage(hear);
    newPanel.onDidDispose(() => {
      if (panel === newPanel) panel = undefined;
    });
    panel = newPanel;
    allow(newPanel.webview);
    newPanel.webview.html = createPage(newPanel.webview);
  };

  /** Lets the page load its own files and those of the pictures' folders. VS Code reloads the page if that changes. */
  const allow = (webview: vscode.Webview): void => {
    const folders = new Set(
      shown?.pictures.map(({ uri }) => vscode.Uri.joinPath(vscode.Uri.parse(uri, true), '..').toString()),
    );
    const roots = [
      vscode.Uri.joinPath(extensionUri, 'media'),
      vscode.Uri.joinPath(extensionUri, 'dist'),
      ...[...folders].map((folder) => vscode.Uri.parse(folder, true)),
    ];
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
    if (shown) tell({ type: 'show', view: describePictures(shown, (uri) => webview.asWebviewUri(uri).toString()) });
    else tell({ type: 'notice', text: describeLost() });
  };

  const present = (pictures: ShownPictures, where: 'beside' | 'active'): void => {
    shown = pictures;
    const column = where === 'beside' ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const place = { viewColumn: column, preserveFocus: true };
    if (panel) allow(panel.webview);
    else adopt(vscode.window.createWebviewPanel(previewViewType, '', place, { enableScripts: true }));
    update();
    if (!panel || panel.visible) return;
    // A preview in the group of the active editor would cover the document that the user writes in: show it beside.
    const isInTheWay = where === 'beside' && panel.viewColumn === vscode.window.activeTextEditor?.viewColumn;
    panel.reveal(isInTheWay ? column : undefined, true);
  };

  return {
    show: (picture, where) => present(addPicture(shown, picture), where),
    async open(picture, isProbable = false) {
      const pictures = await findTogether(picture);
      const isThere = pictures.some(({ sha256 }) => sha256 === picture.sha256);
      const set = isThere ? pictures.map((one) => (one.sha256 === picture.sha256 ? picture : one)) : [picture];
      present(
        {
          pictures: set,
          selected: picture.sha256,
          ...(isProbable && { probable: picture.sha256 }),
        },
        'beside',
      );
    },
    async restore(restored, state) {
      const kept = v.safeParse(pageState, state);
      const found = kept.success ? await find(kept.output.id).catch(showError) : undefined;
      const pictures = found ? await findTogether(found).catch(() => [found]) : [];
      if (panel || !kept.success) {
        restored.dispose();
        return;
      }
      if (found) {
        shown = {
          pictures: pictures.length > 0 ? pictures : [found],
          selected: found.sha256,
          ...(kept.output.isProbable && { probable: found.sha256 }),
        };
      }
      adopt(restored);
    },
  };
}

/** Where a picture is shown from, and for which document: its file may have moved, and others may link to it. */
function placeOf({ sha256 }: Picture, shown: ShownPictures | undefined): Pick<Picture, 'document'> & { uri?: string } {
  const one = shown?.pictures.find((picture) => picture.sha256 === sha256);
  return one ? { uri: one.uri, ...(one.document !== undefined && { document: one.document }) } : {};
}

function describeLost(): string {
  return vscode.l10n.t(
    'What this picture was made of is not known to this version of the extension. Its file is where it was saved.',
  );
}
