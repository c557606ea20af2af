import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { offerMergeLine } from '../../src/commands/mergeLine.ts';
import { answerLists } from './support/lists.ts';
import { createMemento } from './support/memento.ts';
import { recordMessages } from './support/messages.ts';
import { watchPreviewPanels } from './support/previewPanels.ts';
import {
  files,
  generateFromSelection,
  open,
  read,
  select,
  updateSetting,
  useScene,
  workspaceFolders,
} from './support/scene.ts';
import { createPicture } from './support/testPreview.ts';

const root = (): vscode.Uri => workspaceFolders()[0].uri;
const sharedPath = '.flux/history.jsonl';

async function generate(folder: vscode.Uri, prompt: string): Promise<void> {
  const editor = await open(folder, `${prompt}.md`, `${prompt}\n`);
  select(editor, prompt);
  await generateFromSelection();
}

async function sharedLines(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const text = (await read(root(), sharedPath)).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('The history of a workspace folder', () => {
  const scene = useScene();

  it('is written only where the setting asks for it', async () => {
    recordMessages();
    await generate(scene.folder, 'A red fox');
    assert.ok(!(await files(root())).includes(sharedPath));
  });

  it('has a line for each picture, with paths from the folder and sorted keys, and neither key nor address', async () => {
    recordMessages();
    await updateSetting('history', 'workspace');
    await updateSetting('webhookUrl', 'https://example.org/hook');
    await generate(scene.folder, 'A red fox');
    const [line, ...others] = await sharedLines();
    assert.ok(line);
    assert.deepEqual(others, []);
    const folder = scene.folder.path.split('/').at(-1);
    assert.deepEqual([line['path'], line['document']], [`${folder}/images/a-red-fox.jpg`, `${folder}/A red fox.md`]);
    assert.deepEqual(Object.keys(line), Object.keys(line).toSorted());
    assert.doesNotMatch(JSON.stringify(line), /https?:|file:|example\.org|key/i);
  });

  it('is offered once to be merged by Git without conflicts, where there is a repository', async () => {
    const state = createMemento();
    const picture = createPicture('fox', vscode.Uri.joinPath(root(), 'fox.jpg'));
    const messages = recordMessages(({ buttons }) => buttons[0]);
    await offerMergeLine(picture, state);
    await updateSetting('history', 'workspace');
    await offerMergeLine(picture, state);
    assert.deepEqual(messages, [], 'neither without the setting nor without a repository');

    execFileSync('git', ['init', '-q'], { cwd: root().fsPath });
    // Not in UTF-8: the name of a file with a letter of Latin-1.
    const before = Buffer.concat([Buffer.from('*.bin binary\nk'), Buffer.from([0xfc]), Buffer.from('che.txt text')]);
    await writeFile(vscode.Uri.joinPath(root(), '.gitattributes').fsPath, before);
    await offerMergeLine(picture, state);
    await offerMergeLine(picture, state);
    assert.equal(messages.length, 1);
    assert.deepEqual(
      messages.flatMap(({ buttons }) => buttons),
      ['Add the Line'],
    );
    const attributes = Buffer.concat([before, Buffer.from('\n/.flux/history.jsonl merge=union\n')]);
    assert.deepEqual(await read(root(), '.gitattributes'), attributes);
    const judged = execFileSync('git', ['check-attr', 'merge', sharedPath], { cwd: root().fsPath });
    assert.equal(judged.toString(), '.flux/history.jsonl: merge: union\n');

    await offerMergeLine(picture, createMemento());
    assert.equal(messages.length, 1, 'nor where the line is there');
  });

  it('tells once that it cannot be written, and the picture is known all the same', async () => {
    const messages = recordMessages();
    await updateSetting('history', 'workspace');
    await mkdir(vscode.Uri.joinPath(root(), sharedPath).fsPath, { recursive: true });
    await generate(scene.folder, 'A red fox');
    await generate(scene.folder, 'A grey wolf');
    assert.deepEqual(
      messages.map(({ text }) => text.replace(/\(.*\)/, '(…)')),
      ['Your own history knows it, but first/.flux/history.jsonl cannot be written (…).'],
    );
    await expectRecipe(vscode.Uri.joinPath(scene.folder, 'images/a-red-fox.jpg'), 'A red fox');
  });

  it('T5 is not written through a symbolic link that leads out of the folder', async () => {
    const messages = recordMessages();
    await updateSetting('history', 'workspace');
    const outside = vscode.Uri.joinPath(workspaceFolders()[1].uri, 'outside');
    await mkdir(outside.fsPath);
    await symlink(outside.fsPath, vscode.Uri.joinPath(root(), '.flux').fsPath);
    await generate(scene.folder, 'A red fox');
    assert.deepEqual(await files(outside), []);
    assert.equal(messages.length, 1);

    await rm(vscode.Uri.joinPath(root(), '.flux').fsPath);
    await mkdir(vscode.Uri.joinPath(root(), '.flux').fsPath);
    const file = vscode.Uri.joinPath(outside, 'notes.txt').fsPath;
    await writeFile(file, 'mine\n');
    await symlink(file, vscode.Uri.joinPath(root(), sharedPath).fsPath);
    await generate(scene.folder, 'A grey wolf');
    assert.equal((await read(outside, 'notes.txt')).toString(), 'mine\n');
  });

  it('of a colleague tells how a picture was made, whatever the setting, until it is forgotten', async () => {
    recordMessages(({ text }) => (text.startsWith('Forget') ? 'Forget' : undefined));
    await updateSetting('history', 'workspace');
    await generate(scene.folder, 'A red fox');
    const shared = (await read(root(), sharedPath)).toString();
    const image = vscode.Uri.joinPath(scene.folder, 'images/a-red-fox.jpg');
    answerLists(['A red fox']);
    await vscode.commands.executeCommand('fluxKontext.forget');
    await updateSetting('history', 'user');
    await expectRecipe(image, undefined);

    // The line of a colleague who made the same picture later.
    const { at, ...line } = JSON.parse(shared.split('\n')[0] ?? '');
    const later = JSON.stringify({ at: Date.now() + 60_000, ...line, savedAt: Date.now() + 60_000 });
    await writeFile(vscode.Uri.joinPath(root(), sharedPath).fsPath, `${shared}${later}\n`);
    assert.equal(typeof at, 'number');
    await expectRecipe(image, 'A red fox');
  });
});

/** Asserts what *Show Recipe* shows of a file, in a preview of its own. */
async function expectRecipe(file: vscode.Uri, prompt: string | undefined): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  await vscode.window.tabGroups.close(tabs.filter(({ input }) => input instanceof vscode.TabInputWebview));
  const panels = watchPreviewPanels();
  await vscode.commands.executeCommand('fluxKontext.showRecipe', file);
  panels[0]?.send({ type: 'ready' });
  assert.equal(panels[0]?.shown?.pictures[0]?.alt, prompt);
}
