import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { undoReplacements } from './replace.ts';
import { standin, standinUrl } from './standin.ts';

/** The two folders of the workspace; the second has a name with all that needs encoding. */
export function workspaceFolders(): readonly [vscode.WorkspaceFolder, vscode.WorkspaceFolder] {
  const [first, second] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first && second);
  return [first, second];
}

export interface Scene {
  /** An empty folder below the workspace's first one, new in each test: VS Code takes time to forget a file. */
  readonly folder: vscode.Uri;
}

/** Has each test of a suite start with an empty workspace, default settings and the stand-in for the service. */
export function useScene(): Scene {
  let folder: vscode.Uri;

  before(resetSettings);

  beforeEach(async () => {
    folder = vscode.Uri.joinPath(workspaceFolders()[0].uri, randomUUID().slice(0, 8));
    await vscode.workspace.fs.createDirectory(folder);
    await standin.reset();
  });

  afterEach(async () => {
    await standin.clearFaults();
    undoReplacements();
    await closeEditors();
    await resetSettings();
    for (const { uri } of workspaceFolders()) await emptyFolder(uri.fsPath);
    const { keysSeen } = await standin.counts();
    assert.deepEqual(keysSeen.delivery, [], 'delivery never sees a key');
  });

  return {
    get folder() {
      return folder;
    },
  };
}

/** Writes a file and the folders above it. */
export async function write(folder: vscode.Uri, path: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder, path);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, text);
  return uri;
}

/** Writes a document and opens it as a person does: an extension that opens one keeps it open for minutes. */
export async function open(
  folder: vscode.Uri,
  path: string,
  text: string,
  column?: vscode.ViewColumn,
): Promise<vscode.TextEditor> {
  const uri = await write(folder, path, text);
  await vscode.commands.executeCommand('vscode.open', uri, column);
  const editor = vscode.window.activeTextEditor;
  assert.equal(editor?.document.uri.toString(), uri.toString());
  return editor;
}

/** Selects texts, each of which stands in the document once. */
export function select(editor: vscode.TextEditor, ...texts: readonly string[]): void {
  const { document } = editor;
  editor.selections = texts.map((text) => {
    const offset = document.getText().indexOf(text);
    assert.notEqual(offset, -1, `“${text}” stands in the document`);
    return new vscode.Selection(document.positionAt(offset), document.positionAt(offset + text.length));
  });
}

/** Resolves when the picture is made, or the extension has said why it is not. */
export async function generateFromSelection(argument?: unknown): Promise<void> {
  const args = argument === undefined ? [] : [argument];
  await vscode.commands.executeCommand('fluxKontext.generateFromSelection', ...args);
}

/** The files below a folder, with `/`, sorted. */
export async function files(folder: vscode.Uri): Promise<readonly string[]> {
  const entries = await readdir(folder.fsPath, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.fsPath.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
}

export async function read(folder: vscode.Uri, path: string): Promise<Buffer> {
  return readFile(vscode.Uri.joinPath(folder, path).fsPath);
}

/** Sets a setting of the extension until the test is over, by default for the user. */
export async function updateSetting(
  name: string,
  value: unknown,
  target = vscode.ConfigurationTarget.Global,
  scope?: vscode.Uri,
): Promise<void> {
  await vscode.workspace.getConfiguration('fluxKontext', scope).update(name, value, target);
}

/** Writes settings as a repository would bring them along, whatever their scope; waits until VS Code has read them. */
export async function writeWorkspaceSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
  const workspace = await readWorkspaceFile();
  await changed(() => writeFile(workspaceFile(), JSON.stringify({ ...workspace, settings })));
}

/** The same for the settings file of a folder. */
export async function writeFolderSettings(
  folder: vscode.Uri,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await changed(() => write(folder, '.vscode/settings.json', JSON.stringify(settings)));
}

/** Waits until the settings are other ones. */
async function changed(change: () => Promise<unknown>): Promise<void> {
  const event = new Promise<void>((resolve) => {
    const listener = vscode.workspace.onDidChangeConfiguration((changes) => {
      if (!changes.affectsConfiguration('fluxKontext')) return;
      listener.dispose();
      resolve();
    });
  });
  await change();
  await event;
}

/** The defaults, but for the stand-in's address. What is right already is not written again, for that takes time. */
async function resetSettings(): Promise<void> {
  const extension = vscode.extensions.getExtension('flux-kontext.flux-kontext');
  assert.ok(extension);
  const { contributes }: Manifest = extension.packageJSON;
  const configuration = vscode.workspace.getConfiguration('fluxKontext');
  for (const id of Object.keys(contributes.configuration.properties)) {
    const name = id.replace('fluxKontext.', '');
    const value = name === 'endpoint' ? standinUrl : undefined;
    if (configuration.inspect(name)?.globalValue !== value) await updateSetting(name, value);
  }
  if (Object.keys((await readWorkspaceFile()).settings ?? {}).length > 0) await writeWorkspaceSettings({});
}

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: object } };
}

function workspaceFile(): string {
  return vscode.workspace.workspaceFile?.fsPath ?? '';
}

async function readWorkspaceFile(): Promise<{ readonly settings?: object }> {
  const workspace: { readonly settings?: object } = JSON.parse(await readFile(workspaceFile(), 'utf8'));
  return workspace;
}

/** Closes all editors and throws their changes away: closing alone would ask what to do with them. */
async function closeEditors(): Promise<void> {
  const revertAndClose = (): Thenable<unknown> =>
    vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  for (const notebook of vscode.workspace.notebookDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showNotebookDocument(notebook);
    await revertAndClose();
  }
  // A cell is its notebook's to revert.
  const documents = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme !== 'vscode-notebook-cell');
  for (const document of documents.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await revertAndClose();
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}
