import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, posix } from 'node:path';
import * as vscode from 'vscode';
import type { DeliveredImage } from '../bfl/client.ts';
import type { Job, Order } from '../jobs/job.ts';
import { createSlug, expandSavePath, isInside, SavePathError, type SavePathContext } from './savePath.ts';
import { numberedName, removeUnfinished, writeNewFile } from './writeNewFile.ts';
import { writeThroughEditor } from './writeThroughEditor.ts';

const extensions = { jpeg: '.jpg', png: '.png', webp: '.webp' } as const;

/** What is known of a picture only once it is there. */
export interface ImageFacts {
  readonly seed: number | null;
  readonly date: Date;
}

/** A picture that could be written nowhere; it lives in memory alone. */
export class UnsavedImageError extends Error {
  override readonly name = 'UnsavedImageError';
  readonly target: vscode.Uri;
  readonly bytes: Uint8Array;
  /** To be called when it was saved by hand: until then it may be fetched again. */
  readonly forgetJob: () => Promise<void>;

  constructor(target: vscode.Uri, bytes: Uint8Array, forgetJob: () => Promise<void>, cause: unknown) {
    super(`The picture could be saved nowhere: ${String(cause)}`, { cause });
    this.target = target;
    this.bytes = bytes;
    this.forgetJob = forgetJob;
  }
}

/**
 * Where an order's picture will be saved, without the number that a taken name gets and without the extension.
 * Called before anything is paid for, too, so that a wrong setting costs nothing.
 * @throws {SavePathError} if the template cannot be used, or leads somewhere a workspace may not send files
 */
export async function getTarget(order: Order, facts: ImageFacts, sha256: string): Promise<vscode.Uri> {
  const { save } = order;
  if (save.target !== undefined) {
    const target = vscode.Uri.parse(save.target, true);
    return target.with({ path: target.path.replace(/\.(jpe?g|png|webp)$/i, '') });
  }
  const folder = vscode.Uri.parse(save.folder ?? save.workspaceFolder ?? '', true);
  const context: SavePathContext = {
    prompt: order.prompt,
    documentPath: pathOf(save.document),
    workspacePath: pathOf(save.workspaceFolder),
    heading: save.heading,
    model: order.model,
    aspectRatio: String(order.request['aspect_ratio']),
    index: save.index,
    hash: sha256,
    ...facts,
  };
  const target = folder.with({ path: expandSavePath(save.template, context) });
  await checkPlace(target, [save.workspaceFolder, save.folder], save.mayLeaveWorkspace);
  return target;
}

/**
 * Saves a picture as it was delivered under a name that was free. If it cannot be saved there it is rescued: into the
 * rescue folder, else the system's temporary folder.
 * @param mayBeSaved whether an earlier try may have saved it already, before it was cut short
 * @param forgetJob for when it can be written nowhere, and is then saved by hand
 * @returns the file, as the journal keeps it
 * @throws {UnsavedImageError} with the bytes, if it can be written nowhere
 */
export async function saveImage(
  { bytes, type }: DeliveredImage,
  { id, order, result, createdAt }: Job,
  mayBeSaved: boolean,
  rescueFolder: vscode.Uri,
  forgetJob: () => Promise<void>,
): Promise<NonNullable<Job['saved']>> {
  const facts: ImageFacts = { seed: result?.seed ?? null, date: new Date(createdAt) };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const extension = extensions[type];
  const written = { sha256, bytes: bytes.length };
  // What a rescued picture is named by, if even its place cannot be told any more.
  const wanted = vscode.Uri.parse(order.save.folder ?? order.save.target ?? '', true);
  let target = vscode.Uri.joinPath(wanted, createSlug(order.prompt));
  try {
    target = await getTarget(order, facts, sha256);
    if (mayBeSaved && target.scheme === 'file') await removeUnfinished(dirname(target.fsPath), id);
    const found = mayBeSaved ? await findSaved(target, extension, sha256) : undefined;
    const uri = found ?? (await writeNew(target, extension, bytes, id));
    return { uri: uri.toString(), ...written };
  } catch (reason) {
    const name = posix.basename(target.path);
    for (const folder of [rescueFolder.fsPath, join(tmpdir(), 'flux-kontext-rescued')]) {
      try {
        const uri = vscode.Uri.file(await writeNewFile(folder, name, extension, bytes));
        return { uri: uri.toString(), ...written, rescued: describeReason(reason) };
      } catch {
        // The next folder may do.
      }
    }
    throw new UnsavedImageError(target.with({ path: target.path + extension }), bytes, forgetJob, reason);
  }
}

