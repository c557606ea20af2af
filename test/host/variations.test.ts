import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { useClipboard } from './support/clipboard.ts';
import { makePicture } from './support/makePicture.ts';
import { recordMessages } from './support/messages.ts';
import { pressButton } from './support/pressButton.ts';
import { type OpenedPanel, watchPreviewPanels } from './support/previewPanels.ts';
import { replace } from './support/replace.ts';
import { files, useScene, write } from './support/scene.ts';
import { standin } from './support/standin.ts';

/** The names of the files of the pictures that a preview shows as kept. */
function kept(panel: OpenedPanel): readonly string[] {
  const pictures = panel.shown?.pictures.filter(({ isKept }) => isKept) ?? [];
  return pictures.map(({ source }) => source.split('/').at(-1) ?? '').toSorted();
}

/** The id of the picture whose file has a name. */
function idOf(panel: OpenedPanel, name: string): string | undefined {
  return panel.shown?.pictures.find(({ source }) => source.endsWith(`/${name}`))?.id;
}

describe('Variations of a picture', () => {
  const scene = useScene();

  /** Makes a picture and varies it four times. @returns the names of the files of the four */
  async function makeFour() {
    recordMessages(() => 'Generate');
    const panels = watchPreviewPanels();
    const { editor } = await makePicture(scene.folder);
    await pressButton(panels[0], 'varyFour');
    const { document } = editor;
    const names = (await files(scene.folder)).map((name) => name.replace('images/', ''));
    const four = names.filter((name) => /-\d\.jpg$/.test(name));
    const linked = four.find((name) => document.getText().includes(name)) ?? assert.fail();
    const [panel = assert.fail()] = panels;
    return { panel, editor, document, linked, unlinked: four.filter((name) => name !== linked) };
  }

  it('are four after one question with the price, each with a seed of its own that the history keeps', async () => {
    const messages = recordMessages(({ kind }) => (kind === 'warning' ? 'Generate' : undefined));
    const panels = watchPreviewPanels();
    const { editor } = await makePicture(scene.folder);
    await pressButton(panels[0], 'varyFour');
    assert.deepEqual(messages, [
      { kind: 'warning', text: 'Generate 4 images for about 16 credits (0.16 USD)?', buttons: ['Generate'] },
    ]);
    const seeds = (await standin.tasks()).slice(1).map(({ recipe }) => `Seed ${recipe.seed}`);
    assert.equal(new Set(seeds).size, 4);
    assert.deepEqual(panels[0]?.shown?.pictures.map(({ caption }) => caption).toSorted(), seeds.toSorted());
    assert.equal(panels[0].shown.progress, undefined);
    const names = await files(scene.folder);
    assert.equal(names.filter((name) => name.endsWith('.jpg')).length, 5);
    const links = editor.document.getText().match(/!\[A red fox\]\(\.\/images\/[\w-]+\.jpg\)/g) ?? [];
    assert.equal(links.length, 2, 'of the first picture, and of one of the four');
    assert.equal(editor.document.getText(), `A red fox\n\n${links.join('\n\n')}\n`);
  });

  it('are none where the question is not answered', async () => {
    const messages = recordMessages();
    const panels = watchPreviewPanels();
    await makePicture(scene.folder);
    await pressButton(panels[0], 'varyFour');
    assert.equal(messages.length, 1);
    assert.equal((await standin.tasks()).length, 1);
  });

  it('give their link to the one that is kept, in one undo step, and a second one is linked below', async () => {
    const { panel, document, linked, unlinked } = await makeFour();
    const before = document.getText();
    const [first = '', second = ''] = unlinked;
    await pressButton(panel, 'keep', idOf(panel, first));
    assert.equal(document.getText(), before.replace(linked, first));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before, 'one undo step');
    await vscode.commands.executeCommand('redo');

    await pressButton(panel, 'keep', idOf(panel, second));
    const [first1, second1] = [first, second].map((name) => `![A red fox](./images/${name})`);
    assert.equal(document.getText(), before.replace(linked, first).replace(`${first1}\n`, `${first1}\n\n${second1}\n`));
    assert.deepEqual(kept(panel), [first, second].toSorted());
    const after = document.getText();
    await pressButton(panel, 'keep', idOf(panel, second));
    assert.equal(document.getText(), after, 'a second time changes nothing');
  });

  it('leave the document alone where the one that is linked is kept', async () => {
    const { panel, document, linked } = await makeFour();
    const { version } = document;
    await pressButton(panel, 'keep', idOf(panel, linked));
    assert.equal(document.version, version);
    assert.deepEqual(kept(panel), [linked]);
  });

  it('offer the link of the one that is kept where its place in the document is gone', async () => {
    const { panel, editor, document, unlinked } = await makeFour();
    const clipboard = useClipboard();
    const messages = recordMessages(({ buttons }) => buttons[0]);
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, document.lineCount, 0)));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Something else\n'));
    const [name = ''] = unlinked;
    await pressButton(panel, 'keep', idOf(panel, name));
    assert.deepEqual(messages, [
      {
        kind: 'warning',
        text: '“A red fox” is kept, but its place in the document is gone.',
        buttons: ['Copy Link'],
      },
    ]);
    assert.equal(await clipboard.readText(), `![A red fox](./images/${name})`);
    assert.equal(document.getText(), 'Something else\n');
  });

  it('go to the trash only if asked, and never one that is kept', async () => {
    const { panel, linked, unlinked } = await makeFour();
    const [first = '', ...others] = unlinked;
    for (const name of [linked, first]) await pressButton(panel, 'keep', idOf(panel, name));
    const before = await files(scene.folder);
    const trashed: string[] = [];
    replace(vscode.workspace, 'fs', {
      ...vscode.workspace.fs,
      delete: async (uri, options) => {
        assert.equal(options?.useTrash, true);
        trashed.push(uri.path.split('/').at(-1) ?? '');
      },
    });
    const asked = recordMessages();
    await pressButton(panel, 'trashOthers');
    assert.deepEqual(trashed, [], 'without a yes');
    assert.deepEqual(
      asked.map(({ text, buttons, detail }) => [text, buttons, detail?.split('\n').length]),
      [['Move 2 pictures to the trash?', ['Move to Trash'], 2]],
    );
    recordMessages(() => 'Move to Trash');
    await pressButton(panel, 'trashOthers');
    assert.deepEqual(new Set(trashed), new Set(others));
    assert.deepEqual(await files(scene.folder), before);
  });

  it('stay where their files hold something else by now', async () => {
    const { panel, linked, unlinked } = await makeFour();
    await pressButton(panel, 'keep', idOf(panel, linked));
    for (const name of unlinked.slice(1)) await write(scene.folder, `images/${name}`, 'the work of somebody');
    const asked = recordMessages();
    await pressButton(panel, 'trashOthers');
    assert.equal(
      asked[0]?.text,
      `Move ${vscode.workspace.asRelativePath(vscode.Uri.joinPath(scene.folder, `images/${unlinked[0]}`))} to the trash?`,
    );
    await write(scene.folder, `images/${unlinked[0]}`, 'the work of somebody');
    await pressButton(panel, 'trashOthers');
    assert.equal(asked[1]?.text, 'The files hold other pictures by now: they stay.');
  });

  it('are deleted where there is no trash, after a second question', async () => {
    const { panel, linked } = await makeFour();
    await pressButton(panel, 'keep', idOf(panel, linked));
    const before = await files(scene.folder);
    const { fs } = vscode.workspace;
    replace(vscode.workspace, 'fs', {
      ...fs,
      delete: async (uri, options) => {
        if (options?.useTrash) throw vscode.FileSystemError.Unavailable('There is no trash');
        await fs.delete(uri, options);
      },
    });
    const asked = recordMessages(() => (asked.length === 1 ? 'Move to Trash' : undefined));
    await pressButton(panel, 'trashOthers');
    assert.deepEqual(await files(scene.folder), before, 'one yes is not enough');
    assert.deepEqual(asked.at(-1)?.text, '3 pictures cannot be moved to a trash. Delete them for good?');
    recordMessages(({ buttons }) => buttons[0]);
    await pressButton(panel, 'trashOthers');
    assert.deepEqual(await files(scene.folder), ['images/a-red-fox.jpg', `images/${linked}`, 'story.md'].toSorted());
    assert.deepEqual(
      panel.shown?.pictures.map(({ isKept }) => isKept),
      [true],
      'the preview shows what is left',
    );
  });
});
