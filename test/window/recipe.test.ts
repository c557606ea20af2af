import assert from 'node:assert/strict';
import { Dialog } from './dialog.ts';
import { enterKey, eventually, generateFromLine, paintedSize, useStage } from './stage.ts';
import { isWithin, type Window } from './window.ts';

const prompt = 'A harbour at dawn';
const story = `# Story\n\n${prompt}\n\nThe end.\n`;

describe('The recipe of a picture, in a window', () => {
  const stage = useStage();
  type TestWindow = Awaited<ReturnType<typeof stage.open>>;

  /** A window on a folder with a document that links to a picture which was made in a window before. */
  async function openLater(): Promise<TestWindow> {
    const before = await stage.open({ 'story.md': story });
    await generateFromLine(before, prompt);
    await enterKey(before);
    await paintedSize(before);
    await before.page.keyboard.press('ControlOrMeta+S');
    await eventually(() => assert.match(before.read('story.md').toString(), /a-harbour-at-dawn\.jpg/));
    await before.close();
    return stage.open({ 'story.md': '' }, { folder: before.folder });
  }

  const button = (window: Window, name: string | RegExp) => window.webview().getByRole('button', { name });
  const lastTask = () => stage.standin.service.tasks.at(-1) ?? assert.fail();

  it('of an old picture is changed, made four times, and one of them kept: the document shows it', async () => {
    const window = await openLater();
    const { seed } = lastTask().recipe;
    await window.line('![').click({ position: { x: 40, y: 8 } });
    await window.runCommand('FLUX: Show Recipe');
    await paintedSize(window);
    assert.equal(await window.webview().locator('.prompt').innerText(), prompt);

    await button(window, 'Change…').focus();
    await window.page.keyboard.press('Enter');
    await window.quickInput.title.filter({ hasText: `Change “${prompt}”` }).waitFor();
    await window.screenshot('change');
    await window.quickInput.search('Prompt', 'Prompt');
    await window.quickInput.title.filter({ hasText: 'Generate Image' }).waitFor();
    assert.equal(await window.quickInput.input.inputValue(), prompt);
    await window.quickInput.type('A harbour at dusk');
    await window.quickInput.accept();
    await window.quickInput.entry('Number of pictures').waitFor();
    await window.quickInput.search('number', 'Number of pictures');
    await window.quickInput.title.filter({ hasText: 'Number of pictures' }).waitFor();
    await window.quickInput.search('4', '4');
    await window.quickInput.entry('Generate 4 pictures for about 16 credits (0.16 USD)').waitFor();
    await window.screenshot('changed');
    await window.quickInput.search('generate', 'Generate 4 pictures for about 16 credits (0.16 USD)');
    await enterKey(window);
    await window.webview().locator('.grid li').nth(3).waitFor();

    const tasks = stage.standin.service.tasks.slice(-4);
    assert.deepEqual(new Set(tasks.map((task) => task.prompt)), new Set(['A harbour at dusk']));
    assert.ok(
      tasks.some((task) => task.recipe.seed === seed),
      'one has the seed of the first picture',
    );
    const last = window.webview().locator('.grid li').nth(3);
    const source = await last.locator('img').getAttribute('src');
    const name = source?.split('/').at(-1) ?? '';
    await last.getByRole('button', { name: 'Keep' }).click();
    await last.locator('.caption', { hasText: 'kept' }).waitFor();
    await eventually(async () =>
      assert.ok((await window.editorText()).replaceAll('\n', '').includes(`./images/${name})`)),
    );
  });

  it('is shown from the explorer and from the tab, after a reload too, and its buttons do what they say', async () => {
    const window = await openLater();
    const first = lastTask();
    await window.page.getByRole('treeitem', { name: 'images' }).click();
    await window.page.getByRole('treeitem', { name: 'a-harbour-at-dawn.jpg' }).click({ button: 'right' });
    await window.chooseMenuItem('Show Recipe');
    await paintedSize(window);
    await window.reload();
    await paintedSize(window);
    assert.equal(await window.webview().locator('.prompt').innerText(), prompt);

    await button(window, 'Copy Recipe').focus();
    await window.page.keyboard.press('Enter');
    const options = `--ar 1:1 --seed ${first.recipe.seed} --upsampling false --safety 2 --format jpeg --model pro --style none`;
    await eventually(async () => assert.equal(await window.clipboard(), `${prompt} ${options}`));

    await button(window, 'Again · 4 credits').focus();
    await window.page.keyboard.press('Enter');
    await enterKey(window);
    await window.webview().locator('dd', { hasText: 'a-harbour-at-dawn-1.jpg' }).waitFor();
    assert.deepEqual(lastTask().recipe, first.recipe);

    await button(window, 'Reveal').click();
    await window.page
      .locator('.explorer-folders-view .monaco-list-row.selected', { hasText: 'a-harbour-at-dawn-1.jpg' })
      .waitFor();
    await button(window, 'Open File').focus();
    await window.page.keyboard.press('Enter');
    // A webview that loads takes the focus, which would close the menu.
    await window.webview('vscode.media-preview').locator('img').waitFor();
    await window.tab('a-harbour-at-dawn-1.jpg').click({ button: 'right' });
    await window.chooseMenuItem('Show Recipe');
    await window.webview().locator('dd', { hasText: 'a-harbour-at-dawn-1.jpg' }).waitFor();
  });

  it('is in the hover over its link, which makes it again and varies it', async () => {
    const window = await openLater();
    const first = lastTask();
    const { posts } = stage.standin.service.counts;
    const hover = window.page.locator('.monaco-hover:visible', { hasText: 'Show Recipe' });
    const showHover = async (): Promise<void> => {
      await window.line('![').click({ position: { x: 40, y: 8 } });
      // Until the extension has started, which VS Code does not wait for, there is nothing to show.
      do await window.runCommand('Show or Focus Hover');
      while (!(await isWithin('visible', hover, 5_000)));
      await hover.locator('img').waitFor();
    };
    await showHover();
    assert.match(
      await hover.innerText(),
      new RegExp(`${prompt}\\s+Seed ${first.recipe.seed} · 4 credits \\(0.04 USD\\) · `),
    );
    await window.screenshot('hover');
    await hover.getByText('Show Recipe').click();
    await window.webview().locator('dd', { hasText: 'a-harbour-at-dawn.jpg' }).waitFor();

    await showHover();
    await hover.getByText('Again · 4 credits').click();
    await enterKey(window);
    await window.webview().locator('dd', { hasText: 'a-harbour-at-dawn-1.jpg' }).waitFor();
    assert.deepEqual(lastTask().recipe, first.recipe);
    await showHover();
    await hover.getByText('Vary · 4 credits').click();
    await window.webview().locator('dd', { hasText: 'a-harbour-at-dawn-2.jpg' }).waitFor();
    assert.notEqual(lastTask().recipe.seed, first.recipe.seed);
    assert.equal(stage.standin.service.counts.posts, posts + 2);
  });
});

