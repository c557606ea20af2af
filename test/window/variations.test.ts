import assert from 'node:assert/strict';
import { findAccessibilityProblems } from './accessibility.ts';
import { Dialog } from './dialog.ts';
import { elephant, enterKey, eventually, generateFromLine, paintedSize, useStage } from './stage.ts';
import { colorThemes, type Window } from './window.ts';

const story = `# Story\n\n${elephant}\n\nThe end.\n`;
const slug = 'a-small-furry-elephant-pet-looks-out-from-a-cat-house';

describe('Variations, in a window', () => {
  const stage = useStage();

  /** A window with a picture, its link and its preview. */
  async function openWithPicture(): Promise<Awaited<ReturnType<typeof stage.open>>> {
    const window = await stage.open({ 'story.md': story });
    await generateFromLine(window, elephant);
    await enterKey(window);
    await paintedSize(window);
    return window;
  }

  async function varyFour(window: Window): Promise<void> {
    await window
      .webview()
      .getByRole('button', { name: /^Vary × 4/ })
      .click();
    const dialog = new Dialog(window);
    assert.match(await dialog.text(), /^Generate 4 images for about 16 credits \(0\.16 USD\)\?/);
    await dialog.press('Generate');
  }

  const cells = (window: Window) => window.webview().locator('.grid li');
  const links = async (window: Window): Promise<readonly string[]> =>
    Array.from(
      (await window.editorText()).replaceAll('\n', '').matchAll(/\.\/images\/(.*?)\)/g),
      ([, name = '']) => name,
    );

  it('stand side by side as they come, also in another order and with one refused, and one kept takes the link', async () => {
    const window = await openWithPicture();
    const { service } = stage.standin;
    const first = service.tasks.length;
    service.faults.add({ on: 'submit', task: first, do: { task: { readyAfterMs: 4_000 } } });
    service.faults.add({ on: 'submit', task: first + 1, do: { task: { status: 'Content Moderated' } } });
    await varyFour(window);
    await cells(window).nth(1).waitFor();
    await window.webview().getByText('2 of 4 pictures are here.').waitFor();
    await window.screenshot('variations-arrive');
    await cells(window).nth(2).waitFor();
    await window.notification('moderation').waitFor();
    await window.expectMessages(1);
    await window.notification('moderation').dismiss();
    assert.equal(await cells(window).count(), 3);

    const seeds = service.tasks.slice(first).map(({ recipe }) => recipe.seed);
    assert.equal(new Set(seeds).size, 4);
    const shown = await window.webview().locator('.caption').allInnerTexts();
    assert.deepEqual(shown.toSorted(), [0, 2, 3].map((at) => `Seed ${seeds[at]}`).toSorted());
    const [original = '', linked = '', ...others] = await links(window);
    assert.deepEqual([original, others], [`${slug}.jpg`, []]);

    const slow = `${slug}-3.jpg`;
    assert.notEqual(linked, slow);
    const ofSlow = cells(window).filter({ has: window.page.locator(`img[src*="${slow}"]`) });
    await ofSlow.getByRole('button', { name: 'Keep' }).click();
    await ofSlow.locator('.caption', { hasText: 'kept' }).waitFor();
    await eventually(async () => assert.deepEqual(await links(window), [original, slow]));
    await window.screenshot('variations-kept');
    await window.webview().getByRole('button', { name: 'Keep' }).first().focus();
    await window.page.keyboard.press('Enter');
    await eventually(async () => assert.equal((await links(window)).length, 3));
    await window.tab('story.md').click();
    await window.page.keyboard.press('ControlOrMeta+Z');
    await window.page.keyboard.press('ControlOrMeta+Z');
    await eventually(async () => assert.deepEqual(await links(window), [original, linked]));
  });

  it('that have come stay when the rest is cancelled, and the rest can be resumed', async () => {
    const window = await openWithPicture();
    const { service } = stage.standin;
    const first = service.tasks.length;
    for (const task of [first, first + 1])
      service.faults.add({ on: 'poll', task, times: 'always', do: { hold: true } });
    await varyFour(window);
    await cells(window).nth(1).waitFor();
    const progress = window.notification('2 of 4');
    await progress.click('Cancel');
    await progress.waitUntilGone();
    const offer = window.statusBarItem('Stopped waiting for 2 pictures');
    await offer.waitFor();
    assert.equal(await cells(window).count(), 2);
    assert.equal(window.files().filter((name) => name.startsWith('images/')).length, 3);

    service.faults.clear();
    await offer.click();
    await window.quickInput.pick('Resume');
    await cells(window).nth(2).waitFor();
    await window.statusBarItem('Stopped waiting for “').click();
    await cells(window).nth(3).waitFor();
    assert.equal(service.tasks.length, first + 4, 'none was sent twice');
  });

  it('are accessible in every theme, also in a narrow window, and the others go to the trash only if asked', async () => {
    const window = await openWithPicture();
    await varyFour(window);
    await cells(window).nth(3).waitFor();
    await window.notification('FLUX Kontext').waitUntilGone();
    for (const [theme, name] of Object.entries(colorThemes)) {
      await stage.editor.updateUserSettings({ 'workbench.colorTheme': name });
      await window.reload();
      await cells(window).nth(3).locator('img').waitFor();
      for (const width of [1280, 760]) {
        await window.page.setViewportSize({ width, height: 900 });
        await window.screenshot(`variations-${theme}-${width}`);
        assert.deepEqual(await findAccessibilityProblems(window.webview()), [], `${theme}, ${width}`);
      }
    }
    await window.webview().getByRole('button', { name: 'Keep' }).nth(2).click();
    await window.webview().getByRole('button', { name: 'Move the Others to the Trash…' }).click();
    const dialog = new Dialog(window);
    assert.match(await dialog.text(), /^Move 3 pictures to the trash\?/);
    assert.equal(window.files().length, 6);
    await dialog.press('Move to Trash');
    // A remote machine, such as this one for the browser, has no trash.
    await eventually(async () =>
      assert.match(await dialog.text(), /cannot be moved to a trash\. Delete them for good\?/),
    );
    assert.equal(window.files().length, 6);
    await dialog.press('Delete');
    await eventually(() => assert.equal(window.files().length, 3));
    await eventually(async () => assert.equal(await window.webview().locator('img').count(), 1));
  });
});
