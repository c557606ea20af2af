import { basename, dirname, posix } from 'node:path';
import { imageDimensionsFromData } from 'image-dimensions';
import * as vscode from 'vscode';
import type { DeliveredPicture } from '../bfl/client.ts';
import { numberedName, removeUnfinished, writeNewFile } from '../files/newFile.ts';
import { sha256Of } from '../files/sha256.ts';
import type { Job } from '../jobs/job.ts';
import { formats } from '../recipe/format.ts';
import { getWords } from '../recipe/recipe.ts';
import { writeNewThroughEditor } from './editorFiles.ts';
import { rescuePicture } from './rescuePicture.ts';
import { createSlug } from './slug.ts';
import { getTarget, type PictureFacts } from './target.ts';

/** A picture that could be written nowhere: it exists in memory only. */
export class UnsavedPictureError extends Error {
  override readonly name = 'UnsavedPictureError';
  readonly target: vscode.Uri;
  readonly bytes: Uint8Array;
  /** Forgets the job. The caller does so once the user has saved the picture; until then it can be fetched again. */
  readonly forgetJob: () => Promise<void>;

  constructor(target: vscode.Uri, bytes: Uint8Array, forgetJob: () => Promise<void>, cause: unknown) {
    super(`The picture could be saved nowhere: ${String(cause)}`, { cause });
    this.target = target;
    this.bytes = bytes;
    this.forgetJob = forgetJob;
  }
}

/**
 * Saves a picture as it was delivered under a name that was free. If it cannot be saved there it is rescued: into the
 * rescue folder, else the system's temporary folder.
 * @param mayBeSaved whether an earlier try may have saved it already, before it was cut short
 * @param forgetJob becomes part of the error, for when the user has saved the picture by hand
 * @returns the file, as the journal keeps it
 * @throws {UnsavedPictureError} with the bytes, if it can be written nowhere
 */
export async function savePicture(
  { bytes, type }: DeliveredPicture,
  { id, order, result, createdAt }: Job,
  mayBeSaved: boolean,
  rescueFolder: vscode.Uri,
  forgetJob: () => Promise<void>,
): Promise<NonNullable<Job['saved']>> {
  const facts: PictureFacts = { seed: result?.seed ?? null, date: new Date(createdAt) };
  const sha256 = sha256Of(bytes);
  const { extension } = formats[type];
  const written = { sha256, bytes: bytes.length, ...imageDimensionsFromData(bytes) };
  // The name of a rescued picture if even its target cannot be worked out any more.
  const wanted = vscode.Uri.parse(order.save.folder ?? order.save.target ?? '', true);
  let target = vscode.Uri.joinPath(wanted, createSlug(getWords(order.recipe)));
  try {
    target = await getTarget(order, facts, sha256);
    if (mayBeSaved && target.scheme === 'file') await removeUnfinished(dirname(target.fsPath), id);
    const found = mayBeSaved ? await findSaved(target, extension, sha256) : undefined;
    const uri = found ?? (await writeNew(target, extension, bytes, id));
    return { uri: uri.toString(), ...written };
  } catch (reason) {
    const name = posix.basename(target.path);
    const path = await rescuePicture(rescueFolder.fsPath, { name, extension, bytes, writer: id });
    if (path === undefined)
      throw new UnsavedPictureError(target.with({ path: target.path + extension }), bytes, forgetJob, reason);
    return { uri: vscode.Uri.file(path).toString(), ...written, rescued: describeReason(reason) };
  }
}

/** The file system's error code if there is one, because its messages are for programmers. */
function describeReason(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  return 'code' in reason && typeof reason.code === 'string' ? reason.code : reason.message;
}

async function writeNew(target: vscode.Uri, extension: string, bytes: Uint8Array, job: string): Promise<vscode.Uri> {
  if (target.scheme !== 'file') return writeNewThroughEditor(target, extension, bytes, job);
  const { fsPath } = target;
  return vscode.Uri.file(await writeNewFile(dirname(fsPath), basename(fsPath), extension, bytes, job));
}

/** Finds the file that an earlier try left: the same bytes under one of the names that it could have taken. */
async function findSaved(target: vscode.Uri, extension: string, sha256: string): Promise<vscode.Uri | undefined> {
  for (let number = 0; ; number++) {
    const uri = target.with({ path: numberedName(target.path, number) + extension });
    try {
      const bytes = await vscode.workspace.fs.readFile(uri);
      if (sha256Of(bytes) === sha256) return uri;
    } catch (error) {
      // The name may be that of a folder.
      if (!(error instanceof vscode.FileSystemError && error.code === 'FileIsADirectory')) return undefined;
    }
  }
}
