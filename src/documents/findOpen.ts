import * as vscode from 'vscode';

/** The open document of a URI, in an editor or not; undefined if it is not open. */
export function findOpen(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}

/** Opens a document without showing it; undefined if it cannot be opened. */
export async function openQuietly(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const open = findOpen(uri.toString());
  if (open || uri.scheme === 'untitled') return open;
  return vscode.workspace.openTextDocument(uri).then(
    (document) => document,
    () => undefined,
  );
}
