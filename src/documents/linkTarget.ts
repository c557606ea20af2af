import * as vscode from 'vscode';
import { getLinkTarget } from './linkPath.ts';

/** What a link in a document leads to, encoded. @param document undefined stands for one that was never saved */
export function getTarget(document: vscode.Uri | undefined, image: vscode.Uri): string {
  return getLinkTarget(image, document, vscode.workspace.getWorkspaceFolder(image)?.uri);
}
