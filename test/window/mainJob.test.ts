import assert from 'node:assert/strict';
import prompts from '../fixtures/prompts.json' with { type: 'json' };
import { elephant, enterKey, eventually, generateFromLine, key, paintedSize, useStage } from './stage.ts';

const slug = 'a-small-furry-elephant-pet-looks-out-from-a-cat-house';
const story = `# Story\n\n${elephant}\n\nThe end.\n`;
const link = `![${elephant}](./images/${slug}.jpg)`;

describe('The main job, in a window', () => {
  const stage = useStage();

  it('makes the selected line a saved, linked and previewed picture, asking for the key on the way', async () => {
    const window = await stage.open({ 'story.md': story });
    const { posts } = stage.standin.service.counts;
    await generateFromLine(window, elephant);

    await enterKey(window, 'wrong');
    await window.quickInput.message.filter({ hasText: 'refused this key (403)' }).waitFor();
    await window.screenshot('key-refused');
    const { faults } = stage.standin.service;
    faults.add({ on: 'poll', times: 'always', do: { hold: true } });
    await enterKey(window);
    const progress = window.notification('Making the picture');
    await progress.waitFor();
    await window.screenshot('progress');
    faults.clear();

    assert.deepEqual(await paintedSize(window), { width: 1024, height: 1024 });
    await progress.waitUntilGone();
    await window.screenshot('finished');
    assert.deepEqual(window.files(), [`images/${slug}.jpg`, 'story.md']);
    const task = stage.standin.service.tasks.at(-1);
    assert.ok(task);
    const served = await fetch(`${stage.standin.apiUrl}/standin/images/${task.id}`).then((answer) =>
      answer.arrayBuffer(),
    );
    assert.ok(window.read(`images/${slug}.jpg`).equals(Buffer.from(served)), 'the file has the bytes that were served');
    assert.equal(stage.standin.service.counts.posts, posts + 1);
    await window.expectMessages(0);

    // The focus has stayed in the document, so what is typed now goes there.
    await window.page.keyboard.press('ControlOrMeta+S');
    await eventually(() =>
      assert.equal(window.read('story.md').toString(), `# Story\n\n${elephant}\n\n${link}\n\nThe end.\n`),
    );
    await window.page.keyboard.press('ControlOrMeta+Z');
    await window.page.keyboard.press('ControlOrMeta+S');
    await eventually(() => assert.equal(window.read('story.md').toString(), story, 'one undo takes the link out'));
  });

  it('starts from the palette, and gives the second picture of a name a number', async () => {
    const window = await stage.open({ 'story.md': story });
    await window.selectLine(elephant);
    await window.runCommand('FLUX: Generate Image from Selection');
    await enterKey(window);
    await paintedSize(window);
    const first = window.read(`images/${slug}.jpg`);
    await window.runCommand('FLUX: Generate Image from Selection');
    await eventually(() =>
      assert.deepEqual(window.files(), [`images/${slug}-1.jpg`, `images/${slug}.jpg`, 'story.md']),
    );
    assert.ok(window.read(`images/${slug}.jpg`).equals(first), 'the first picture is as it was');
    assert.ok(!window.read(`images/${slug}-1.jpg`).equals(first), 'the second is another one');
  });

  it('restores the preview after a reload of the window', async () => {
    const window = await stage.open({ 'story.md': story });
    await generateFromLine(window, elephant);
    await enterKey(window);
    await paintedSize(window);
    await window.reload();
    assert.deepEqual(await paintedSize(window), { width: 1024, height: 1024 });
    assert.equal(await window.webview().locator('.prompt').innerText(), elephant);
    await window.webview().getByRole('button', { name: 'Copy Prompt' }).click();
    await eventually(async () => assert.equal(await window.clipboard(), elephant));
  });

  it('cancels at once while the service holds its answer, and resumes without a second purchase', async () => {
    const window = await stage.open({ 'story.md': story });
    const { posts } = stage.standin.service.counts;
    stage.standin.service.faults.add({ on: 'poll', times: 'always', do: { hold: true } });
    await generateFromLine(window, elephant);
    await enterKey(window);
    await stage.standin.service.arrived('poll', stage.standin.service.counts.polls + 1);
    const progress = window.notification('Making the picture');
    await progress.click('Cancel');
    await progress.waitUntilGone();
    const offer = window.statusBarItem(`Stopped waiting for “${elephant.slice(0, 20)}`);
    await offer.waitFor();
    await window.screenshot('cancelled');
    await window.expectMessages(0);
    stage.standin.service.faults.clear();
    await offer.click();
    await paintedSize(window);
    await offer.waitFor({ state: 'hidden' });
    assert.equal(stage.standin.service.counts.posts, posts + 1);
    assert.deepEqual(window.files(), [`images/${slug}.jpg`, 'story.md']);
  });

  it('offers the paragraph under the cursor, and refuses an empty prompt in the box', async () => {
    const window = await stage.open({ 'story.md': story });
    const { posts } = stage.standin.service.counts;
    await window.line(elephant).click();
    await window.runCommand('FLUX: Generate Image from Selection');
    await window.quickInput.title.filter({ hasText: 'Generate Image' }).waitFor();
    assert.equal(await window.quickInput.input.inputValue(), elephant);
    await window.quickInput.type('   ');
    await window.quickInput.accept();
    await window.quickInput.message.filter({ hasText: 'The prompt is empty' }).waitFor();
    await window.screenshot('empty-prompt');
    await window.quickInput.dismiss();
    assert.equal(stage.standin.service.counts.posts, posts);
  });

  it('shows the command in the context menu of Markdown documents, with or without a selection, and of no others', async () => {
    const window = await stage.open({ 'story.md': story, 'plain.txt': 'plain text here\n' });
    await window.line(elephant).click();
    await window.line(elephant).click({ button: 'right' });
    await window.menuItem('Paste').waitFor();
    await window.chooseMenuItem('Generate Image from Selection');
    await window.quickInput.title.filter({ hasText: 'Generate Image' }).waitFor();
    assert.equal(await window.quickInput.input.inputValue(), elephant);
    await window.quickInput.dismiss();
    await window.openFile('plain.txt');
    await window.selectLine('plain text');
    await window.line('plain text').click({ button: 'right' });
    await window.menuItem('Paste').waitFor();
    assert.equal(await window.menuItem('Generate Image from Selection').count(), 0, 'no Markdown');
  });

  it('makes all eight prompts saved, linked and previewed pictures in one run', async () => {
    const text = prompts.map(({ name, prompt }) => `## ${name}\n\n${prompt}\n`).join('\n');
    const window = await stage.open({ 'story.md': text }, { settings: { 'editor.wordWrap': 'off' } });
    const started = stage.standin.service.tasks.length;
    for (const [index, { prompt }] of prompts.entries()) {
      await window.goToLine(3 + index * 6);
      await window.runCommand('Expand Line Selection');
      await window.runCommand('FLUX: Generate Image from Selection');
      if (index === 0) await enterKey(window);
      await window
        .webview()
        .locator('.prompt', { hasText: prompt.slice(0, 60) })
        .waitFor();
      await paintedSize(window);
    }
    await window.page.keyboard.press('ControlOrMeta+S');
    const tasks = stage.standin.service.tasks.slice(started);
    assert.deepEqual(
      tasks.map(({ prompt }) => prompt),
      prompts.map(({ prompt }) => prompt),
      'each prompt went out word for word',
    );
    assert.equal(window.files().filter((name) => name.startsWith('images/')).length, 8);
    await eventually(() => {
      const saved = window.read('story.md').toString();
      for (const { prompt } of prompts) {
        const after = saved.slice(saved.indexOf(prompt) + prompt.length);
        assert.match(
          after,
          /^\n\n!\[.+\]\(\.\/images\/[a-z0-9-]+\.jpg\)\n/,
          `a link follows “${prompt.slice(0, 30)}…”`,
        );
      }
    });
    assert.ok(
      !JSON.stringify(stage.standin.service.counts.keysSeen.delivery).includes(key),
      'delivery never sees the key',
    );
  });
});
