import * as vscode from 'vscode';
import { write } from './scene.ts';

/** Writes a notebook with one Markdown cell. */
export async function writeNotebook(folder: vscode.Uri, path: string, text: string): Promise<vscode.NotebookDocument> {
  const cells = [{ cell_type: 'markdown', metadata: {}, source: [text] }];
  const uri = await write(folder, path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  return vscode.workspace.openNotebookDocument(uri);
}

/** Opens a notebook with one Markdown cell, and edits that. */
export async function openCell(folder: vscode.Uri, path: string, text: string): Promise<vscode.TextEditor> {
  const edited = new Promise<vscode.TextEditor>((resolve) => {
    const listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor?.document.uri.scheme !== 'vscode-notebook-cell') return;
      listener.dispose();
      resolve(editor);
    });
  });
  await vscode.window.showNotebookDocument(await writeNotebook(folder, path, text));
  await vscode.commands.executeCommand('notebook.cell.edit');
  return edited;
}
