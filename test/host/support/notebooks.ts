import { setTimeout } from 'node:timers/promises';
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
  const { notebook } = await vscode.window.showNotebookDocument(await writeNotebook(folder, path, text));
  const cell = notebook.cellAt(0).document;
  for (;;) {
    // In vain as long as the notebook is being laid out.
    await vscode.commands.executeCommand('notebook.cell.edit');
    const editor = vscode.window.activeTextEditor;
    if (editor?.document === cell) return editor;
    await setTimeout(100);
  }
}
