import { posix } from 'node:path';
import * as vscode from 'vscode';
import { numberedName } from '../files/newFile.ts';

/**
 * Writes all bytes to a file of a file system that only the editor may reach, which tells nobody that it cut them.
 * @throws the file system's error, or one that says how much was written
 */
export async function writeThroughEditor(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, bytes);
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size !== bytes.length) throw new Error(`${size} of ${bytes.length} bytes were written`);
}

/**
 * Writes a file under a name that was free, with what such file systems offer: no flush, no claim of a name.
 * @param job names the temporary file, so that of a try cut short nothing is left by the next one
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
  // Not made of the picture's name, which may be as long as a name can be.
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
        // Somebody was faster; a file system that says so without a reason would be asked for ever.
        if (!(isFileExists(error) && (await exists(uri)))) throw error;
      }
    }
  } catch (error) {
    await fs.delete(temporary).then(undefined, () => undefined);
    throw error;
  }
}

function exists(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

function isFileExists(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === 'FileExists';
}
