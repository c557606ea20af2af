import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { useClipboard } from './support/clipboard.ts';
import { recordMessages } from './support/messages.ts';
import { openCell } from './support/notebooks.ts';
import { replace } from './support/replace.ts';
import {
  files,
  generateFromSelection,
  open,
  select,
  updateSetting,
  useScene,
  workspaceFolders,
} from './support/scene.ts';
import { standin } from './support/standin.ts';

describe('F22 A picture for a document', () => {
  const scene = useScene();

  it('of a folder whose name needs encoding, saved at the top of its workspace folder', async () => {
    const messages = recordMessages();
    await updateSetting('savePath', '/Kunst #1 100 %41 ü/${slug}');
    const [, second] = workspaceFolders();
    const editor = await open(second.uri, 'Kapitel #2 %20 ß/a.md', 'Ein Bär: 100 % ‘echt’\n');
    select(editor, 'Ein Bär: 100 % ‘echt’');
    await generateFromSelection();
    const image = 'Kunst #1 100 %41 ü/ein-bär-100-echt.jpg';
    assert.deepEqual(await files(second.uri), ['Kapitel #2 %20 ß/a.md', image]);
    const target = /\]\((.*)\)\n$/.exec(editor.document.getText())?.[1] ?? '';
    assert.equal(decodeURIComponent(target), `../${image}`);
    assert.deepEqual(messages, []);
  });

  it('outside of the workspace', async () => {
    const messages = recordMessages();
    const folder = vscode.Uri.file(await mkdtemp(join(tmpdir(), 'flux-kontext-outside-')));
    try {
      const editor = await open(folder, 'a.md', 'A red fox\n');
      select(editor, 'A red fox');
      await generateFromSelection();
      assert.deepEqual(await files(folder), ['a.md', 'images/a-red-fox.jpg']);
      assert.equal(editor.document.getText(), 'A red fox\n\n![A red fox](./images/a-red-fox.jpg)\n');
      assert.deepEqual(messages, []);
    } finally {
      await rm(folder.fsPath, { recursive: true });
    }
  });

  it('that was never saved goes where the user says, before anything is sent', async () => {
    const messages = recordMessages();
    const target = vscode.Uri.joinPath(scene.folder, 'chosen.png');
    let postsWhenAsked = -1;
    replace(vscode.window, 'showSaveDialog', async () => {
      postsWhenAsked = (await standin.counts()).posts;
      return target;
    });
    const untitled = await vscode.workspace.openTextDocument({ language: 'markdown', content: 'A red fox' });
    const editor = await vscode.window.showTextDocument(untitled);
    select(editor, 'A red fox');
    await generateFromSelection();
    assert.equal(postsWhenAsked, 0);
    assert.deepEqual(await files(scene.folder), ['chosen.jpg'], 'with the ending of its true type');
    const path = `${scene.folder.path.split('/').at(-1)}/chosen.jpg`;
    assert.equal(untitled.getText(), `A red fox\n\n![A red fox](./${path})`, 'as from the workspace folder');
    assert.deepEqual(messages, []);
  });

  it('that was never saved costs nothing when the question is dismissed', async () => {
    replace(vscode.window, 'showSaveDialog', async () => undefined);
    const untitled = await vscode.workspace.openTextDocument({ language: 'markdown', content: 'A red fox' });
    select(await vscode.window.showTextDocument(untitled), 'A red fox');
    await generateFromSelection();
    assert.equal((await standin.counts()).posts, 0);
    assert.equal(untitled.getText(), 'A red fox');
  });

  it('that is a cell of a notebook, relative to the notebook', async function () {
    // VS Code 1.100 takes up to half a minute to show its first notebook where it has no program to search with.
    this.timeout(90_000);
    const messages = recordMessages();
    await updateSetting('savePath', '../art/${slug}');
    const editor = await openCell(scene.folder, 'books/a.ipynb', 'A red fox');
    select(editor, 'A red fox');
    await generateFromSelection();
    assert.deepEqual(await files(scene.folder), ['art/a-red-fox.jpg', 'books/a.ipynb']);
    assert.equal(editor.document.getText(), 'A red fox\n\n![A red fox](../art/a-red-fox.jpg)');
    assert.deepEqual(messages, []);
  });

  describe('that changes while the picture is made', () => {
    let editor: vscode.TextEditor;
    let made: Promise<void>;

    beforeEach(async () => {
      editor = await open(scene.folder, 'a.md', '# Foxes\n\nA red fox\n\nThe end.\n');
      select(editor, 'A red fox');
      await standin.always('poll', { hold: true });
      made = generateFromSelection();
      await standin.arrived('poll');
    });

    it('links where the paragraph is now', async () => {
      const messages = recordMessages();
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'New at the top, with A red fox in it.\n\n'));
      await standin.clearFaults();
      await made;
      const text = editor.document.getText();
      assert.equal(text.split('\n').indexOf('![A red fox](./images/a-red-fox.jpg)'), 6, text);
      assert.deepEqual(messages, []);
    });

    it('offers the link for copying when the paragraph is gone', async () => {
      const clipboard = useClipboard();
      const copied = new Promise<void>((resolve) => {
        replace(vscode.window, 'setStatusBarMessage', () => {
          resolve();
          return new vscode.Disposable(() => undefined);
        });
      });
      const messages = recordMessages(({ buttons }) => buttons[0]);
      await editor.edit((edit) => edit.delete(new vscode.Range(2, 0, 4, 0)));
      await standin.clearFaults();
      await made;
      assert.equal(editor.document.getText(), '# Foxes\n\nThe end.\n');
      assert.deepEqual(await files(scene.folder), ['a.md', 'images/a-red-fox.jpg']);
      const shown = messages.map(({ kind, buttons }) => ({ kind, buttons }));
      assert.deepEqual(shown, [{ kind: 'warning', buttons: ['Copy Link'] }]);
      await copied;
      assert.equal(await clipboard.readText(), '![A red fox](./images/a-red-fox.jpg)');
    });

    it('is linked, unsaved, after it was closed', async () => {
      const messages = recordMessages();
      const { document } = editor;
      const closed = new Promise<void>((resolve) => {
        const listener = vscode.workspace.onDidCloseTextDocument((one) => {
          if (one !== document) return;
          listener.dispose();
          resolve();
        });
      });
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await closed;
      await standin.clearFaults();
      await made;
      const now = await vscode.workspace.openTextDocument(document.uri);
      assert.equal(now.getText(), '# Foxes\n\nA red fox\n\n![A red fox](./images/a-red-fox.jpg)\n\nThe end.\n');
      assert.deepEqual(messages, []);
    });

    it('F21 keeps to the settings of the start', async () => {
      await updateSetting('insertLink', 'never');
      await updateSetting('savePath', 'elsewhere/${slug}');
      await standin.clearFaults();
      await made;
      assert.deepEqual(await files(scene.folder), ['a.md', 'images/a-red-fox.jpg']);
      assert.match(editor.document.getText(), /!\[A red fox\]\(\.\/images\/a-red-fox\.jpg\)/);
    });
  });
});
