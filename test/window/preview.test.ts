import assert from 'node:assert/strict';
import { findAccessibilityProblems } from './accessibility.ts';
import { elephant, enterKey, eventually, generateFromLine, paintedSize, useStage } from './stage.ts';

const story = `# Story\n\n${elephant}\n\nThe end.\n`;
const slug = 'a-small-furry-elephant-pet-looks-out-from-a-cat-house';

describe('The preview, in a window', () => {
  const stage = useStage();

  for (const theme of ['light', 'dark', 'highContrast'] as const) {
    it(`is accessible and readable in a narrow ${theme} window`, async () => {
      const window = await stage.open({ 'story.md': story }, { theme, size: { width: 760, height: 900 } });
      await generateFromLine(window, 'A small furry');
      await enterKey(window);
      await paintedSize(window);
      await window.screenshot(`preview-${theme}`);
      assert.deepEqual(await findAccessibilityProblems(window.webview()), []);
    });
  }

  it('tells what the picture is, and does what its buttons say, by keyboard too', async () => {
    const window = await stage.open({ 'story.md': story });
    await generateFromLine(window, elephant);
    await enterKey(window);
    await paintedSize(window);
    const preview = window.webview();
    const task = stage.standin.service.tasks.at(-1);
    const facts = await preview.locator('dl > div').allInnerTexts();
    const fact = (label: string): string | undefined =>
      facts
        .find((text) => text.startsWith(label))
        ?.split('\n')
        .at(-1);
    assert.equal(fact('Seed'), String(task?.recipe.seed));
    assert.equal(fact('Size'), '1024 × 1024 pixels');
    assert.equal(fact('File'), `images/${slug}.jpg (${Math.ceil(window.read(`images/${slug}.jpg`).length / 1000)} KB)`);
    assert.equal(fact('Cost'), '4 credits (0.04 USD)');
    assert.match(fact('Duration') ?? '', /^[\d.]+ s$/);

    await preview.getByRole('button', { name: 'Copy Link' }).focus();
    await window.page.keyboard.press('Enter');
    await eventually(async () => assert.equal(await window.clipboard(), `![${elephant}](./images/${slug}.jpg)`));
    await preview.getByRole('button', { name: 'Copy Prompt' }).click();
    await eventually(async () => assert.equal(await window.clipboard(), elephant));

    const { posts } = stage.standin.service.counts;
    await preview.getByRole('button', { name: 'Vary · 4 credits' }).dblclick();
    await eventually(() =>
      assert.deepEqual(window.files(), [`images/${slug}-1.jpg`, `images/${slug}.jpg`, 'story.md']),
    );
    assert.notEqual(stage.standin.service.tasks.at(-1)?.recipe.seed, task?.recipe.seed, 'a new seed');
    await preview.locator('dd', { hasText: `${slug}-1.jpg` }).waitFor();
    assert.equal(stage.standin.service.counts.posts, posts + 1, 'a double click buys one');

    await preview.getByRole('button', { name: 'Open File' }).click();
    await window.tab(`${slug}-1.jpg`).waitFor();
  });
});
