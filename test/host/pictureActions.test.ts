import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { useClipboard } from './support/clipboard.ts';
import { answerInputBoxes } from './support/inputBoxes.ts';
import { answerLists } from './support/lists.ts';
import { makePicture } from './support/makePicture.ts';
import { recordMessages } from './support/messages.ts';
import { pressButton } from './support/pressButton.ts';
import { watchPreviewPanels } from './support/previewPanels.ts';
import { useRefusingService } from './support/refusingService.ts';
import { replace } from './support/replace.ts';
import { files, generateFromSelection, open, select, updateSetting, useScene } from './support/scene.ts';
import { standin, standinUrl } from './support/standin.ts';

describe('What can be done with a picture', () => {
  const scene = useScene();

  it('is to make it again: the request is the first one with the seed that was drawn, whatever the settings', async () => {
    recordMessages();
    const panels = watchPreviewPanels();
    await updateSetting('defaultAspectRatio', '16:9');
    const words = 'A red fox --format jpeg --safety 1 --upsampling --model max --style ink';
    const { bodies, close } = await useRefusingService();
    const editor = await open(scene.folder, 'story.md', `${words}\n`);
    try {
      const { endpoint } = vscode.workspace.getConfiguration('fluxKontext');
      select(editor, words);
      await generateFromSelection();
      await updateSetting('endpoint', standinUrl);
      await generateFromSelection();
      for (const [name, value] of Object.entries({ endpoint, defaultAspectRatio: '1:1', seed: 7, outputFormat: 'png' }))
        await updateSetting(name, value);
      await pressButton(panels[0], 'again');
      await pressButton(panels[0], 'vary');
    } finally {
      close();
    }
    const [first, again, vary, ...others] = bodies;
    const [task] = await standin.tasks();
    assert.ok(task && first);
    assert.deepEqual(Object.keys(first).toSorted(), [
      'aspect_ratio',
      'output_format',
      'path',
      'prompt',
      'prompt_upsampling',
      'safety_tolerance',
    ]);
    assert.deepEqual(again, { ...first, seed: task.recipe.seed });
    assert.deepEqual(vary, first, 'another one without a seed');
    assert.deepEqual(others, []);
  });

  it('is to make it again without a document: it is saved beside the first one', async () => {
    recordMessages();
    const panels = watchPreviewPanels();
    const { editor } = await makePicture(scene.folder);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(editor.document.uri);
    await pressButton(panels[0], 'vary');
    assert.deepEqual(await files(scene.folder), ['images/a-red-fox-1.jpg', 'images/a-red-fox.jpg']);
  });

  it('is to change it: other words at the same seed, linked below', async () => {
    recordMessages();
    const panels = watchPreviewPanels();
    const { editor } = await makePicture(scene.folder, 'A fox at dawn');
    const lists = answerLists('Prompt', 'Generate');
    const boxes = answerInputBoxes('A fox at dusk');
    await pressButton(panels[0], 'change');
    const [first, second] = await standin.tasks();
    assert.deepEqual([second?.prompt, second?.recipe.seed], ['A fox at dusk', first?.recipe.seed]);
    assert.deepEqual([lists[0]?.title, boxes[0]?.suggestion], ['Change “A fox at dawn”', 'A fox at dawn']);
    assert.equal(
      editor.document.getText(),
      'A fox at dawn\n\n![A fox at dawn](./images/a-fox-at-dawn.jpg)\n\n![A fox at dusk](./images/a-fox-at-dusk.jpg)\n',
    );
  });

  it('is to copy its prompt as it was sent, its recipe as options, and its link', async () => {
    recordMessages();
    const panels = watchPreviewPanels();
    const clipboard = useClipboard();
    const words = 'A red fox --ar 16:9 --style ink';
    const editor = await open(scene.folder, 'story.md', `${words}\n`);
    select(editor, words);
    await generateFromSelection();
    const [first] = await standin.tasks();
    assert.ok(first);
    await pressButton(panels[0], 'copyPrompt');
    assert.equal(await clipboard.readText(), first.prompt);
    await pressButton(panels[0], 'copyLink');
    assert.equal(await clipboard.readText(), '![A red fox](./images/a-red-fox.jpg)');
    await pressButton(panels[0], 'copyRecipe');
    const recipe = await clipboard.readText();
    assert.match(recipe, /^A red fox --ar 16:9 /);

    await updateSetting('style', 'photograph');
    select(await open(scene.folder, 'other.md', `${recipe}\n`), recipe);
    await generateFromSelection();
    const second = (await standin.tasks())[1];
    assert.deepEqual([second?.prompt, second?.recipe], [first.prompt, first.recipe], 'the recipe makes it again');
  });

  it('is to open its file and to show it in the explorer, where it is now', async () => {
    recordMessages();
    await updateSetting('openPreview', 'never');
    const { image } = await makePicture(scene.folder);
    const moved = vscode.Uri.joinPath(scene.folder, 'Fuchs #1.jpg');
    await vscode.workspace.fs.rename(image, moved);
    const panels = watchPreviewPanels();
    await vscode.commands.executeCommand('fluxKontext.showRecipe', moved);
    const run: unknown[] = [];
    replace(vscode.commands, 'executeCommand', async <T>(command: string, uri: unknown): Promise<T> => {
      // The look for unfinished jobs runs a command of its own now and then.
      if (command !== 'setContext') run.push([command, String(uri)]);
      return undefined as T;
    });
    await pressButton(panels[0], 'openFile');
    await pressButton(panels[0], 'reveal');
    assert.deepEqual(run, [
      ['vscode.open', moved.toString()],
      ['revealInExplorer', moved.toString()],
    ]);
  });
});
