import { posix } from 'node:path';
import * as vscode from 'vscode';
import { numberedName } from '../files/newFile.ts';

/**
 * Writes all bytes to a file of a file system that only the editor reaches. Such a file system may write only a part
 * without an error, so this reads the size afterwards.
 * @throws the file system's error, or one that says how much was written
 */
export async function writeThroughEditor(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, bytes);
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size !== bytes.length) throw new Error(`${size} of ${bytes.length} bytes were written`);
}

/**
 * Writes a file under a free name, without flush and atomic claim of the name, which such file systems do not offer.
 * @param job the job's id; it names the temporary file, so that the next try replaces what an interrupted one left
 * @returns the file
 * @throws the file system's error; then nothing is left behind
 */
export async function writeNewThroughEditor(
  target: vscode.Uri,
  extension: string,
  bytes: Uint8Array,
  job: string,
): Promise<vscode.Uri> {
  const { fs } = vscode.workspace;
  // The temporary name does not contain the picture's name, which may already have the maximal length.
  const temporary = target.with({ path: posix.join(posix.dirname(target.path), `.${job}.tmp`) });
  try {
    await writeThroughEditor(temporary, bytes);
    for (let number = 0; ; number++) {
      const uri = target.with({ path: numberedName(target.path, number) + extension });
      if (await exists(uri)) continue;
      try {
        await fs.rename(temporary, uri, { overwrite: false });
        return uri;
      } catch (error) {
        // Another program has taken the name. If there is no such file, stop: the loop would never end.
        if (!(isFileExists(error) && (await exists(uri)))) throw error;
      }
    }
  } catch (error) {
    await fs.delete(temporary).then(undefined, () => undefined);
    throw error;
  }
}

/** Whether there is a file or a folder. */
export function exists(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

function isFileExists(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === 'FileExists';
}
