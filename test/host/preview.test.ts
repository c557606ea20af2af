import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Picture } from '../../src/pictures/picture.ts';
import { useClipboard } from './support/clipboard.ts';
import { recordMessages } from './support/messages.ts';
import { watchPreviewPanels } from './support/previewPanels.ts';
import { replace } from './support/replace.ts';
import { files, generateFromSelection, open, select, updateSetting, useScene, write } from './support/scene.ts';
import { standin } from './support/standin.ts';
import { createPicture, createTestPreview } from './support/testPreview.ts';
import { until } from './support/until.ts';

describe('The preview', () => {
  const scene = useScene();

  const create = async (name: string): Promise<Picture> =>
    createPicture(name, await write(scene.folder, `images/${name}.jpg`, 'a picture'));

  it('opens beside the editor and leaves it the focus', async () => {
    const { preview } = createTestPreview();
    const editor = await open(scene.folder, 'a.md', 'A red fox');
    const opened = tabOpened();
    preview.show(await create('fox'), 'beside');
    const tab = await opened;
    assert.equal(tab.group.viewColumn, vscode.ViewColumn.Two);
    assert.equal(tab.group.isActive, false);
    assert.equal(vscode.window.activeTextEditor, editor);
  });

  it('opens in the editor’s own group, if the user wants that', async () => {
    const { preview } = createTestPreview();
    await open(scene.folder, 'a.md', 'A red fox');
    const opened = tabOpened();
    preview.show(await create('fox'), 'active');
    assert.equal((await opened).group.viewColumn, vscode.ViewColumn.One);
  });

  it('shows the next picture in the same panel, and opens a new one once that was closed', async () => {
    const panels = watchPreviewPanels();
    const { preview } = createTestPreview();
    preview.show(await create('fox'), 'beside');
    preview.show(await create('cat'), 'beside');
    assert.equal(panels.length, 1);
    assert.equal(panels[0]?.shown?.details.prompt, 'The prompt of cat');
    panels[0]?.panel.dispose();
    preview.show(await create('dog'), 'beside');
    assert.equal(panels.length, 2);
    assert.equal(panels[1]?.shown?.details.prompt, 'The prompt of dog');
  });

  it('comes up beside a document that was opened over it, not over that', async () => {
    const panels = watchPreviewPanels();
    const { preview } = createTestPreview();
    await open(scene.folder, 'a.md', 'One\n');
    preview.show(await create('fox'), 'beside');
    const { document } = await open(scene.folder, 'b.md', 'Two\n', vscode.ViewColumn.Two);
    const { panel } = panels[0] ?? assert.fail();
    await untilVisible(panel, false);
    preview.show(await create('cat'), 'beside');
    await untilVisible(panel, true);
    assert.equal(vscode.window.activeTextEditor?.document, document);
    assert.ok(vscode.window.visibleTextEditors.some((editor) => editor.document === document));
  });

  it('may load files of its own and of the picture’s folder only', async () => {
    const panels = watchPreviewPanels();
    const { preview } = createTestPreview();
    preview.show(await create('fox'), 'beside');
    const roots = panels[0]?.panel.webview.options.localResourceRoots?.map(({ path }) => path);
    assert.deepEqual(
      roots?.map((path) => path.split('/').slice(-1)),
      [['media'], ['dist'], ['images']],
    );
    assert.equal(roots?.[2], vscode.Uri.joinPath(scene.folder, 'images').path);
  });

  it('does what its buttons say', async () => {
    const panels = watchPreviewPanels();
    const { preview, done } = createTestPreview();
    preview.show(await create('fox'), 'beside');
    const actions = panels[0]?.shown?.details.buttons.flat().map(({ action }) => action) ?? [];
    for (const action of actions) panels[0]?.press(action);
    assert.deepEqual(
      done,
      ['change', 'again', 'vary', 'varyFour', 'copyLink', 'copyPrompt', 'copyRecipe', 'openFile', 'reveal'].map(
        (action) => `${action} fox`,
      ),
    );
  });

  it('says that a model is not on offer any more, and offers nothing that it could not make', async () => {
    const panels = watchPreviewPanels();
    const { preview } = createTestPreview();
    const fox = await create('fox');
    preview.show({ ...fox, recipe: { ...fox.recipe, model: 'flux-gone' } }, 'beside');
    const details = panels[0]?.shown?.details;
    assert.equal(details?.note, 'The model flux-gone is not on offer any more.');
    assert.deepEqual(
      details.buttons[0]?.map(({ action }) => action),
      ['change'],
    );
  });

  it('ignores what its page cannot mean', async () => {
    const panels = watchPreviewPanels();
    const { preview, done } = createTestPreview();
    preview.show(await create('fox'), 'beside');
    const press = { type: 'press', action: 'openFile', id: 'fox' };
    const junk = [
      undefined,
      null,
      'openFile',
      42,
      [],
      {},
      { ...press, type: undefined },
      { ...press, id: undefined },
      { ...press, id: 7 },
      { ...press, id: 'cat' },
      { ...press, type: 'run' },
      { ...press, action: 'toString' },
      { ...press, action: ['openFile'] },
      { ...press, path: '/etc/passwd' },
      { ...press, command: 'workbench.action.quit' },
    ];
    for (const message of junk) panels[0]?.send(message);
    assert.deepEqual(done, []);
  });

  it('does once what a button asks for again before it is done, and tells the page when it is', async () => {
    const panels = watchPreviewPanels();
    const started: string[] = [];
    const ends: (() => void)[] = [];
    const { preview } = createTestPreview({
      again: ({ sha256 }) => {
        started.push(sha256);
        return new Promise<void>((resolve) => ends.push(resolve));
      },
    });
    preview.show(await create('fox'), 'beside');
    const [opened] = panels;
    assert.ok(opened);
    const before = opened.told.length;
    for (let press = 0; press < 3; press++) opened.press('again');
    assert.deepEqual(started, ['fox']);
    assert.equal(opened.told.length, before);
    ends[0]?.();
    await until(async () => opened.told.at(-1)?.type === 'settled');
    assert.deepEqual(opened.told.at(-1), { type: 'settled', action: 'again', id: 'fox' });
    opened.press('again');
    assert.deepEqual(started, ['fox', 'fox']);
  });

  it('shows once why a button failed, and takes the next press', async () => {
    const panels = watchPreviewPanels();
    const failure = new Error('no such file');
    const { preview, errors } = createTestPreview({ openFile: () => Promise.reject(failure) });
    preview.show(await create('fox'), 'beside');
    panels[0]?.press('openFile');
    await until(async () => errors.length > 0);
    assert.deepEqual(errors, [failure]);
    panels[0]?.press('openFile');
    await until(async () => errors.length > 1);
  });

  for (const [what, name, insertLink] of [
    ['that gets no links', 'notes/a.md', 'never'],
    ['in another language', 'notes/a.txt', 'after'],
  ] as const) {
    it(`copies a link as it would stand in a document ${what}`, async () => {
      const panels = watchPreviewPanels();
      const clipboard = useClipboard();
      await updateSetting('insertLink', insertLink);
      await updateSetting('savePath', '../images/${slug}');
      select(await open(scene.folder, name, 'A red fox\n'), 'A red fox');
      await generateFromSelection();
      panels[0]?.press('copyLink');
      await until(async () => (await clipboard.readText()) === '![A red fox](../images/a-red-fox.jpg)');
    });
  }

  it('makes another picture of the prompt, and copies its link and prompt', async () => {
    const panels = watchPreviewPanels();
    const clipboard = useClipboard();
    const messages = recordMessages();
    const editor = await open(scene.folder, 'a.md', '# Foxes\n\nA red fox\n');
    select(editor, 'A red fox');
    await generateFromSelection();
    const panel = panels[0];
    assert.ok(panel);
    const id = panel.shown?.selected;

    panel.press('copyPrompt');
    await until(async () => (await clipboard.readText()) === 'A red fox');
    panel.press('copyLink');
    await until(async () => (await clipboard.readText()) === '![A red fox](./images/a-red-fox.jpg)');

    // The place is found again, although the document has changed.
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'A line on top\n\n'));
    panel.press('vary');
    await until(async () => panel.shown?.selected !== id);
    const [first, second] = await standin.tasks();
    assert.equal(second?.prompt, 'A red fox');
    assert.notEqual(second.recipe.seed, first?.recipe.seed, 'a new seed');
    assert.deepEqual(await files(scene.folder), ['a.md', 'images/a-red-fox-1.jpg', 'images/a-red-fox.jpg']);
    const links = '![A red fox](./images/a-red-fox.jpg)\n\n![A red fox](./images/a-red-fox-1.jpg)\n';
    assert.equal(editor.document.getText(), `A line on top\n\n# Foxes\n\nA red fox\n\n${links}`);
    assert.deepEqual(messages, []);
  });

  it('makes the same picture again with the seed that the service drew for it', async () => {
    const panels = watchPreviewPanels();
    await updateSetting('insertLink', 'never');
    const editor = await open(scene.folder, 'a.md', 'A red fox\n');
    select(editor, 'A red fox');
    await generateFromSelection();
    const panel = panels[0];
    assert.ok(panel);
    panel.press('again');
    await until(async () => panel.told.some(({ type }) => type === 'settled'));
    const [first, second] = await standin.tasks();
    assert.ok(first && second);
    assert.equal(second.recipe.seed, first.recipe.seed);
  });

  it('asks before it spends money in a workspace that is not trusted', async () => {
    const panels = watchPreviewPanels();
    const messages = recordMessages(() => (messages.length === 1 ? 'Generate' : undefined));
    replace(vscode.workspace, 'isTrusted', false);
    const editor = await open(scene.folder, 'a.md', 'A red fox\n');
    select(editor, 'A red fox');
    await generateFromSelection();
    panels[0]?.press('again');
    await until(async () => messages.length === 2);
    assert.equal(messages[1]?.detail, 'This workspace is not trusted.');
    assert.equal((await standin.counts()).posts, 1);
  });
});

/** The next tab that opens. */
async function tabOpened(): Promise<vscode.Tab> {
  return new Promise((resolve) => {
    const listener = vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
      const [tab] = opened;
      if (!tab) return;
      listener.dispose();
      resolve(tab);
    });
  });
}

async function untilVisible(panel: vscode.WebviewPanel, isVisible: boolean): Promise<void> {
  while (panel.visible !== isVisible) {
    await new Promise<void>((resolve) => {
      const listener = panel.onDidChangeViewState(() => {
        listener.dispose();
        resolve();
      });
    });
  }
}
