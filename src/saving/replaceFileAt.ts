import type * as vscode from 'vscode';
import { replaceFile } from '../files/newFile.ts';
import { writeThroughEditor } from './editorFiles.ts';

/**
 * Writes a file that the user has chosen. On a disk, a file that was there stays whole if the write fails; a file
 * system that only the editor reaches cannot promise that.
 * @throws the file system's error
 */
export async function replaceFileAt(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  if (uri.scheme === 'file') await replaceFile(uri.fsPath, bytes);
  else await writeThroughEditor(uri, bytes);
}
