import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { optionsOf } from '../../src/commands/pictureOrders.ts';
import { createRemember } from '../../src/commands/remember.ts';
import type { Picture } from '../../src/pictures/picture.ts';
import { readHistoryLimit } from '../../src/platform/settings.ts';
import { applyStyle, parseStyle } from '../../src/recipe/styles.ts';
import { recipeOf } from '../fixtures/recipes.ts';
import { silentLog } from './support/log.ts';
import { createMemento } from './support/memento.ts';
import { recordMessages } from './support/messages.ts';
import { updateSetting, useScene } from './support/scene.ts';
import { createPicture } from './support/testPreview.ts';

describe('How a picture was made', () => {
  const scene = useScene();
  const pictureOf = (name: string): Picture => createPicture(name, vscode.Uri.joinPath(scene.folder, `${name}.jpg`));

  it('is written with that of the next picture where the disk did not take it, and told once', async () => {
    const messages = recordMessages();
    const written: string[] = [];
    let isFull = true;
    const add = async ({ sha256 }: Picture): Promise<void> => {
      if (isFull) throw new Error('ENOSPC');
      written.push(sha256);
    };
    const remember = createRemember({ add }, createMemento(), silentLog);
    await remember(pictureOf('fox'), true);
    assert.deepEqual(messages, [], 'the place where the picture is safe was told with the reason');
    await remember(pictureOf('wolf'));
    isFull = false;
    await remember(pictureOf('owl'));
    await remember(pictureOf('cat'));
    assert.deepEqual(written, ['fox', 'wolf', 'owl', 'cat']);
    assert.deepEqual(
      messages.map(({ text }) => text),
      [
        'The picture is saved, but its recipe cannot be written down (ENOSPC). It is tried again with the next picture, as long as this window is open.',
      ],
    );
  });

  it('is not forgotten for a mistake in the setting of the limit', async () => {
    assert.equal(readHistoryLimit(), 10_000);
    await updateSetting('historyLimit', 200_000);
    assert.equal(readHistoryLimit(), 100_000);
  });

  it('is said with its style while that is the same, else as the prompt that was sent', async () => {
    const style = parseStyle('woodcut', '{prompt}, as a woodcut', {});
    const words = 'A red fox';
    const recipe = { ...recipeOf(applyStyle(style, words)), style: { name: 'woodcut', words } };
    const picture = { ...pictureOf('fox'), recipe };
    await updateSetting('styles', { woodcut: { prompt: style.text } });
    const same = await optionsOf(picture, undefined);
    assert.deepEqual([same.words, same.options.style], [words, 'woodcut']);
    for (const styles of [{ woodcut: { prompt: '{prompt}, in oil' } }, {}]) {
      await updateSetting('styles', styles);
      const { words: sent, options } = await optionsOf(picture, undefined);
      assert.deepEqual([sent, options.style], ['A red fox, as a woodcut', 'none']);
    }
  });

  it('of a model that is gone names no model as an option', async () => {
    const picture = { ...pictureOf('fox'), recipe: recipeOf('A red fox', {}, 'flux-gone') };
    assert.equal((await optionsOf(picture, undefined)).options.model, undefined);
  });
});
