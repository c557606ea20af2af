import * as vscode from 'vscode';

/**
 * Writes all bytes to a file of a file system that only the editor may reach, which tells nobody that it cut them.
 * @throws the file system's error, or one that says how much was written
 */
export async function writeThroughEditor(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, bytes);
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size !== bytes.length) throw new Error(`${size} of ${bytes.length} bytes were written`);
}
