import * as vscode from 'vscode';
import { replaceFile } from '../files/newFile.ts';
import { writeThroughEditor } from './editorFiles.ts';

/**
 * Asks where to save a picture, and writes it there. What is replaced, after the dialog has asked, is harmed only by a
 * file system that only the editor reaches.
 * @returns false if the dialog was dismissed
 * @throws the file system's error
 */
export async function saveAs(suggestion: vscode.Uri, bytes: Uint8Array): Promise<boolean> {
  const chosen = await vscode.window.showSaveDialog({ defaultUri: suggestion });
  if (!chosen) return false;
  if (chosen.scheme === 'file') {
    await replaceFile(chosen.fsPath, bytes);
  } else {
    await writeThroughEditor(chosen, bytes);
  }
  return true;
}
