import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { recordMessages } from './support/messages.ts';
import { files, generateFromSelection, open, read, select, updateSetting, useScene } from './support/scene.ts';
import { standin } from './support/standin.ts';

const story = '# Animals\n\nA red fox\nin the snow\n\nThe end.\n';
const link = '![A red fox](./images/a-red-fox.jpg)';

describe('Generate Image from Selection', () => {
  const scene = useScene();

  it('saves the picture as served, links it, and leaves the document unsaved with one undo step', async () => {
    const messages = recordMessages();
    const editor = await open(scene.folder, 'story.md', story);
    select(editor, 'A red fox');
    await generateFromSelection();

    const [task] = await standin.tasks();
    assert.ok(task);
    assert.equal(task.prompt, 'A red fox');
    assert.deepEqual(await read(scene.folder, 'images/a-red-fox.jpg'), await standin.image(task));
    assert.deepEqual(await files(scene.folder), ['images/a-red-fox.jpg', 'story.md']);
    assert.equal(editor.document.getText(), `# Animals\n\nA red fox\nin the snow\n\n${link}\n\nThe end.\n`);
    assert.equal(editor.document.isDirty, true);
    assert.equal((await read(scene.folder, 'story.md')).toString(), story, 'the file is the user’s to save');
    assert.equal(vscode.window.activeTextEditor, editor, 'the preview takes no focus');
    assert.equal(editor.document.getText(editor.selection), 'A red fox', 'the selection stays');
    assert.deepEqual(messages, [], 'no message while the preview opens');
    const { keysSeen } = await standin.counts();
    const key = process.env['FLUX_KONTEXT_ENDPOINT_KEY'];
    assert.deepEqual(keysSeen, { api: [key], delivery: [] }, 'delivery gets no key');

    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), story);
  });

  it('makes one picture for each cursor, in the order of the document, each linked below its paragraph', async () => {
    const messages = recordMessages();
    const editor = await open(scene.folder, 'story.md', '# Three\n\nA cat\n\nA dog\n\nAn owl\n');
    await updateSetting('savePath', '${index}-${slug}');
    select(editor, 'An owl', 'A cat', 'A dog');
    await generateFromSelection();

    const images = ['1-a-cat.jpg', '2-a-dog.jpg', '3-an-owl.jpg'];
    assert.deepEqual(await files(scene.folder), [...images, 'story.md']);
    assert.equal(
      editor.document.getText(),
      '# Three\n\nA cat\n\n![A cat](./1-a-cat.jpg)\n\nA dog\n\n![A dog](./2-a-dog.jpg)\n\nAn owl\n\n![An owl](./3-an-owl.jpg)\n',
    );
    const tasks = await standin.tasks();
    for (const [at, name] of images.entries()) {
      const task = tasks.find(({ prompt }) => prompt === ['A cat', 'A dog', 'An owl'][at]);
      assert.ok(task);
      assert.deepEqual(await read(scene.folder, name), await standin.image(task), name);
    }
    assert.deepEqual(messages, []);
  });

  it('sends what a reader sees of a selection in Markdown, and a selection in another language as it is', async () => {
    await updateSetting('openPreview', 'never');
    const text = '- [ ] A **red** [fox](https://example.com)[^1] <!-- or blue -->';
    for (const name of ['a.md', 'b.txt']) {
      select(await open(scene.folder, name, `${text}\n`), text);
      await generateFromSelection();
    }
    const tasks = await standin.tasks();
    assert.deepEqual(
      tasks.map(({ prompt }) => prompt),
      ['A red fox', text],
    );
    assert.ok((await files(scene.folder)).includes('images/a-red-fox.jpg'));
  });

  it('replaces the selection, if the user wants that', async () => {
    await updateSetting('insertLink', 'replace');
    const editor = await open(scene.folder, 'story.md', story);
    select(editor, 'A red fox');
    await generateFromSelection();
    assert.equal(editor.document.getText(), story.replace('A red fox', link));
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), story);
  });

  it('leaves the document alone and opens no preview, if the user wants that, and says where the picture is', async () => {
    await updateSetting('insertLink', 'never');
    await updateSetting('openPreview', 'never');
    const messages = recordMessages((message) => message.buttons[0]);
    const editor = await open(scene.folder, 'story.md', story);
    select(editor, 'A red fox');
    const opened = tabWith('a-red-fox.jpg');
    await generateFromSelection();
    assert.equal(editor.document.isDirty, false);
    const name = vscode.workspace.asRelativePath(vscode.Uri.joinPath(scene.folder, 'images/a-red-fox.jpg'));
    assert.deepEqual(messages, [{ kind: 'information', text: `“A red fox” is saved as ${name}.`, buttons: ['Open'] }]);
    await opened;
  });

  it('links in the relatives of Markdown, and saves beside other texts', async () => {
    const messages = recordMessages();
    const names = { markdown: 'a.md', mdx: 'b.mdx', quarto: 'c.qmd', rmd: 'd.rmd', plaintext: 'e.txt' };
    const editors: vscode.TextEditor[] = [];
    const runs: Promise<void>[] = [];
    for (const [languageId, name] of Object.entries(names)) {
      const editor = await open(scene.folder, name, `A ${languageId} cat`);
      assert.equal(editor.document.languageId, languageId);
      select(editor, `A ${languageId} cat`);
      editors.push(editor);
      runs.push(generateFromSelection());
      await standin.arrived('submit', runs.length);
    }
    await Promise.all(runs);
    const texts = editors.map(({ document }) => document.getText());
    assert.deepEqual(texts, [
      'A markdown cat\n\n![A markdown cat](./images/a-markdown-cat.jpg)',
      'A mdx cat\n\n![A mdx cat](./images/a-mdx-cat.jpg)',
      'A quarto cat\n\n![A quarto cat](./images/a-quarto-cat.jpg)',
      'A rmd cat\n\n![A rmd cat](./images/a-rmd-cat.jpg)',
      'A plaintext cat',
    ]);
    assert.ok((await files(scene.folder)).includes('images/a-plaintext-cat.jpg'));
    assert.deepEqual(messages, []);
  });
});

/** Resolves when a tab with this label has opened. */
async function tabWith(label: string): Promise<void> {
  return new Promise((resolve) => {
    const listener = vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
      if (!opened.some((tab) => tab.label === label)) return;
      listener.dispose();
      resolve();
    });
  });
}
