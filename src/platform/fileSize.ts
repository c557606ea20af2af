import * as vscode from 'vscode';

/** The size of a file in bytes; undefined if there is none, or a folder has its name. */
export async function sizeOf(uri: vscode.Uri): Promise<number | undefined> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type, size }) => (type & vscode.FileType.File ? size : undefined),
    () => undefined,
  );
}
