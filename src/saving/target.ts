import { homedir } from 'node:os';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { isReallyInside, realPathOf } from '../files/realPath.ts';
import type { Order } from '../jobs/order.ts';
import { withoutExtension } from '../recipe/format.ts';
import { getWords } from '../recipe/recipe.ts';
import { canWriteTo } from './canWriteTo.ts';
import { expandSavePath, isInside, SavePathError, type SavePathContext } from './savePath.ts';

/** The parts of a file name that are known only once the picture has come. */
export interface PictureFacts {
  readonly seed: number | null;
  readonly date: Date;
}

/** Writable file systems of VS Code without room for pictures: one is lost on reload, one holds the settings. */
const notForPictures: readonly string[] = ['tmp', 'vscode-userdata'];

/** Whether pictures can be kept beside the files of a scheme: not beside Git's old versions, the output, a review. */
export function holdsPictures({ scheme }: vscode.Uri): boolean {
  if (notForPictures.includes(scheme)) return false;
  return scheme === 'file' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}

/** Whether a picture can probably be written to a URI; nothing is written to find out. */
export async function canBeSaved(target: vscode.Uri): Promise<boolean> {
  return holdsPictures(target) && (target.scheme !== 'file' || (await canWriteTo(dirname(target.fsPath))));
}

/**
 * The URI that an order's picture would get, worked out before anything is paid for, so that a wrong setting costs
 * nothing.
 * @throws {SavePathError} as `getTarget`
 */
export async function getExpectedTarget(order: Order): Promise<vscode.Uri> {
  return getTarget(order, { seed: null, date: new Date() }, '00000000');
}

/**
 * Where an order's picture will be saved, without the number that a taken name gets and without the extension.
 * @throws {SavePathError} if the template cannot be used, or leads somewhere a workspace may not send files
 */
export async function getTarget(order: Order, facts: PictureFacts, sha256: string): Promise<vscode.Uri> {
  const { save, recipe } = order;
  if (save.target !== undefined) {
    const target = vscode.Uri.parse(save.target, true);
    return target.with({ path: withoutExtension(target.path) });
  }
  const folder = vscode.Uri.parse(save.folder ?? save.workspaceFolder ?? '', true);
  const isLocal = folder.scheme === 'file';
  const context: SavePathContext = {
    prompt: getWords(recipe),
    documentPath: pathOf(save.document),
    workspacePath: pathOf(save.workspaceFolder),
    homePath: isLocal ? pathOf(vscode.Uri.file(homedir()).toString()) : undefined,
    isWindows: isLocal && process.platform === 'win32',
    heading: save.heading,
    model: recipe.model,
    aspectRatio: recipe.parameters.aspectRatio,
    index: save.index,
    hash: sha256,
    ...facts,
  };
  const path = expandSavePath(save.template, context);
  const target = isLocal ? vscode.Uri.file(path) : folder.with({ path });
  await checkPlace(target, order);
  return target;
}

/** Whether a URI lies outside of all workspace folders of an order. */
export function isOutside(target: vscode.Uri, { save }: Order): boolean {
  return !rootsOf(save).some((root) => root.authority === target.authority && isInside(target.path, root.path));
}

/** Refuses a target outside the order's folders, unless the user's own `savePath` itself leads there. */
async function checkPlace(target: vscode.Uri, order: Order): Promise<void> {
  if (isOutside(target, order)) {
    if (order.save.mayLeaveWorkspace) return;
    throw new SavePathError('outside', target.path);
  }
  if (target.scheme !== 'file') return;
  const areInside = rootsOf(order.save).map((root) => isReallyInside(target.fsPath, root.fsPath));
  if (!(await Promise.all(areInside)).includes(true))
    throw new SavePathError('linkOutside', await realPathOf(dirname(target.fsPath)));
}

function rootsOf({ workspaceFolder, folder }: Order['save']): readonly vscode.Uri[] {
  return [workspaceFolder, folder].filter((root) => root !== undefined).map((root) => vscode.Uri.parse(root, true));
}

/** A URI's path as `expandSavePath` writes it: that of a share begins with its server. */
function pathOf(uri: string | undefined): string | undefined {
  if (uri === undefined) return undefined;
  const { scheme, authority, path } = vscode.Uri.parse(uri, true);
  return scheme === 'file' && authority !== '' ? `//${authority}${path}` : path;
}
