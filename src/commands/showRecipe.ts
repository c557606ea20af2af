import * as vscode from 'vscode';
import { findLinkAt } from '../documents/pictureLinks.ts';
import { hasContentCredentials } from '../pictures/contentCredentials.ts';
import type { History } from '../pictures/history.ts';
import { showMessage } from '../platform/dialogs.ts';
import { sizeOf } from '../platform/fileSize.ts';
import { fileFilter, getFormat } from '../recipe/format.ts';
import type { Preview } from '../workbench/panel.ts';
import { findByContent, rememberPlace } from './findByContent.ts';
import { readHoverArgument } from './hover.ts';
import { pickPicture } from './pickPicture.ts';

/** A picture to show the recipe of. */
interface Asked {
  readonly uri: vscode.Uri;
  /** The document that links to it. */
  readonly document?: string;
}

/**
 * The command that shows how a picture was made, whatever its name is now: the picture of a menu, of the link under the
 * cursor, of the editor, else one that the user chooses.
 */
export function createShowRecipe(
  history: Pick<History, 'find' | 'findAt' | 'list' | 'add'>,
  open: Preview['open'],
): (argument: unknown) => Promise<void> {
  const showOf = async ({ uri, document }: Asked): Promise<void> => {
    const { bytes, picture } = await findByContent(history, uri);
    if (picture) {
      await open({ ...picture, ...(document !== undefined && { document }) });
      return rememberPlace(history, picture);
    }
    const probable = await history.findAt(uri.toString());
    await sayUnknown(uri, bytes, probable && (() => open(probable, true)));
  };

  const choose = async (): Promise<void> => {
    const file = { icon: 'folder-opened', label: vscode.l10n.t('Choose a File…'), value: 'file' } as const;
    const chosen = await pickPicture(vscode.l10n.t('Show Recipe'), await history.list(), [file]);
    if (chosen === 'file') {
      const filters = { [vscode.l10n.t('Images')]: [...fileFilter, 'jpeg'] };
      const [uri] = (await vscode.window.showOpenDialog({ filters })) ?? [];
      if (uri) await showOf({ uri });
    } else if (chosen) {
      const picture = await history.find(chosen.sha256);
      if (picture) await open(picture);
    }
  };

  return async (argument) => {
    const hovered = await readHoverArgument(history, argument);
    if (hovered) return open(hovered.picture);
    const asked = argument instanceof vscode.Uri ? { uri: argument } : ((await findLinked()) ?? findShown());
    await (asked ? showOf(asked) : choose());
  };
}

/** The picture that the link under the cursor leads to. */
async function findLinked(): Promise<Asked | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selection } = editor;
  const linked = await findLinkAt(document, document.offsetAt(selection.active));
  return linked && { uri: linked.uri, document: document.uri.toString() };
}

/** The picture that the active editor shows. */
function findShown(): Asked | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isPicture = input instanceof vscode.TabInputCustom && /\.(?:png|jpe?g|webp)$/i.test(input.uri.path);
  return isPicture ? { uri: input.uri } : undefined;
}

async function sayUnknown(
  uri: vscode.Uri,
  bytes: Uint8Array | undefined,
  showProbable: (() => Promise<void>) | undefined,
): Promise<void> {
  const sentences = [
    await describeUnknown(uri, bytes),
    bytes ? describeCredentials(bytes) : '',
    showProbable ? vscode.l10n.t('The recipe of a picture that was saved under this name is known.') : '',
  ];
  const buttons = showProbable ? [vscode.l10n.t('Show Probable Recipe')] : [];
  const text = sentences.filter((sentence) => sentence !== '').join(' ');
  if ((await showMessage('information', text, ...buttons)) !== undefined) await showProbable?.();
}

async function describeUnknown(uri: vscode.Uri, bytes: Uint8Array | undefined): Promise<string> {
  const name = vscode.workspace.asRelativePath(uri);
  if (bytes && getFormat(bytes))
    return vscode.l10n.t('How {0} was made is not known here: no picture in the history has these bytes.', name);
  if (!bytes && (await sizeOf(uri)) === undefined) return vscode.l10n.t('There is no file {0}.', name);
  return vscode.l10n.t('{0} is no PNG, JPEG or WebP picture of the service.', name);
}

/** Says whether a picture carries Content Credentials, by their presence alone. */
function describeCredentials(bytes: Uint8Array): string {
  if (!getFormat(bytes)) return '';
  return hasContentCredentials(bytes)
    ? vscode.l10n.t('The file carries Content Credentials; they were not checked.')
    : vscode.l10n.t('The file carries no Content Credentials.');
}
