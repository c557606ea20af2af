import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { accept, answerInputBoxes, pressButton } from './support/inputBoxes.ts';
import { answerLists } from './support/lists.ts';
import { recordMessages } from './support/messages.ts';
import { files, generateFromSelection, open, read, select, updateSetting, useScene } from './support/scene.ts';
import { standin } from './support/standin.ts';

const generateWithOptions = (): Thenable<void> => vscode.commands.executeCommand('fluxKontext.generateWithOptions');

describe('Generate with Options…', () => {
  const scene = useScene();

  it('lists the prompt first, a line for each parameter with its value, and the price last', async () => {
    recordMessages();
    const editor = await open(scene.folder, 'story.md', 'A red fox\n');
    select(editor, 'A red fox');
    const lists = answerLists('Generate');
    await generateWithOptions();
    assert.deepEqual(lists[0]?.lines, [
      'Prompt | A red fox',
      'Style | none',
      'Model | flux-kontext-pro',
      'Aspect ratio | 1:1',
      'Seed | random',
      'Prompt upsampling | off',
      'Safety tolerance | 2',
      'Format | jpeg',
      'Number of pictures | 1',
      'Save as Style…',
      'Generate for about 4 credits (0.04 USD)',
    ]);
    assert.equal(lists[0]?.active, 'Generate for about 4 credits (0.04 USD)');
    assert.equal(lists[0]?.placeholder, 'By your settings. Enter generates.');
    assert.equal(editor.document.getText(), 'A red fox\n\n![A red fox](./images/a-red-fox.jpg)\n');
  });

  it('sends what was chosen and typed, and remembers it for the workspace', async () => {
    recordMessages();
    const editor = await open(scene.folder, 'story.md', 'A red fox\n');
    select(editor, 'A red fox');
    answerInputBoxes('A red fox at dusk');
    const lists = answerLists(
      'Prompt',
      'Aspect ratio',
      '16:9',
      'Seed',
      { type: '7', choose: 'Use 7' },
      'Style',
      'ink',
      'Generate',
      'Generate',
    );
    await generateWithOptions();
    const [task] = await standin.tasks();
    assert.match(task?.prompt ?? '', /^A red fox at dusk\. This is a drawing by hand in black ink/);
    assert.deepEqual([task?.recipe.width, task?.recipe.height, task?.recipe.seed], [1392, 752, 7]);
    assert.match(editor.document.getText(), /!\[A red fox at dusk\]\(\.\/images\/a-red-fox-at-dusk\.jpg\)/);

    await generateWithOptions();
    const again = lists.at(-1);
    assert.equal(again?.placeholder, 'As you chose last in this workspace. Enter generates.');
    assert.deepEqual(again?.lines.slice(1, 5), [
      'Style | ink',
      'Model | flux-kontext-pro',
      'Aspect ratio | 16:9',
      'Seed | 7',
    ]);

    answerLists('Back to the Settings', 'Generate');
    await generateWithOptions();
    const settings = answerLists();
    await generateWithOptions();
    assert.equal(settings[0]?.placeholder, 'By your settings. Enter generates.');
  });

  it('take the model and the parameters of a style along, wherever its name comes from', async () => {
    recordMessages();
    await updateSetting('styles', {
      wide: { prompt: '{prompt}, wide', model: 'flux-kontext-max', aspectRatio: '16:9' },
    });
    const editor = await open(scene.folder, 'story.md', 'A red fox\n\nA cat --style wide --ar 3:2\n');
    const lists = answerLists('Style', 'wide');
    const expected = ['Style | wide', 'Model | flux-kontext-max', 'Aspect ratio | 16:9'];
    select(editor, 'A red fox');
    await generateWithOptions();
    assert.deepEqual(lists[2]?.lines.slice(1, 4), expected, 'chosen in the list');
    select(editor, 'A cat --style wide --ar 3:2');
    const typed = answerLists();
    await generateWithOptions();
    assert.deepEqual(typed[0]?.lines.slice(1, 4), [...expected.slice(0, 2), 'Aspect ratio | 3:2'], 'typed');
    await updateSetting('style', 'wide');
    select(editor, 'A red fox');
    answerInputBoxes('A grey wolf --ar 1:1 --n 2');
    const bySetting = answerLists('Prompt', 'Generate 2 pictures for about 16 credits');
    await generateWithOptions();
    assert.deepEqual(bySetting[0]?.lines.slice(1, 4), expected, 'of the settings');
    assert.equal(bySetting[1]?.active, 'Prompt | A grey wolf', 'Enter pressed once too often spends nothing');
    const [task] = await standin.tasks();
    assert.deepEqual([task?.prompt, task?.model, task?.recipe.width], ['A grey wolf, wide', 'flux-kontext-max', 1024]);
    answerLists('Back to the Settings', 'Generate');
    await generateWithOptions();
  });

  it('says that it is for the first of several selections', async () => {
    recordMessages();
    const editor = await open(scene.folder, 'story.md', 'A red fox\n\nA cat\n');
    select(editor, 'A red fox', 'A cat');
    const lists = answerLists();
    await generateWithOptions();
    assert.match(lists[0]?.placeholder ?? '', /^For the first selection only\. /);
  });

  it('says what is wrong with a typed value, and sends nothing', async () => {
    recordMessages();
    const editor = await open(scene.folder, 'story.md', 'A red fox\n');
    select(editor, 'A red fox');
    answerLists('Seed', { type: 'x', choose: '--seed is "x", but must be a whole number or random.' });
    await generateWithOptions();
    assert.deepEqual(await standin.tasks(), []);
  });

  it('makes the number of pictures that was chosen, without asking for the price that it has shown', async () => {
    const messages = recordMessages();
    const editor = await open(scene.folder, 'story.md', 'A red fox\n');
    select(editor, 'A red fox');
    const lists = answerLists('Number of pictures', '3', 'Generate 3 pictures for about 12 credits');
    await generateWithOptions();
    assert.equal(lists.length, 3);
    assert.deepEqual(messages, []);
    const seeds = (await standin.tasks()).map(({ recipe }) => recipe.seed);
    assert.equal(new Set(seeds).size, 3);
    assert.deepEqual(
      (await files(scene.folder)).filter((name) => name.startsWith('images/')),
      ['images/a-red-fox-1.jpg', 'images/a-red-fox-2.jpg', 'images/a-red-fox.jpg'],
    );
    assert.equal(editor.document.getText().match(/!\[/g)?.length, 1, 'one of them is linked');
    answerLists('Back to the Settings', 'Generate');
    await generateWithOptions();
  });

  it('saves a style as a Markdown file of the workspace, which opens, and asks until its name is right', async () => {
    recordMessages();
    const editor = await open(scene.folder, 'story.md', 'A red fox\n');
    select(editor, 'A red fox');
    const boxes = answerInputBoxes('none', 'ink', 'My style');
    answerLists('Aspect ratio', '16:9', 'Style', 'ink', 'Save as Style…');
    await generateWithOptions();
    assert.equal(boxes[0]?.refusals.length, 2);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail();
    const text = (await read(folder, '.flux/styles/My style.md')).toString();
    assert.match(text, /^---\n[^]*aspectRatio: 16:9\n[^]*---\n[^]*\{prompt\}\. This is a drawing by hand/);
    assert.doesNotMatch(text, /seed/);
    assert.equal(vscode.window.activeTextEditor?.document.uri.path, `${folder.path}/.flux/styles/My style.md`);
  });
});

describe('Options at the end of a prompt', () => {
  const scene = useScene();

  it('are sent, and stand neither in the alternative text nor in the file’s name', async () => {
    recordMessages();
    const editor = await open(scene.folder, 'story.md', 'A red fox --ar 16:9 --seed 7 --format png\n');
    select(editor, 'A red fox --ar 16:9 --seed 7 --format png');
    await generateFromSelection();
    const [task] = await standin.tasks();
    assert.equal(task?.prompt, 'A red fox');
    assert.deepEqual(
      [task?.recipe.width, task?.recipe.height, task?.recipe.seed, task?.recipe.format],
      [1392, 752, 7, 'png'],
    );
    assert.match(editor.document.getText(), /!\[A red fox\]\(\.\/images\/a-red-fox\.png\)/);
  });

  it('that are bad are told with the known ones, and nothing is sent', async () => {
    const messages = recordMessages();
    const editor = await open(scene.folder, 'story.md', 'A red fox --size 3\n\nA cat --ar 16\n\nA dog --n 0\n');
    for (const prompt of ['A red fox --size 3', 'A cat --ar 16', 'A dog --n 0']) {
      select(editor, prompt);
      await generateFromSelection();
    }
    const nothing = 'Nothing was sent or charged.';
    assert.deepEqual(
      messages.map(({ text }) => text),
      [
        `--size is no option. Known ones: --ar, --seed, --upsampling, --safety, --format, --n, --model, --style. ${nothing}`,
        `--ar is 16, but must be two whole numbers with a colon, such as 16:9, from 3:7 to 7:3. ${nothing}`,
        `--n is 0, but must be a whole number in the range 1–8. ${nothing}`,
      ],
    );
    assert.deepEqual(await standin.tasks(), []);
  });

  it('ask with one price for several pictures, of which the first is linked', async () => {
    const messages = recordMessages(({ text }) => (text.startsWith('Generate') ? 'Generate' : undefined));
    const editor = await open(scene.folder, 'story.md', 'A red fox --n 2\n');
    select(editor, 'A red fox --n 2');
    await generateFromSelection();
    assert.deepEqual(
      messages.map(({ text }) => text),
      ['Generate 2 images for about 8 credits (0.08 USD)?'],
    );
    assert.equal((await standin.tasks()).length, 2);
    assert.match(editor.document.getText(), /^A red fox --n 2\n\n!\[A red fox\]\([^)]+\)\n$/);
  });

  it('name a style of the settings, and an unknown one is told with the known ones', async () => {
    const messages = recordMessages();
    await updateSetting('styles', { woodcut: { prompt: '{prompt}, as a woodcut' } });
    const editor = await open(scene.folder, 'story.md', 'A red fox --style woodcut\n\nA cat --style oil\n');
    for (const prompt of ['A red fox --style woodcut', 'A cat --style oil']) {
      select(editor, prompt);
      await generateFromSelection();
    }
    assert.deepEqual(
      (await standin.tasks()).map(({ prompt }) => prompt),
      ['A red fox, as a woodcut'],
    );
    assert.match(
      messages[0]?.text ?? '',
      /^There is no style "oil"\. Known ones: photograph, ink, flat, isometric, blueprint, woodcut\./,
    );
  });
});

