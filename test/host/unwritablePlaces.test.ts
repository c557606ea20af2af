import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { makeReadOnly } from '../../scripts/editor/makeReadOnly.ts';
import { followRange } from '../../src/documents/place.ts';
import type { Order } from '../../src/jobs/order.ts';
import { holdsPictures } from '../../src/saving/target.ts';
import { answerInputBoxes } from './support/inputBoxes.ts';
import { MemoryFiles } from './support/memoryFiles.ts';
import { createOrder } from './support/orders.ts';
import { watchPreviewPanels } from './support/previewPanels.ts';
import { replace } from './support/replace.ts';
import { generateFromSelection, open, select, useScene, workspaceFolders, write } from './support/scene.ts';
import { standin } from './support/standin.ts';

describe('Where no picture can be saved', () => {
  const scene = useScene();
  let outside: vscode.Uri;
  const registrations: vscode.Disposable[] = [];

  beforeEach(async () => {
    outside = vscode.Uri.file(await mkdtemp(join(tmpdir(), 'flux-kontext-chosen-')));
  });
  afterEach(async () => {
    for (const registration of registrations.splice(0)) registration.dispose();
    await rm(outside.fsPath, { recursive: true });
  });

  /** Answers the save dialogs, the last answer for ever; gives what they were asked with. */
  function choose(...answers: readonly (vscode.Uri | undefined)[]): readonly vscode.SaveDialogOptions[] {
    const asked: vscode.SaveDialogOptions[] = [];
    replace(vscode.window, 'showSaveDialog', async (options = {}) => {
      asked.push(options);
      return answers[Math.min(asked.length, answers.length) - 1];
    });
    return asked;
  }

  const chosen = (): vscode.Uri => vscode.Uri.joinPath(outside, 'chosen.jpg');
  const posts = async (): Promise<number> => (await standin.counts()).posts;

  async function selectIn(uri: vscode.Uri): Promise<vscode.TextEditor> {
    const document = await vscode.languages.setTextDocumentLanguage(
      await vscode.workspace.openTextDocument(uri),
      'markdown',
    );
    const editor = await vscode.window.showTextDocument(document);
    select(editor, 'A red fox');
    return editor;
  }

  /** Documents of a scheme that can be read only: as an old version in Git, or a review. */
  const unwritable: Readonly<Record<string, () => vscode.Disposable>> = {
    'flux-kontext-content': () =>
      vscode.workspace.registerTextDocumentContentProvider('flux-kontext-content', {
        provideTextDocumentContent: () => 'A red fox\n',
      }),
    'flux-kontext-read-only': () => {
      const memory = new MemoryFiles();
      memory.files.set('/notes/a.md', Buffer.from('A red fox\n'));
      return vscode.workspace.registerFileSystemProvider('flux-kontext-read-only', memory, { isReadonly: true });
    },
  };
  for (const [scheme, register] of Object.entries(unwritable)) {
    it(`F14 is asked for before anything is sent: ${scheme}`, async () => {
      registrations.push(register());
      const { document } = await selectIn(vscode.Uri.from({ scheme, path: '/notes/a.md' }));
      const asked = choose(undefined, chosen());
      await generateFromSelection();
      assert.equal(await posts(), 0, 'dismissed');
      const order = await orderOf(document);
      assert.equal(asked.length, 2);
      assert.equal(asked[0]?.defaultUri?.path, vscode.Uri.joinPath(workspaceFolders()[0].uri, 'a-red-fox.jpg').path);
      assert.equal(order?.save.target, chosen().toString());
      assert.equal(order.link, undefined, 'no link where nothing can be edited');
    });
  }

  it('F14 are VS Code’s own documents that are nobody’s files', () => {
    const schemes = ['git', 'output', 'review', 'vscode-scm', 'comment', 'walkThrough', 'vscode-local-history'];
    for (const scheme of [...schemes, 'tmp', 'vscode-userdata', 'untitled', 'unknown'])
      assert.equal(holdsPictures(vscode.Uri.from({ scheme, path: '/a.md' })), false, scheme);
    assert.equal(holdsPictures(vscode.Uri.file('/a.md')), true);
  });

  it('F14 is a folder that cannot be written, and is asked for before anything is sent', async () => {
    const images = join(scene.folder.fsPath, 'images');
    await mkdir(images);
    const editor = await open(scene.folder, 'a.md', 'A red fox\n');
    select(editor, 'A red fox');
    makeReadOnly(images, true);
    try {
      const asked = choose(undefined, vscode.Uri.file(join(images, 'a.jpg')), chosen());
      await generateFromSelection();
      assert.equal(await posts(), 0, 'dismissed');
      const { document } = editor;
      const order = await orderOf(document);
      assert.equal(asked.length, 3, 'once more for the same folder');
      for (const { title } of asked) assert.equal(title, `${images} cannot be written. Where to save the picture?`);
      assert.equal(order?.save.target, chosen().toString());
      assert.equal(order.link?.document, document.uri.toString());
    } finally {
      makeReadOnly(images, false);
    }
  });

  it('F14 is a file where the folder should be', async () => {
    await write(scene.folder, 'images', 'a file');
    select(await open(scene.folder, 'a.md', 'A red fox\n'), 'A red fox');
    const asked = choose(undefined);
    await generateFromSelection();
    assert.equal(asked.length, 1);
    assert.equal(await posts(), 0);
  });

  it('F14 is asked for when a picture is made again and its place is gone', async () => {
    const panels = watchPreviewPanels();
    select(await open(scene.folder, 'a.md', 'A red fox\n'), 'A red fox');
    await generateFromSelection();
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(scene.folder, 'images'), { recursive: true });
    await write(scene.folder, 'images', 'a file');
    await new Promise<void>((asked) => {
      replace(vscode.window, 'showSaveDialog', async () => {
        asked();
        return undefined;
      });
      panels[0]?.press('vary');
    });
    assert.equal(await posts(), 1);
  });

  it('begins to be asked for at home where there is no folder', async () => {
    replace(vscode.workspace, 'workspaceFolders', undefined);
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: 'A red fox' });
    select(await vscode.window.showTextDocument(document), 'A red fox');
    const asked = choose(undefined);
    await generateFromSelection();
    assert.equal(asked[0]?.defaultUri?.fsPath, join(homedir(), 'a-red-fox.jpg'));
  });

  it('is not the Output panel: with the focus there, it is as without a document', async () => {
    const channel = vscode.window.createOutputChannel('Foxes');
    registrations.push(channel);
    channel.append('A red fox\n');
    const focused = new Promise<vscode.TextEditor>((resolve) => {
      const listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor?.document.uri.scheme !== 'output') return;
        listener.dispose();
        resolve(editor);
      });
    });
    channel.show();
    await vscode.commands.executeCommand('workbench.panel.output.focus');
    const { document } = await focused;
    const asked = choose(undefined);
    const boxes = answerInputBoxes();
    await vscode.commands.executeCommand('fluxKontext.generate');
    await generateFromSelection();
    assert.deepEqual(
      boxes.map(({ suggestion }) => suggestion),
      ['', ''],
    );
    const order = await orderOf(document);
    assert.equal(order?.save.folder, workspaceFolders()[0].uri.toString());
    assert.equal(asked.length, 0);
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });
});

/** The order of a picture of the document's first words. */
async function orderOf(document: vscode.TextDocument): Promise<Order | undefined> {
  const place = followRange(document, { start: 0, end: 9 });
  try {
    return await createOrder({ prompt: 'A red fox', document, place });
  } finally {
    place.dispose();
  }
}
