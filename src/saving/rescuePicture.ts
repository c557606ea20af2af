import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeUnfinished, writeNewFile } from '../files/newFile.ts';
import { createSlug } from './slug.ts';

/** A picture that cannot be saved at its target. */
export interface HomelessPicture {
  readonly name: string;
  /** The file extension, with its dot. */
  readonly extension: string;
  readonly bytes: Uint8Array;
  /** The job's id. */
  readonly writer: string;
}

/**
 * Saves a picture in the rescue folder, else in a new folder below the system's temporary one. All users share that, so
 * the new folder has a random name, and only this user can read it.
 * @returns the file's path, or undefined if it could be written nowhere
 */
export async function rescuePicture(rescueFolder: string, image: HomelessPicture): Promise<string | undefined> {
  const { extension, bytes, writer } = image;
  // The disk may refuse the whole name: try a shortened one.
  const name = Buffer.byteLength(image.name) > 120 ? createSlug(image.name) : image.name;
  try {
    await removeUnfinished(rescueFolder, writer);
    return await writeNewFile(rescueFolder, name, extension, bytes, writer);
  } catch {
    return writeToTemporaryFolder(name, image);
  }
}

async function writeToTemporaryFolder(
  name: string,
  { extension, bytes, writer }: HomelessPicture,
): Promise<string | undefined> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), 'flux-kontext-rescued-'));
    return await writeNewFile(folder, name, extension, bytes, writer);
  } catch {
    if (folder !== undefined) await rmdir(folder).catch(() => undefined);
    return undefined;
  }
}
