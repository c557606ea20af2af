import * as vscode from 'vscode';
import type { History } from '../pictures/history.ts';
import { confirm, showMessage } from '../platform/dialogs.ts';
import { replaceFileAt } from '../saving/replaceFileAt.ts';
import { pickPictures } from './pickPicture.ts';

/** The commands that take recipes out of the history, into it, and to other places. */
export function createHistoryCommands(history: Pick<History, 'list' | 'forget' | 'exportLines' | 'importLines'>) {
  const forget = async (): Promise<void> => {
    const chosen = await pickPictures(vscode.l10n.t('Forget Recipes'), await history.list());
    if (!chosen || chosen.length === 0) return;
    const question =
      chosen.length === 1
        ? vscode.l10n.t('Forget how this picture was made?')
        : vscode.l10n.t('Forget how these {0} pictures were made?', chosen.length);
    const detail = vscode.l10n.t('The files stay. What was forgotten cannot be had back.');
    if (await confirm(question, detail, vscode.l10n.t('Forget')))
      await history.forget(chosen.map(({ sha256 }) => sha256));
  };

  const exportHistory = async (): Promise<void> => {
    const root = getRoot();
    const uri = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export the Recipes of All Pictures'),
      filters,
      ...(root && { defaultUri: vscode.Uri.joinPath(root, 'pictures.jsonl') }),
    });
    if (!uri) return;
    const lines = await history.exportLines(root?.toString());
    await replaceFileAt(uri, Buffer.from(lines));
  };

  const importHistory = async (): Promise<void> => {
    const [uri] = (await vscode.window.showOpenDialog({ title: vscode.l10n.t('Import Recipes'), filters })) ?? [];
    if (!uri) return;
    const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
    const { added, known, unreadable } = await history.importLines(text, getRoot()?.toString());
    const sentences = [
      vscode.l10n.t('Recipes imported: {0} new, {1} known before.', added, known),
      ...(unreadable > 0 ? [vscode.l10n.t('Lines that could not be read: {0}.', unreadable)] : []),
    ];
    void showMessage(unreadable === 0 ? 'information' : 'warning', sentences.join(' '));
  };

  return { forget, exportHistory, importHistory };
}

const filters = { 'JSON Lines': ['jsonl'] };

/** The folder that the paths of exported recipes are relative to. */
function getRoot(): vscode.Uri | undefined {
  return vscode.workspace.workspaceFolders?.[0]?.uri;
}
