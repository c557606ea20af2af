import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { History } from '../pictures/history.ts';
import type { Picture } from '../pictures/picture.ts';

/** A file, and the picture of the history that has its bytes. */
export interface FoundFile {
  /** Undefined if the file is not there, or too large to be a picture of the service. */
  readonly bytes: Uint8Array | undefined;
  /** With the file as its place. */
  readonly picture: Picture | undefined;
}

/** No picture of the service is larger; a larger file is not read. */
const maxBytes = 64 * 1024 * 1024;

/** Finds out of which picture a file is, whatever its name is now. @throws the history's error */
export async function findByContent(history: Pick<History, 'find' | 'add'>, uri: vscode.Uri): Promise<FoundFile> {
  const size = await sizeOf(uri);
  if (size === undefined || size > maxBytes) return { bytes: undefined, picture: undefined };
  const bytes = await vscode.workspace.fs.readFile(uri);
  const picture = await history.find(createHash('sha256').update(bytes).digest('hex'));
  return { bytes, picture: picture && (await follow(history, picture, uri)) };
}

/** Remembers where a picture is now if it is no longer where it was saved. */
async function follow(history: Pick<History, 'add'>, picture: Picture, uri: vscode.Uri): Promise<Picture> {
  const found = { ...picture, uri: uri.toString() };
  const isMoved = found.uri !== picture.uri && (await sizeOf(vscode.Uri.parse(picture.uri, true))) === undefined;
  if (isMoved) await history.add(found);
  return found;
}

/** The size of a file in bytes; undefined if there is none, or a folder has its name. */
export async function sizeOf(uri: vscode.Uri): Promise<number | undefined> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type, size }) => (type & vscode.FileType.File ? size : undefined),
    () => undefined,
  );
}
