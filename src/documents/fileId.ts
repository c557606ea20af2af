import { readdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';

/** What tells a file from all others on its machine, whatever it is called; undefined where that cannot be known. */
export async function getFileId({ scheme, fsPath }: vscode.Uri): Promise<string | undefined> {
  if (scheme !== 'file') return undefined;
  return stat(fsPath, { bigint: true }).then(
    ({ dev, ino }) => `${dev}-${ino}`,
    () => undefined,
  );
}

/**
 * Where a file is now that may have been renamed or moved by another program: in its folder, or in the workspace.
 * @param id the file's, if it was known
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

/** So many files of a workspace are looked at. */
const maxFiles = 5_000;
