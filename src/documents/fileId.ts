import { readdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';

/** An id of a file that survives a rename; undefined if the file system has none. */
export async function getFileId({ scheme, fsPath }: vscode.Uri): Promise<string | undefined> {
  if (scheme !== 'file') return undefined;
  return stat(fsPath, { bigint: true }).then(
    ({ dev, ino }) => `${dev}-${ino}`,
    () => undefined,
  );
}

/**
 * Finds a file that another program may have renamed or moved, first in its folder, then in the workspace.
 * @param id the id of the file, if it is known
 */
export async function findFile(uri: vscode.Uri, id: string | undefined): Promise<vscode.Uri | undefined> {
  if (await getFileId(uri)) return uri;
  if (id === undefined) return undefined;
  const folder = dirname(uri.fsPath);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const sibling = vscode.Uri.file(join(folder, name));
    if ((await getFileId(sibling)) === id) return sibling;
  }
  const inWorkspace = await vscode.workspace.findFiles(`**/*${extname(uri.path)}`, '**/node_modules/**', maxFiles);
  for (const file of inWorkspace) if ((await getFileId(file)) === id) return file;
  return undefined;
}

/** The most files of a workspace that are looked at. */
const maxFiles = 5_000;
