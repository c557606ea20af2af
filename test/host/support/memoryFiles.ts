import { posix } from 'node:path';
import * as vscode from 'vscode';

/** Files in memory, as an extension for a remote file system would bring them. */
export class MemoryFiles implements vscode.FileSystemProvider {
  readonly files = new Map<string, Uint8Array>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  /** What of a file's bytes is stored; all, unless a test says otherwise. */
  keep = (bytes: Uint8Array, _path: string): Uint8Array => bytes;

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    const bytes = this.files.get(path);
    const isFolder = [...this.files.keys()].some((file) => file.startsWith(`${path}/`));
    if (!bytes && !isFolder) throw vscode.FileSystemError.FileNotFound(path);
    const type = bytes ? vscode.FileType.File : vscode.FileType.Directory;
    return { type, ctime: 0, mtime: 0, size: bytes?.length ?? 0 };
  }

  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
    const files = [...this.files.keys()].filter((file) => posix.dirname(file) === path);
    return files.map((file) => [posix.basename(file), vscode.FileType.File]);
  }

  createDirectory(): void {
    // A folder is there as soon as a file is in it.
  }

  readFile({ path }: vscode.Uri): Uint8Array {
    const bytes = this.files.get(path);
    if (!bytes) throw vscode.FileSystemError.FileNotFound(path);
    return bytes;
  }

  writeFile({ path }: vscode.Uri, bytes: Uint8Array): void {
    this.files.set(path, this.keep(bytes, path));
  }

  delete({ path }: vscode.Uri): void {
    if (!this.files.delete(path)) throw vscode.FileSystemError.FileNotFound(path);
  }

  rename(from: vscode.Uri, to: vscode.Uri, { overwrite }: { readonly overwrite: boolean }): void | Promise<void> {
    if (!overwrite && this.files.has(to.path)) throw vscode.FileSystemError.FileExists(to);
    this.files.set(to.path, this.readFile(from));
    this.files.delete(from.path);
  }
}
