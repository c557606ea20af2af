import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { getLink } from '../../src/documents/insertLink.ts';
import { answerLists } from './support/lists.ts';
import { makePicture } from './support/makePicture.ts';
import { recordMessages } from './support/messages.ts';
import { type OpenedPanel, watchPreviewPanels } from './support/previewPanels.ts';
import { replace } from './support/replace.ts';
import { open, read, updateSetting, useScene, workspaceFolders, write } from './support/scene.ts';
import { standin } from './support/standin.ts';

/** A PNG of no pixels, as far as anybody looks at it here. @param chunk the type of a chunk in it */
function createPng(chunk: string): Buffer {
  const empty = (type: string): Buffer => Buffer.from(`\0\0\0\0${type}\0\0\0\0`, 'latin1');
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), empty('IHDR'), empty(chunk), empty('IEND')]);
}

const showRecipe = (argument?: unknown): Thenable<void> =>
  vscode.commands.executeCommand('fluxKontext.showRecipe', ...(argument === undefined ? [] : [argument]));

/** The value of a fact that a preview shows. */
function factOf(panel: OpenedPanel | undefined, name: string): string | undefined {
  return panel?.shown?.details.facts.find(([label]) => label === name)?.[1];
}

const nameOf = (uri: vscode.Uri): string => vscode.workspace.asRelativePath(uri);