describe('The box that asks for a prompt', () => {
  const scene = useScene();
  const generate = (): Thenable<void> => vscode.commands.executeCommand('fluxKontext.generate');

  it('refuses a bad option where it is typed, and takes the next try', async () => {
    recordMessages();
    await open(scene.folder, 'story.md', '\n');
    const boxes = answerInputBoxes('A red fox --ar 16', 'A red fox --ar 16:9');
    await generate();
    assert.deepEqual(boxes[0]?.refusals, [
      '--ar is 16, but must be two whole numbers with a colon, such as 16:9, from 3:7 to 7:3.',
    ]);
    const [task] = await standin.tasks();
    assert.deepEqual([task?.prompt, task?.recipe.width, task?.recipe.height], ['A red fox', 1392, 752]);
  });

  it('keeps what was typed when the list of earlier prompts is opened and dismissed', async () => {
    recordMessages();
    await open(scene.folder, 'story.md', '\n');
    const boxes = answerInputBoxes(pressButton('A ship'));
    const lists = answerLists();
    await generate();
    assert.equal(lists[0]?.title, 'Earlier Prompts');
    assert.deepEqual(
      boxes.map(({ suggestion }) => suggestion),
      ['', 'A ship'],
    );
  });

  it('keeps the line breaks of a prompt that is accepted as it is shown', async () => {
    recordMessages();
    const editor = await open(scene.folder, 'story.md', 'A red fox\nin the snow\n');
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    const boxes = answerInputBoxes(accept);
    await generateFromSelection();
    assert.deepEqual([boxes[0]?.suggestion, boxes[0]?.refusals], ['A red fox in the snow', []]);
    assert.equal((await standin.tasks())[0]?.prompt, 'A red fox\nin the snow');
  });
});
