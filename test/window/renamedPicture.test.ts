import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { enterKey, eventually, generateFromLine, paintedSize, useStage } from './stage.ts';
import type { Window } from './window.ts';

const prompt = 'A harbour at dawn';
const story = `# Story\n\n${prompt}\n\nThe end.\n`;
const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('A picture that was renamed, in a window', () => {
  const stage = useStage();

  /** An item of the explorer. */
  const item = (window: Window, name: string) => window.page.getByRole('treeitem', { name });
  const fileFact = (window: Window) => window.webview().locator('dl > div', { hasText: 'File' }).locator('dd');

  it('tells its recipe in the explorer and in its editor, and a picture of others says that it has none', async () => {
    const window = await stage.open({ 'story.md': story });
    await generateFromLine(window, prompt);
    await enterKey(window);
    await paintedSize(window);
    renameSync(join(window.folder, 'images/a-harbour-at-dawn.jpg'), join(window.folder, 'images/quay.jpg'));
    writeFileSync(join(window.folder, 'images/other.png'), Buffer.from(onePixel, 'base64'));

    await item(window, 'images').click();
    await item(window, 'quay.jpg').click({ button: 'right' });
    await window.chooseMenuItem('Show Recipe');
    await eventually(async () => assert.match(await fileFact(window).innerText(), /^images\/quay\.jpg /));
    assert.equal(await window.webview().locator('.prompt').innerText(), prompt);

    const { posts } = stage.standin.service.counts;
    await window.webview().getByRole('button', { name: 'Change…' }).click();
    await window.quickInput.entry('Generate for about 4 credits').waitFor();
    assert.equal(
      await window.quickInput.input.getAttribute('placeholder'),
      'As this picture was made. Enter generates.',
    );
    await window.quickInput.search('prompt', 'Prompt');
    await window.quickInput.title.filter({ hasText: 'Generate Image' }).waitFor();
    await window.screenshot('change-prompt');
    await window.quickInput.type('A harbour at dusk --ar 16:9 --n 4');
    await window.quickInput.accept();
    await window.quickInput.entry('Generate 4 pictures for about 16 credits (0.16 USD)').waitFor();
    await window.screenshot('change-options');
    assert.match(await window.quickInput.entry('Prompt').innerText(), /A harbour at dusk$/);
    assert.match(await window.quickInput.entry('Aspect ratio').innerText(), /16:9$/);
    assert.equal(await window.quickInput.input.getAttribute('placeholder'), 'The last line generates.');
    await window.quickInput.dismiss();
    assert.equal(stage.standin.service.counts.posts, posts, 'nothing was sent');

    renameSync(join(window.folder, 'images/quay.jpg'), join(window.folder, 'images/pier.jpg'));
    await item(window, 'pier.jpg').dblclick();
    await window.tab('pier.jpg').waitFor();
    await window.runCommand('FLUX: Show Recipe');
    await eventually(async () => assert.match(await fileFact(window).innerText(), /^images\/pier\.jpg /));

    await item(window, 'other.png').click({ button: 'right' });
    await window.chooseMenuItem('Show Recipe');
    const message = window.notification(/^How images\/other\.png was made is not known here/);
    assert.match(await message.text(), /The file carries no Content Credentials\.$/);
    await window.screenshot('not-ours');
    await window.expectMessages(1);
  });
});
