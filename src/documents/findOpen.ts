import * as vscode from 'vscode';

/** The open document of a URI, in an editor or not; undefined if it is not open. */
export function findOpen(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}