/** The file system's code where it gave one: its messages are for programmers. */
function describeReason(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  return 'code' in reason && typeof reason.code === 'string' ? reason.code : reason.message;
}

async function writeNew(target: vscode.Uri, extension: string, bytes: Uint8Array, job: string): Promise<vscode.Uri> {
  if (target.scheme !== 'file') return writeNewThroughEditor(target, extension, bytes, job);
  const { fsPath } = target;
  return vscode.Uri.file(await writeNewFile(dirname(fsPath), basename(fsPath), extension, bytes, job));
}

/** The file that an earlier try left: it has the very bytes under one of the names that such a try would take. */
async function findSaved(target: vscode.Uri, extension: string, sha256: string): Promise<vscode.Uri | undefined> {
  for (let number = 0; ; number++) {
    const uri = target.with({ path: numberedName(target.path, number) + extension });
    const bytes = await vscode.workspace.fs.readFile(uri).then(
      (found) => found,
      () => undefined,
    );
    if (!bytes) return undefined;
    if (createHash('sha256').update(bytes).digest('hex') === sha256) return uri;
  }
}

/** The same for file systems that only the editor can reach, with what they offer: no flush, no claim of a name. */
async function writeNewThroughEditor(
  target: vscode.Uri,
  extension: string,
  bytes: Uint8Array,
  job: string,
): Promise<vscode.Uri> {
  const { fs } = vscode.workspace;
  const exists = (uri: vscode.Uri): Thenable<boolean> =>
    fs.stat(uri).then(
      () => true,
      () => false,
    );
  for (let number = 0; ; number++) {
    const uri = target.with({ path: numberedName(target.path, number) + extension });
    if (await exists(uri)) continue;
    // The same for each try of a job, so that one cut short leaves nothing behind.
    const temporary = uri.with({ path: `${uri.path}.${job}.tmp` });
    try {
      await writeThroughEditor(temporary, bytes);
      await fs.rename(temporary, uri, { overwrite: false });
      return uri;
    } catch (error) {
      await fs.delete(temporary).then(undefined, () => undefined);
      if (!(error instanceof vscode.FileSystemError && error.code === 'FileExists')) throw error;
    }
  }
}

function pathOf(uri: string | undefined): string | undefined {
  return uri && vscode.Uri.parse(uri, true).path;
}

/** Refuses a place outside the folders, unless the user's own setting leads there in so many words. */
async function checkPlace(
  target: vscode.Uri,
  folders: readonly (string | undefined)[],
  mayLeaveWorkspace: boolean,
): Promise<void> {
  const roots = folders.filter((folder) => folder !== undefined).map((folder) => vscode.Uri.parse(folder, true));
  if (!roots.some((root) => isInside(target.path, root.path))) {
    if (mayLeaveWorkspace) return;
    throw new SavePathError('outside', target.path);
  }
  if (target.scheme !== 'file') return;
  const real = await realPathOf(dirname(target.fsPath));
  const realRoots = await Promise.all(roots.map((root) => realPathOf(root.fsPath)));
  if (!realRoots.some((root) => isInside(vscode.Uri.file(join(real, 'image')).path, vscode.Uri.file(root).path))) {
    throw new SavePathError('linkOutside', real);
  }
}

/** The path with its symbolic links resolved, as far as it exists. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPathOf(parent), basename(path));
  }
}
