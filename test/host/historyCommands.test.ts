import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { createHistoryCommands } from '../../src/commands/historyFiles.ts';
import { createShowSpending } from '../../src/commands/showSpending.ts';
import { type History, openHistory } from '../../src/pictures/history.ts';
import type { Picture } from '../../src/pictures/picture.ts';
import { recipeOf } from '../fixtures/recipes.ts';
import { answerLists } from './support/lists.ts';
import { recordMessages } from './support/messages.ts';
import { replace } from './support/replace.ts';
import { read, useScene, workspaceFolders, write } from './support/scene.ts';
import { createPicture } from './support/testPreview.ts';

/** Long enough in the past for no test to run in that month. */
const longAgo = Date.UTC(2020, 0, 15);

describe('The commands of the history', () => {
  const scene = useScene();
  let history: History;
  const folder = (): vscode.Uri => workspaceFolders()[0].uri;

  const openOne = (name: string): History =>
    openHistory(vscode.Uri.joinPath(scene.folder, name).fsPath, {
      shared: () => [],
      limit: () => 100,
      log: assert.fail,
    });

  beforeEach(() => {
    history = openOne('history');
  });

  /** Remembers a picture of the workspace. */
  async function add(digit: string, changes: Partial<Picture> = {}): Promise<Picture> {
    const uri = vscode.Uri.joinPath(folder(), `${digit}.jpg`);
    const picture = { ...createPicture(digit.repeat(64), uri), savedAt: Date.now(), ...changes };
    await history.add(picture);
    return picture;
  }

  it('export all recipes as lines that another history takes, and say how many were new', async () => {
    const fox = await add('a', { document: vscode.Uri.joinPath(folder(), 'story.md').toString() });
    const wolf = await add('b');
    const file = vscode.Uri.joinPath(scene.folder, 'pictures.jsonl');
    replace(vscode.window, 'showSaveDialog', async () => file);
    await createHistoryCommands(history).exportHistory();
    const lines = (await read(scene.folder, 'pictures.jsonl')).toString();
    assert.equal(lines.trimEnd().split('\n').length, 2);
    assert.doesNotMatch(lines, /file:/, 'paths are relative to the folder');

    await writeFile(file.fsPath, `${lines}nonsense\n`);
    const messages = recordMessages();
    const openDialog = async (): Promise<vscode.Uri[]> => [file];
    replace(vscode.window, 'showOpenDialog', openDialog as typeof vscode.window.showOpenDialog);
    const other = openOne('other');
    await createHistoryCommands(other).importHistory();
    await createHistoryCommands(other).importHistory();
    assert.deepEqual(
      messages.map(({ kind, text }) => [kind, text]),
      [
        ['warning', 'Recipes imported: 2 new, 0 known before. Lines that could not be read: 1.'],
        ['warning', 'Recipes imported: 0 new, 2 known before. Lines that could not be read: 1.'],
      ],
    );
    assert.deepEqual((await other.find(fox.sha256))?.recipe, fox.recipe);
    assert.equal((await other.find(wolf.sha256))?.uri, wolf.uri);
  });

  it('forget what was chosen, once that is confirmed, and leave the files', async () => {
    const file = await write(folder(), 'a.jpg', 'the picture');
    const fox = await add('a');
    const wolf = await add('b');
    const { forget } = createHistoryCommands(history);
    const answers = [undefined, 'Forget'];
    const messages = recordMessages(() => answers.shift());
    answerLists([fox.recipe.prompt], [fox.recipe.prompt]);
    await forget();
    assert.ok(await history.find(fox.sha256), 'it was not confirmed');
    await forget();
    assert.equal(messages[1]?.text, 'Forget how this picture was made?');
    assert.equal(await history.find(fox.sha256), undefined);
    assert.ok(await history.find(wolf.sha256));
    assert.equal((await vscode.workspace.fs.readFile(file)).length, 'the picture'.length);
  });

  it('show what this month has cost, by day, by model and by document', async () => {
    const document = vscode.Uri.joinPath(folder(), 'story.md').toString();
    await add('a', { document });
    await add('b', { document, cost: 8, recipe: recipeOf('A wolf', {}, 'flux-kontext-max') });
    await add('c', { cost: 5 });
    await add('d', { savedAt: longAgo });
    const twice = await add('e', { cost: 1 });
    await history.add({ ...twice, savedAt: twice.savedAt + 1 });
    await history.add({ ...twice, savedAt: twice.savedAt + 1, uri: `${twice.uri}.moved.jpg` });
    const lists = answerLists();
    await createShowSpending(history)();
    assert.equal(lists[0]?.title, 'Spending This Month: 19 credits (0.19 USD) for 5 pictures');
    const lines = lists[0]?.lines ?? [];
    assert.deepEqual(
      [lines[0], ...lines.slice(2)],
      [
        'By day',
        'By model',
        'flux-kontext-pro | 11 credits (0.11 USD) for 4 pictures',
        'flux-kontext-max | 8 credits (0.08 USD) for 1 picture',
        'By document',
        'first/story.md | 12 credits (0.12 USD) for 2 pictures',
        'without a document | 7 credits (0.07 USD) for 3 pictures',
      ],
    );
    assert.match(lines[1] ?? '', /^\d{4}-\d\d-\d\d \| 19 credits \(0\.19 USD\) for 5 pictures$/);
  });
});
