import * as vscode from 'vscode';
import { sha256Of } from '../files/sha256.ts';
import type { History } from '../pictures/history.ts';
import type { Picture } from '../pictures/picture.ts';
import { sizeOf } from '../platform/fileSize.ts';

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
export async function findByContent(history: Pick<History, 'find'>, uri: vscode.Uri): Promise<FoundFile> {
  const bytes = await readPicture(uri);
  const picture = bytes && (await history.find(sha256Of(bytes)));
  return { bytes, picture: picture && { ...picture, uri: uri.toString() } };
}

/** The SHA-256 of a file's bytes; undefined if the file is not there, or too large to be a picture of the service. */
export async function hashOf(uri: vscode.Uri): Promise<string | undefined> {
  const bytes = await readPicture(uri);
  return bytes && sha256Of(bytes);
}

/** Remembers where a picture is now if it is no longer where it was saved. @throws the history's error */
export async function rememberPlace(history: Pick<History, 'find' | 'add'>, found: Picture): Promise<void> {
  const known = await history.find(found.sha256);
  const isMoved = known && known.uri !== found.uri && (await sizeOf(vscode.Uri.parse(known.uri, true))) === undefined;
  if (isMoved) await history.add({ ...known, uri: found.uri });
}

async function readPicture(uri: vscode.Uri): Promise<Uint8Array | undefined> {
  const size = await sizeOf(uri);
  return size === undefined || size > maxBytes ? undefined : vscode.workspace.fs.readFile(uri);
}