describe('Show Recipe', () => {
  const scene = useScene();
  const placeIn = (name: string): vscode.Uri => vscode.Uri.joinPath(scene.folder, name);

  // Only what is asked for opens a preview here.
  beforeEach(() => updateSetting('openPreview', 'never'));

  const moves: Readonly<Record<string, (image: vscode.Uri) => Promise<vscode.Uri>>> = {
    'where it was saved': async (image) => image,
    'under another name': async (image) => {
      const target = placeIn('images/Fuchs #1, 100 %41 (ü).JPEG');
      await vscode.workspace.fs.rename(image, target);
      return target;
    },
    'in another workspace folder': async (image) => {
      const target = vscode.Uri.joinPath(workspaceFolders()[1].uri, 'fox.jpg');
      await vscode.workspace.fs.rename(image, target);
      return target;
    },
    'after another program has moved it': async (image) => {
      const target = placeIn('fox.bin');
      await rename(image.fsPath, target.fsPath);
      return target;
    },
    'in a copy': async (image) => {
      const target = placeIn('copy.jpg');
      await vscode.workspace.fs.copy(image, target);
      return target;
    },
  };
  for (const [where, move] of Object.entries(moves)) {
    it(`knows a picture ${where}, and leaves its bytes alone`, async () => {
      const messages = recordMessages();
      const { image, task } = await makePicture(scene.folder);
      const panels = watchPreviewPanels();
      const file = await move(image);
      const said = messages.length;
      await showRecipe(file);
      const [panel] = panels;
      assert.equal(panel?.shown?.details.prompt, 'A red fox');
      assert.deepEqual([factOf(panel, 'Seed'), factOf(panel, 'Model')], [String(task.recipe.seed), 'flux-kontext-pro']);
      assert.ok(factOf(panel, 'File')?.startsWith(`${nameOf(file)} (`), factOf(panel, 'File'));
      assert.equal(panel.shown.details.note, undefined);
      assert.ok(panel.panel.webview.options.localResourceRoots?.some(({ path }) => file.path.startsWith(`${path}/`)));
      assert.equal(messages.length, said);
      assert.deepEqual(Buffer.from(await vscode.workspace.fs.readFile(file)), await standin.image(task));
    });
  }

  it('knows a picture by its first place after it was moved away, and says that there is no file', async () => {
    const messages = recordMessages();
    const { image } = await makePicture(scene.folder);
    const panels = watchPreviewPanels();
    await vscode.workspace.fs.rename(image, placeIn('fox.jpg'));
    await showRecipe(image);
    assert.deepEqual(messages.at(-1), {
      kind: 'information',
      text: `There is no file ${nameOf(image)}. The recipe of a picture that was saved under this name is known.`,
      buttons: ['Show Probable Recipe'],
    });
    assert.equal(panels.length, 0);
  });

  it('offers the recipe of a picture whose file was changed as a probable one, and shows it with a note', async () => {
    const messages = recordMessages(({ buttons }) => buttons.find((button) => button === 'Show Probable Recipe'));
    const { image, task } = await makePicture(scene.folder);
    const panels = watchPreviewPanels();
    const smaller = (await standin.image(task)).subarray(0, -1);
    await writeFile(image.fsPath, smaller);
    await showRecipe(image);
    assert.equal(
      messages.at(-1)?.text,
      `How ${nameOf(image)} was made is not known here: no picture in the history has these bytes. ` +
        'The file carries no Content Credentials. The recipe of a picture that was saved under this name is known.',
    );
    assert.equal(panels[0]?.shown?.details.prompt, 'A red fox');
    assert.match(panels[0].shown.details.note ?? '', /^Probably: /);
    assert.deepEqual(await read(scene.folder, 'images/a-red-fox.jpg'), smaller);
  });

  it('shows no probable recipe to who does not ask for it', async () => {
    recordMessages();
    const { image } = await makePicture(scene.folder);
    const panels = watchPreviewPanels();
    await writeFile(image.fsPath, createPng('IDAT'));
    await showRecipe(image);
    assert.equal(panels.length, 0);
  });

  for (const [chunk, says] of [
    ['caBX', 'The file carries Content Credentials; they were not checked.'],
    ['IDAT', 'The file carries no Content Credentials.'],
  ] as const) {
    it(`tells of a picture of somebody else: ${says}`, async () => {
      const messages = recordMessages();
      const bytes = createPng(chunk);
      const file = placeIn('foreign.png');
      await vscode.workspace.fs.writeFile(file, bytes);
      await showRecipe(file);
      const known = `How ${nameOf(file)} was made is not known here: no picture in the history has these bytes.`;
      assert.deepEqual(messages, [{ kind: 'information', text: `${known} ${says}`, buttons: [] }]);
      assert.deepEqual(await read(scene.folder, 'foreign.png'), bytes);
    });
  }

  const strange: Readonly<Record<string, readonly [create: (name: string) => PromiseLike<unknown>, says: string]>> = {
    'is gone': [async () => undefined, 'There is no file NAME.'],
    'is a folder': [(name) => vscode.workspace.fs.createDirectory(placeIn(name)), 'There is no file NAME.'],
    'is empty': [(name) => write(scene.folder, name, ''), 'NAME is no PNG, JPEG or WebP picture of the service.'],
    'is a text': [
      (name) => write(scene.folder, name, 'caBX jumb C2PA'),
      'NAME is no PNG, JPEG or WebP picture of the service.',
    ],
  };
  for (const [what, [create, says]] of Object.entries(strange)) {
    it(`says in words that a file ${what}`, async () => {
      const messages = recordMessages();
      await create('odd.png');
      await showRecipe(placeIn('odd.png'));
      const text = says.replace('NAME', nameOf(placeIn('odd.png')));
      assert.deepEqual(messages, [{ kind: 'information', text, buttons: [] }]);
    });
  }

  it('takes the picture of the active editor', async () => {
    recordMessages();
    const { image } = await makePicture(scene.folder);
    const panels = watchPreviewPanels();
    await vscode.commands.executeCommand('vscode.open', image);
    await showRecipe();
    assert.equal(panels[0]?.shown?.details.prompt, 'A red fox');
  });

  for (const name of ['story.md', 'story.html']) {
    it(`takes the picture of the link under the cursor in ${name}, for that document`, async () => {
      recordMessages();
      const { image } = await makePicture(scene.folder);
      const copy = placeIn('Füchse? #1, 100 %41 (a)/fox.jpg');
      await vscode.workspace.fs.copy(image, copy);
      const panels = watchPreviewPanels();
      const { document } = await open(scene.folder, name, '');
      const link = await getLink(document.uri.toString(), copy, 'A red fox');
      const editor = await open(scene.folder, `linked-${name}`, `${link}\n`);
      const at = new vscode.Position(0, link.indexOf('fox.jpg'));
      editor.selection = new vscode.Selection(at, at);
      await showRecipe();
      assert.equal(panels[0]?.shown?.details.prompt, 'A red fox');
      assert.equal(factOf(panels[0], 'Document'), nameOf(editor.document.uri));
    });
  }

  it('names the document whose link was asked about, also if the picture was made for another one', async () => {
    recordMessages();
    const { image } = await makePicture(scene.folder);
    const panels = watchPreviewPanels();
    const uri = await write(scene.folder, 'other.md', '![Some fox](<images/a-red-fox.jpg> "Fox")\n');
    await vscode.commands.executeCommand('vscode.open', uri);
    await showRecipe();
    assert.equal(factOf(panels[0], 'Document'), nameOf(uri));
    await showRecipe(image);
    assert.equal(factOf(panels[0], 'Document'), nameOf(placeIn('story.md')));
  });

  it('lets one choose of all pictures where no picture is at hand', async () => {
    recordMessages();
    await makePicture(scene.folder, 'A fox at dawn');
    await makePicture(scene.folder, 'An owl at dawn', 'other.md');
    const panels = watchPreviewPanels();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const lists = answerLists({ type: 'DAWN fox', choose: 'A fox at dawn' });
    await showRecipe();
    assert.equal(panels[0]?.shown?.details.prompt, 'A fox at dawn');
    assert.equal(lists[0]?.title, 'Show Recipe');
    assert.deepEqual(
      lists[0]?.lines.slice(0, 3).map((line) => line.split(' | ')[0]),
      ['Choose a File…', 'An owl at dawn', 'A fox at dawn'],
    );
  });

  it('lets one choose a file', async () => {
    recordMessages();
    const { image } = await makePicture(scene.folder);
    const panels = watchPreviewPanels();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    answerLists('Choose a File…');
    replace(vscode.window, 'showOpenDialog', async () => [image]);
    await showRecipe();
    assert.equal(panels[0]?.shown?.details.prompt, 'A red fox');
  });

  for (const argument of [7, 'A red fox', {}, { sha256: 7 }, { sha256: 'ab', document: 'file:///a.md' }, []]) {
    it(`takes ${JSON.stringify(argument)} of other code for nothing`, async () => {
      const lists = answerLists();
      await showRecipe(argument);
      assert.deepEqual(
        lists.map(({ title }) => title),
        ['Show Recipe'],
      );
    });
  }
});
