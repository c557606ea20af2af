import assert from 'node:assert/strict';
import { elephant, enterKey, eventually, generateFromLine, paintedSize, useStage } from './stage.ts';
import type { Window } from './window.ts';

const story = `# Story\n\n${elephant}\n\nThe end.\n`;
const slug = 'a-small-furry-elephant-pet-looks-out-from-a-cat-house';

describe('The preview and the focus, in a window', () => {
  const stage = useStage();

  const button = (window: Window, name: string) => window.webview().getByRole('button', { name });
  const focused = (window: Window): Promise<string> => window.webview().locator(':focus').innerText();
  const untilShown = (window: Window, file: string): Promise<void> =>
    window.webview().locator('dd', { hasText: file }).waitFor();

  it('goes through the buttons by Tab, stays on the one that was pressed, and leaves a writer alone', async () => {
    const window = await stage.open({ 'story.md': story });
    const { service } = stage.standin;
    await generateFromLine(window, elephant);
    await enterKey(window);
    await paintedSize(window);

    await button(window, 'Change…').focus();
    const passed: string[] = [];
    for (const _ of Array.from({ length: 9 })) {
      passed.push(await focused(window));
      await window.page.keyboard.press('Tab');
    }
    assert.deepEqual(passed, [
      'Change…',
      'Again · 4 credits',
      'Vary · 4 credits',
      'Vary × 4 · 16 credits',
      'Copy Link',
      'Copy Prompt',
      'Copy Recipe',
      'Open File',
      'Reveal',
    ]);
    await button(window, 'Copy Prompt').focus();
    await window.page.keyboard.press('Space');
    await eventually(async () => assert.equal(await window.clipboard(), elephant));

    await button(window, 'Vary · 4 credits').focus();
    await window.page.keyboard.press('Enter');
    await untilShown(window, `${slug}-1.jpg`);
    assert.equal(await focused(window), 'Vary · 4 credits');

    const { polls } = service.counts;
    service.faults.add({ on: 'poll', times: 'always', do: { hold: true } });
    await window.page.keyboard.press('Enter');
    await service.arrived('poll', polls + 1);
    await window.line('The end.').click();
    service.faults.clear();
    await untilShown(window, `${slug}-2.jpg`);
    await window.page.keyboard.press('End');
    await window.page.keyboard.type(' Or not.');
    await window.line('The end. Or not.').waitFor();
  });

  it('has room for a picture before it is loaded, so that no button moves under the mouse', async () => {
    const window = await stage.open({ 'story.md': `${elephant} --ar 2:3 --n 2\n` });
    await generateFromLine(window, elephant);
    await window.page.getByRole('button', { name: 'Generate', exact: true }).click();
    await enterKey(window);
    const images = window.webview().locator('.grid img');
    await images.nth(1).waitFor();
    await window.screenshot('preview-portrait');
    for (const image of await images.all()) assert.deepEqual(await image.evaluate(sizesWhileLoading), [true, true]);
  });
});

/** Whether an image that is not loaded yet has the width and the height of one that is. */
async function sizesWhileLoading(image: ImageElement): Promise<readonly boolean[]> {
  await image.decode();
  const loaded = image.getBoundingClientRect();
  const loading = image.cloneNode();
  // A new address alone would leave the old picture there until the new one has come.
  loading.removeAttribute('src');
  loading.src = `${image.src}?again`;
  image.replaceWith(loading);
  const { width, height } = loading.getBoundingClientRect();
  return [Math.abs(width - loaded.width) < 1, Math.abs(height - loaded.height) < 1];
}

/** What is needed of an `HTMLImageElement`: the types of the browser are not in this program. */
interface ImageElement {
  src: string;
  decode(): Promise<void>;
  cloneNode(): ImageElement;
  removeAttribute(name: string): void;
  replaceWith(other: ImageElement): void;
  getBoundingClientRect(): { readonly width: number; readonly height: number };
}