describe('The options of a picture, in a window', () => {
  const stage = useStage();

  it('are in the context menu, filter while one types, and say the price', async () => {
    const window = await stage.open({ 'story.md': story });
    await window.selectLine(prompt);
    await window.contextMenu(prompt, 'Generate with Options…');
    await window.quickInput.entry('Generate for about 4 credits (0.04 USD)').waitFor();
    await window.screenshot('options');
    await window.quickInput.search('model', 'Model');
    await window.quickInput.title.filter({ hasText: 'Model' }).waitFor();
    await window.quickInput.search('max', 'flux-kontext-max');
    await window.quickInput.entry('Generate for about 8 credits (0.08 USD)').waitFor();
    await window.quickInput.search('safety', 'Safety tolerance');
    await window.quickInput.title.filter({ hasText: 'Safety tolerance' }).waitFor();
    await window.quickInput.type('9');
    await window.quickInput.entry('--safety is 9, but must be a whole number in the range 0–6.').waitFor();
    await window.screenshot('bad-value');
    await window.quickInput.input.press('Escape');
    await window.quickInput.entry('Generate for about 8 credits (0.08 USD)').waitFor(); // Back in the list of options.
    await window.quickInput.dismiss();
    assert.deepEqual(window.files(), ['story.md']);
  });

  it('at the end of a prompt are refused in the box if they are bad, and earlier prompts come back', async () => {
    const window = await stage.open({ 'story.md': story });
    const ask = async (): Promise<void> => {
      await window.runCommand('FLUX: Generate Image…');
      await window.quickInput.title.filter({ hasText: 'Generate Image' }).waitFor();
    };
    await ask();
    await window.quickInput.type('A quay --ar 16');
    await window.quickInput.accept();
    await window.quickInput.message.filter({ hasText: '--ar is 16, but must be two whole numbers' }).waitFor();
    await window.screenshot('bad-option');
    await window.quickInput.type('A quay --ar 16:9 --n 2');
    await window.quickInput.accept();
    await new Dialog(window).press('Generate');
    await enterKey(window);
    await window.webview().locator('.grid li').nth(1).waitFor();

    await ask();
    await window.quickInput.type('A ship');
    await window.quickInput.input.press('ArrowUp');
    await eventually(async () => assert.equal(await window.quickInput.input.inputValue(), 'A quay'));
    await window.quickInput.input.press('ArrowDown');
    await eventually(async () => assert.equal(await window.quickInput.input.inputValue(), 'A ship'));
    await window.quickInput.press('Earlier Prompts');
    await window.quickInput.title.filter({ hasText: 'Earlier Prompts' }).waitFor();
    await window.screenshot('earlier-prompts');
    await window.quickInput.search('quay', 'A quay');
    await window.quickInput.title.filter({ hasText: 'Generate Image' }).waitFor();
    assert.equal(await window.quickInput.input.inputValue(), 'A quay');
    await window.quickInput.dismiss();
  });
});
