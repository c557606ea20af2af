import * as vscode from 'vscode';
import type { Picture } from '../pictures/picture.ts';
import { showMessage } from '../platform/dialogs.ts';
import { isHistoryShared } from '../platform/settings.ts';
import { sayDone } from '../platform/statusBar.ts';
import { exists } from '../saving/editorFiles.ts';
import { replaceFileAt } from '../saving/replaceFileAt.ts';
import { sharedHistoryPath } from './sharedHistories.ts';

/** Lets Git keep the lines of both sides: https://git-scm.com/docs/gitattributes#_built_in_merge_drivers */
const mergeLine = `/${sharedHistoryPath} merge=union`;

const stateKey = 'mergeLineOffered';

/**
 * Offers once for each workspace folder in which pictures are remembered, and which Git knows, to let Git merge that file
 * without conflicts. Settles when the offer was answered.
 * @param state that of the workspace
 */
export async function offerMergeLine({ uri }: Picture, state: vscode.Memento): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri, true))?.uri;
  if (!folder || folder.scheme !== 'file' || !isHistoryShared(folder)) return;
  const offered = state.get<readonly string[]>(stateKey) ?? [];
  if (offered.includes(folder.toString()) || !(await isInRepository(folder))) return;
  const attributes = vscode.Uri.joinPath(folder, '.gitattributes');
  if ((await readIfThere(attributes)).includes(`${sharedHistoryPath} `)) return;
  await state.update(stateKey, [...offered, folder.toString()]);
  const button = vscode.l10n.t('Add the Line');
  const question = vscode.l10n.t(
    'Recipes are kept in {0}. A line in .gitattributes lets Git merge it without conflicts when two people have made pictures.',
    sharedHistoryPath,
  );
  if ((await showMessage('information', question, button)) !== button) return;
  await addLine(attributes);
  sayDone(vscode.l10n.t('Added to .gitattributes'), 5);
}

/** Adds the line behind the bytes that are there, whatever their encoding. */
async function addLine(attributes: vscode.Uri): Promise<void> {
  const bytes = await readIfThere(attributes);
  const end = bytes.length === 0 || bytes.at(-1) === newline ? '' : '\n';
  await replaceFileAt(attributes, Buffer.concat([bytes, Buffer.from(`${end}${mergeLine}\n`)]));
}

const newline = 0x0a;

async function readIfThere(file: vscode.Uri): Promise<Buffer> {
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(file));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return Buffer.alloc(0);
    throw error;
  }
}

/** Whether a folder or one above it is the working tree of a Git repository. */
async function isInRepository(folder: vscode.Uri): Promise<boolean> {
  if (await exists(vscode.Uri.joinPath(folder, '.git'))) return true;
  const above = vscode.Uri.joinPath(folder, '..');
  return above.path !== folder.path && isInRepository(above);
}
