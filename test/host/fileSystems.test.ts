import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Job } from '../../src/jobs/job.ts';
import { savePicture } from '../../src/saving/savePicture.ts';
import { createReadyJob, forgetNothing } from './support/jobs.ts';
import { MemoryFiles } from './support/memoryFiles.ts';
import { recordMessages } from './support/messages.ts';
import { createOrder } from './support/orders.ts';
import { generateFromSelection, select, useScene } from './support/scene.ts';
import { standin } from './support/standin.ts';

const scheme = 'flux-kontext-memory';
const document = vscode.Uri.from({ scheme, path: '/notes/a.md' });

describe('A file system that only the editor can reach', () => {
  useScene();
  let memory: MemoryFiles;
  let registration: vscode.Disposable;
  let rescueFolder: vscode.Uri;

  beforeEach(async () => {
    memory = new MemoryFiles();
    memory.files.set(document.path, Buffer.from('A red fox\n'));
    registration = vscode.workspace.registerFileSystemProvider(scheme, memory, { isCaseSensitive: true });
    rescueFolder = vscode.Uri.file(await mkdtemp(join(tmpdir(), 'flux-kontext-rescue-')));
  });
  afterEach(async () => {
    registration.dispose();
    await rm(rescueFolder.fsPath, { recursive: true });
  });

  const bytes = Buffer.from('the very bytes');
  async function createJob(): Promise<Job> {
    const opened = await vscode.workspace.openTextDocument(document);
    const order = await createOrder({ prompt: 'A red fox', document: opened });
    assert.ok(order);
    return createReadyJob(order);
  }
  const save = async () => savePicture({ bytes, type: 'jpeg' }, await createJob(), false, rescueFolder, forgetNothing);
  const paths = (): readonly string[] => [...memory.files.keys()].filter((path) => path !== document.path).toSorted();

  it('gets the picture and the link', async () => {
    const messages = recordMessages();
    await vscode.commands.executeCommand('vscode.open', document);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    select(editor, 'A red fox');
    await generateFromSelection();
    const [task] = await standin.tasks();
    assert.ok(task);
    assert.deepEqual(paths(), ['/notes/images/a-red-fox.jpg']);
    assert.deepEqual(Buffer.from(memory.files.get('/notes/images/a-red-fox.jpg') ?? []), await standin.image(task));
    assert.equal(editor.document.getText(), 'A red fox\n\n![A red fox](./images/a-red-fox.jpg)\n');
    assert.deepEqual(messages, []);
  });

  it('keeps a file of the same name', async () => {
    memory.files.set('/notes/images/a-red-fox.jpg', Buffer.from('old'));
    const { uri, rescued } = await save();
    assert.equal(rescued, undefined);
    assert.equal(uri, vscode.Uri.from({ scheme, path: '/notes/images/a-red-fox-1.jpg' }).toString());
    assert.deepEqual(paths(), ['/notes/images/a-red-fox-1.jpg', '/notes/images/a-red-fox.jpg']);
    assert.equal(Buffer.from(memory.files.get('/notes/images/a-red-fox.jpg') ?? []).toString(), 'old');
  });

  it('keeps a file of the same name that appears while the picture is written', async () => {
    memory.keep = (written, path) => {
      if (path.endsWith('.tmp')) memory.files.set('/notes/images/a-red-fox.jpg', Buffer.from('newer'));
      return written;
    };
    await save();
    assert.deepEqual(paths(), ['/notes/images/a-red-fox-1.jpg', '/notes/images/a-red-fox.jpg']);
    assert.equal(Buffer.from(memory.files.get('/notes/images/a-red-fox.jpg') ?? []).toString(), 'newer');
  });

  it('has nothing left of a try that was cut short once the next one is through', async () => {
    const job = await createJob();
    const isCut = new Promise<void>((resolve) => {
      memory.rename = () => {
        resolve();
        return new Promise(() => undefined);
      };
    });
    void savePicture({ bytes, type: 'jpeg' }, job, false, rescueFolder, forgetNothing);
    await isCut;
    assert.equal(paths().length, 1);
    memory.rename = MemoryFiles.prototype.rename.bind(memory);
    await savePicture({ bytes, type: 'jpeg' }, job, true, rescueFolder, forgetNothing);
    assert.deepEqual(paths(), ['/notes/images/a-red-fox.jpg']);
  });

  it('has the picture rescued when it cuts what it writes, without leaving a part behind', async () => {
    memory.keep = (written) => written.subarray(0, 5);
    const { uri, rescued } = await save();
    assert.match(rescued ?? '', /5 of 14 bytes/);
    assert.deepEqual(paths(), []);
    assert.equal(uri, vscode.Uri.joinPath(rescueFolder, 'a-red-fox.jpg').toString());
    assert.deepEqual(await readFile(vscode.Uri.parse(uri).fsPath), bytes);
  });

  it('has the picture rescued when it says without a reason that a name is taken', async () => {
    memory.rename = (_, to) => {
      throw vscode.FileSystemError.FileExists(to);
    };
    const { rescued } = await save();
    assert.match(rescued ?? '', /FileExists|EntryExists/);
    assert.deepEqual(paths(), []);
  });

  it('has the picture rescued when it takes nothing', async () => {
    memory.keep = () => {
      throw vscode.FileSystemError.NoPermissions('read-only');
    };
    const { uri, rescued } = await save();
    assert.match(rescued ?? '', /read-only|NoPermissions/);
    assert.equal(uri, vscode.Uri.joinPath(rescueFolder, 'a-red-fox.jpg').toString());
  });
});
