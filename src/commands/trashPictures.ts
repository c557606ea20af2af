import * as vscode from 'vscode';
import type { Picture } from '../pictures/picture.ts';
import { confirm, showMessage } from '../platform/dialogs.ts';
import { sayDone } from '../platform/statusBar.ts';
import { hashOf } from './findByContent.ts';

/**
 * Moves the files of pictures to the trash, after asking; where there is no trash, as on a remote machine, it asks
 * whether to delete them. A file that holds something else by now stays. The history keeps the recipes.
 */
export async function trashPictures(pictures: readonly Picture[]): Promise<void> {
  const files = await findUnchanged(pictures);
  const names = files.map((file) => vscode.workspace.asRelativePath(file));
  const [name] = names;
  if (name === undefined) {
    void showMessage('information', vscode.l10n.t('The files hold other pictures by now: they stay.'));
    return;
  }
  const question =
    names.length === 1
      ? vscode.l10n.t('Move {0} to the trash?', name)
      : vscode.l10n.t('Move {0} pictures to the trash?', names.length);
  if (!(await confirm(question, names.join('\n'), vscode.l10n.t('Move to Trash')))) return;
  const left = await trash(files);
  if (left.length === 0) return sayDone(vscode.l10n.t('Moved to the trash'), 3);
  const harder =
    left.length === 1
      ? vscode.l10n.t('One picture cannot be moved to a trash. Delete it for good?')
      : vscode.l10n.t('{0} pictures cannot be moved to a trash. Delete them for good?', left.length);
  const leftNames = left.map((file) => vscode.workspace.asRelativePath(file)).join('\n');
  if (!(await confirm(harder, leftNames, vscode.l10n.t('Delete')))) return;
  for (const file of left) await vscode.workspace.fs.delete(file);
  sayDone(vscode.l10n.t('Deleted'), 3);
}

/** The files that still hold their pictures. */
async function findUnchanged(pictures: readonly Picture[]): Promise<readonly vscode.Uri[]> {
  const files: vscode.Uri[] = [];
  for (const { uri, sha256 } of pictures) {
    const file = vscode.Uri.parse(uri, true);
    if ((await hashOf(file)) === sha256) files.push(file);
  }
  return files;
}

/** @returns the files that could not be moved to a trash */
async function trash(files: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const left: vscode.Uri[] = [];
  for (const file of files)
    await vscode.workspace.fs.delete(file, { useTrash: true }).then(undefined, () => left.push(file));
  return left;
}
