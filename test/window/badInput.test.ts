import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeReadOnly } from '../../scripts/editor/makeReadOnly.ts';
import type { FaultRule } from '../standin/faults.ts';
import { Dialog } from './dialog.ts';
import { elephant, enterKey, eventually, key, paintedSize, useStage, type StageWindow } from './stage.ts';

const story = `# Story\n\n${elephant}\n\nThe end.\n`;
const command = 'FLUX: Generate Image from Selection';

/** Runs the command on the selected line and waits for the one message. */
async function expectMessage(window: StageWindow, text: RegExp, button: string): Promise<void> {
  await window.runCommand(command);
  const message = window.notification(text);
  await message.waitFor();
  await window.expectMessages(1);
  assert.equal(await message.buttons(), button, 'one button');
  assert.equal(await message.message.locator('a').count(), 0, 'no link');
  await message.dismiss();
}

describe('What goes wrong, in a window', () => {
  const stage = useStage('newest', { env: { FLUX_KONTEXT_ENDPOINT_KEY: key } });

  // The host tests go through all settings; here it is about what a person sees.
  const badSettings = {
    defaultAspectRatio: ['5:1', /defaultAspectRatio is "5:1".*from 3:7 to 7:3/],
    endpoint: ['http://example.com', /endpoint is "http:\/\/example.com".*must start with https/],
  } as const;
  for (const [setting, [value, message]] of Object.entries(badSettings)) {
    it(`names the setting ${setting} and its rule before anything is sent`, async () => {
      const window = await stage.open({ 'story.md': story }, { settings: { [`fluxKontext.${setting}`]: value } });
      const { posts } = stage.standin.service.counts;
      await window.selectLine(elephant);
      await expectMessage(window, message, 'Open Settings');
      assert.equal(stage.standin.service.counts.posts, posts, 'nothing was sent');
      assert.deepEqual(window.files(), ['story.md']);
    });
  }

  it('T8 gives each refusal of the service its own words and button, and makes no link of them', async () => {
    const window = await stage.open({ 'story.md': story });
    await window.selectLine(elephant);
    const moderated = { status: 'Request Moderated', details: { 'Moderation Reasons': ['Violence'] } };
    const cases: readonly (readonly [rule: FaultRule, message: RegExp, button: string])[] = [
      [
        { on: 'submit', do: { status: 403, body: { detail: 'Not authenticated - Invalid Authentication' } } },
        /refused the API key \(403\)/,
        'Set API Key…',
      ],
      [
        { on: 'submit', do: { status: 402, body: { detail: 'Insufficient credits' } } },
        /no credits left/,
        'Add Credits',
      ],
      [
        { on: 'submit', do: { status: 422, body: { detail: '[Press me](command:workbench.action.quit)' } } },
        /refused the request \(422\): \[Press me\]\u2060\(command:workbench\.action\.quit\)\. Nothing was charged/,
        'Show Log',
      ],
      [
        { on: 'submit', do: { task: moderated } },
        /refused the prompt. Reasons: Violence. It was not charged/,
        'Show Log',
      ],
      [{ on: 'submit', do: { task: { status: 'Error' } } }, /could not make the picture \(Error\)/, 'Show Log'],
      [
        { on: 'submit', do: { status: 403, body: '<html>Forbidden</html>' } },
        /Something between here and .* refused the request \(403\)/,
        'Show Log',
      ],
      [
        { on: 'submit', do: { status: 407, body: '' } },
        /The proxy on the way to .* wants a login \(407\)/,
        'Open Settings',
      ],
      [
        { on: 'submit', do: { resetAfterBody: true } },
        /may have been made and billed. It is not sent again by itself/,
        'Show Unfinished Images',
      ],
    ];
    for (const [rule, message, button] of cases) {
      stage.standin.service.faults.add(rule);
      await expectMessage(window, message, button);
      stage.standin.service.faults.clear();
    }
    await stage.standin.stopListening();
    try {
      await expectMessage(window, /cannot be reached \(ECONNREFUSED\).*Nothing was charged/, 'Show Log');
    } finally {
      await stage.standin.startListening();
    }
    assert.deepEqual(window.files(), ['story.md']);
  });

  it('asks where to save an untitled document’s picture, and spends nothing if that is dismissed', async () => {
    const window = await stage.open({});
    const { posts } = stage.standin.service.counts;
    await window.runCommand('New Untitled Text File');
    await window.page.keyboard.type(elephant);
    await window.page.keyboard.press('ControlOrMeta+A');
    await window.runCommand(command);
    await window.quickInput.title.filter({ hasText: 'Where to save the picture' }).waitFor();
    await window.screenshot('save-dialog');
    await window.quickInput.dismiss();
    await window.runCommand(command);
    await window.quickInput.title.filter({ hasText: 'Where to save the picture' }).waitFor();
    assert.equal(stage.standin.service.counts.posts, posts, 'the dismissed one was not sent');
    await window.quickInput.accept();
    await paintedSize(window);
    assert.deepEqual(window.files(), ['a-small-furry-elephant-pet-looks-out-from-a-cat-house.jpg']);
  });

  it('F14 rescues the picture when its folder cannot be written any more, and names the place', async () => {
    const window = await stage.open({ 'story.md': story });
    const { service } = stage.standin;
    const { polls } = service.counts;
    const folder = join(window.folder, 'images');
    mkdirSync(folder);
    service.faults.add({ on: 'poll', times: 'always', do: { hold: true } });
    await window.selectLine(elephant);
    await window.runCommand(command);
    await service.arrived('poll', polls + 1);
    makeReadOnly(folder, true);
    service.faults.clear();
    try {
      const message = window.notification(
        /“A small furry elephant pet looks out fro…”: The picture could not be saved where it belongs: the folder cannot be written. It is safe at .*rescued/,
      );
      const path = /safe at (.*\.jpg)/.exec(await message.text())?.[1];
      await window.screenshot('rescued');
      assert.ok(path, 'the place is named');
      await paintedSize(window);
      assert.deepEqual(window.files(), ['story.md'], 'nothing half done is left');
    } finally {
      makeReadOnly(folder, false);
    }
  });

  it('asks about a prompt of 20,000 characters and sends it as it is, with file name and alternative text cut', async () => {
    const prompt = 'elephant '.repeat(2500).trim();
    const window = await stage.open({ 'story.md': `${prompt}\n` });
    await window.goToLine(1);
    await window.page.keyboard.press('ControlOrMeta+A');
    await window.runCommand(command);
    const dialog = new Dialog(window);
    assert.match(await dialog.text(), /The prompt has 22,499 characters\./);
    await window.screenshot('long-prompt');
    await dialog.press('Generate');
    await paintedSize(window);
    assert.equal(stage.standin.service.tasks.at(-1)?.prompt, prompt);
    const name = window.files().find((file) => file.startsWith('images/')) ?? '';
    assert.ok(name.length < 80, name);
    await window.page.keyboard.press('ControlOrMeta+S');
    await eventually(() => {
      const link = /!\[(.*)\]/.exec(window.read('story.md').toString())?.[1] ?? '';
      assert.ok(link.length > 100 && link.length < 130, `alternative text of ${link.length} characters`);
    });
  });

  it('says in the box that the key is empty, and asks a new one of an empty account for credits', async () => {
    const window = await stage.open({ 'story.md': story });
    await window.selectLine(elephant);
    await window.runCommand('FLUX: Set API Key…');
    await enterKey(window, '  ');
    await window.quickInput.message.filter({ hasText: 'The key is empty' }).waitFor();
    await enterKey(window, 'poor');
    await window.statusBarItem('0 credits (0.00 USD)').waitFor();
    await expectMessage(window, /no credits left/, 'Add Credits');
    await window.runCommand('FLUX: Delete API Key');
    await window.notification(/is deleted. The one of the environment is still used/).waitFor();
  });
});
