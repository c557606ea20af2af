import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Order } from '../jobs/order.ts';
import { fileFilter, formats } from '../recipe/format.ts';
import { getWords } from '../recipe/recipe.ts';
import { createSlug } from './slug.ts';
import { canBeSaved, getExpectedTarget } from './target.ts';

/**
 * Makes sure, before anything is paid for, that an order's picture can be saved: asks the user for a place if neither a
 * document nor a folder decides it, or if that place cannot be written.
 * @returns the order with its place; undefined if the dialog was dismissed
 * @throws {SavePathError} if `savePath` cannot be used
 */
export async function chooseTarget(order: Order): Promise<Order | undefined> {
  const { folder, target } = order.save;
  const place = folder === undefined && target === undefined ? undefined : await getExpectedTarget(order);
  if (place && (await canBeSaved(place))) return order;
  const chosen = await askForTarget(order, place);
  return chosen && chooseTarget({ ...order, save: { ...order.save, folder: undefined, target: chosen.toString() } });
}

/** @param refused the place that cannot be written, if that is the reason for asking */
async function askForTarget(order: Order, refused: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const { recipe } = order;
  const name = createSlug(getWords(recipe)) + formats[recipe.parameters.outputFormat].extension;
  const title = refused
    ? vscode.l10n.t('{0} cannot be written. Where to save the picture?', vscode.Uri.joinPath(refused, '..').fsPath)
    : vscode.l10n.t('Where to save the picture');
  const { workspaceFolder } = order.save;
  const suggestion = workspaceFolder && vscode.Uri.joinPath(vscode.Uri.parse(workspaceFolder, true), name);
  return vscode.window.showSaveDialog({
    title,
    saveLabel: vscode.l10n.t('Generate Image'),
    defaultUri:
      suggestion && (await canBeSaved(suggestion)) ? suggestion : vscode.Uri.joinPath(vscode.Uri.file(homedir()), name),
    filters: { [vscode.l10n.t('Images')]: [...fileFilter] },
  });
}
