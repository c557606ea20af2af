import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../editor/browser.ts';
import { findCanaries } from '../editor/canary.ts';
import type { RequestKind } from '../standin/faults.ts';
import { elephant, eventually, key, paintedSize, useStage, type StageWindow } from './stage.ts';

const slug = 'a-small-furry-elephant-pet-looks-out-from-a-cat-house';
const story = `# Story\n\n${elephant}\n\nThe end.\n`;
const linked = `# Story\n\n${elephant}\n\n![${elephant}](./images/${slug}.jpg)\n\nThe end.\n`;
const command = 'FLUX: Generate Image from Selection';

// VS Code starts a killed host again about a second later, but not for the third time within five minutes of a window.
describe('F16 Killed and taken up again, at the real hosts', () => {
  const stopAtSave = mkdtempSync(join(tmpdir(), 'flux-kontext-stop-'));
  const stage = useStage('newest', {
    useRealHosts: true,
    env: { BFL_API_KEY: key, STOP_AT_SAVE: stopAtSave },
    fixtures: ['stopAtSave'],
  });

  after(() => rmSync(stopAtSave, { recursive: true }));

  const newestHost = (): number => {
    const pid = stage.editor.extensionHostPids().at(-1);
    assert.ok(pid, 'a host runs');
    return pid;
  };

  const killHost = (): void => {
    process.kill(newestHost(), 'SIGKILL');
    assert.deepEqual(findCanaries([stage.editor.dataDir]), [], 'no secret in what it leaves on the disk');
  };

  /** Starts a picture and waits until the service has got the request of this kind and holds its answer. */
  const generateUntilHeld = async (window: StageWindow, kind: RequestKind): Promise<void> => {
    const { service } = stage.standin;
    const { counts, faults } = service;
    const before = { submit: counts.posts, poll: counts.polls, delivery: counts.deliveries, credits: counts.credits };
    faults.add({ on: kind, times: 'always', do: { hold: true } });
    await window.selectLine(elephant);
    await window.runCommand(command);
    await service.arrived(kind, before[kind] + 1);
  };

  /** Starts a picture whose save stops the host at this point; resolves when that has happened. */
  const generateUntilStopped = async (window: StageWindow, point: 'before' | 'after', how: 'kill' | 'hold') => {
    const mark = join(stopAtSave, point);
    writeFileSync(mark, how);
    await window.selectLine(elephant);
    await window.runCommand(command);
    await eventually(() => assert.ok(!existsSync(mark), 'the host was stopped'));
  };

  /** What every interruption must come to: bought once, and all of it there, once. */
  const expectOnePicture = async (window: StageWindow, posts: number): Promise<void> => {
    assert.deepEqual(await paintedSize(window), { width: 1024, height: 1024 });
    await window.notification(elephant.slice(0, 20)).waitUntilGone();
    assert.equal(stage.standin.service.counts.posts, posts, 'one POST');
    assert.deepEqual(window.files(), [`images/${slug}.jpg`, 'story.md'], 'one file');
    await window.tab('story.md').click();
    await window.page.keyboard.press('ControlOrMeta+S');
    await eventually(() => assert.equal(window.read('story.md').toString(), linked, 'one link'));
    assert.equal(await window.tab('Image Preview').count(), 1, 'one preview');
    assert.deepEqual(await window.notifications(), [], 'no message');
  };

  it('goes on by itself after the extension host was killed at a poll, and at the download', async () => {
    const { service } = stage.standin;
    const window = await stage.open({ 'story.md': story });
    const posts = service.counts.posts + 1;
    await generateUntilHeld(window, 'poll');
    killHost();
    service.faults.clear();
    const { deliveries } = service.counts;
    service.faults.add({ on: 'delivery', do: { hold: true } });
    await service.arrived('delivery', deliveries + 1);
    killHost();
    await expectOnePicture(window, posts);
  });

  for (const point of ['before', 'after'] as const) {
    it(`leaves one file when the extension host was killed just ${point} the file got its name`, async () => {
      const window = await stage.open({ 'story.md': story });
      const posts = stage.standin.service.counts.posts + 1;
      await generateUntilStopped(window, point, 'kill');
      await expectOnePicture(window, posts);
    });
  }

  it('says after a kill during the submit that the picture may be billed, and sends it again only when told to', async () => {
    const { service } = stage.standin;
    const window = await stage.open({ 'story.md': story });
    const { posts } = service.counts;
    await generateUntilHeld(window, 'submit');
    killHost();
    const message = window.notification('the picture may have been made and billed. It is not sent again by itself');
    await message.waitFor();
    await window.screenshot('uncertain');
    service.faults.clear();
    assert.equal((await window.notifications()).length, 1, 'one message');
    assert.equal(await message.buttons(), 'Show Unfinished Images');
    await message.click('Show Unfinished Images');
    for (const choice of ['Submit Again', 'Check Credits', 'Dismiss']) await window.quickInput.entry(choice).waitFor();
    await window.screenshot('unfinished');
    assert.equal(service.counts.posts, posts + 1, 'not sent again by itself');
    await window.quickInput.pick('Submit Again');
    await expectOnePicture(window, posts + 2);
    await window.runCommand('FLUX: Show Unfinished Images');
    await window.notification('No picture is unfinished').waitFor();
  });

  for (const kind of ['poll', 'delivery'] as const) {
    it(`goes on after a reload of the window at a ${kind}`, async () => {
      const window = await stage.open({ 'story.md': story });
      const posts = stage.standin.service.counts.posts + 1;
      await generateUntilHeld(window, kind);
      await window.reload();
      stage.standin.service.faults.clear();
      await expectOnePicture(window, posts);
    });
  }

  it('says after a reload during the submit that the picture may be billed, and does not send it again', async () => {
    const { service } = stage.standin;
    const window = await stage.open({ 'story.md': story });
    const { posts, polls } = service.counts;
    await generateUntilHeld(window, 'submit');
    const host = newestHost();
    await window.reload();
    const message = window.notification('the picture may have been made and billed. It is not sent again by itself');
    await message.waitFor();
    assert.ok(!stage.editor.extensionHostPids().includes(host), 'nobody is left to hear the answer');
    service.faults.clear();
    await window.screenshot('uncertain-after-reload');
    assert.equal((await window.notifications()).length, 1, 'one message');
    assert.equal(await message.buttons(), 'Show Unfinished Images');
    await message.click('Show Unfinished Images');
    await window.quickInput.pick('Dismiss');
    await window.runCommand('FLUX: Show Unfinished Images');
    await window.notification('No picture is unfinished').waitFor();
    assert.equal(service.counts.posts, posts + 1, 'not sent again');
    assert.equal(service.counts.polls, polls, 'not waited for');
    assert.deepEqual(window.files(), ['story.md']);
  });

  for (const point of ['before', 'after'] as const) {
    it(`leaves one file after a reload of the window just ${point} the file got its name`, async () => {
      const window = await stage.open({ 'story.md': story });
      const posts = stage.standin.service.counts.posts + 1;
      await generateUntilStopped(window, point, 'hold');
      assert.equal(window.files().filter((name) => name.endsWith('.tmp')).length, 1, 'it stands still midway');
      await window.reload();
      await expectOnePicture(window, posts);
    });
  }

  // The host lives on for minutes, but what it asks of its window is never answered: it gives the picture up.
  it('offers after a reload in the middle of ten what was not sent, with the price, and sends it only when told to', async () => {
    const { service } = stage.standin;
    const lines = Array.from({ length: 10 }, (_, at) => `A picture of the number ${at}`);
    const settings = { 'fluxKontext.maxConcurrent': 4 };
    const window = await stage.open({ 'ten.md': `${lines.join('\n\n')}\n` }, { settings });
    const { posts, polls } = service.counts;
    service.faults.add({ on: 'poll', times: 'always', do: { hold: true } });
    await window.line('number 0').click();
    await window.page.keyboard.press('ControlOrMeta+A');
    await window.runCommand('Add Cursors to Line Ends');
    await window.page.keyboard.press('Home');
    await window.page.keyboard.press('Shift+End');
    await window.runCommand(command);
    await window.page.getByRole('button', { name: 'Generate', exact: true }).click();
    await service.arrived('poll', polls + 4);
    await window.reload();
    const offer = window.notification('6 of 10 pictures were not sent. Send them for about 24 credits (0.24 USD)?');
    await offer.waitFor();
    await window.screenshot('unsent');
    assert.equal(await offer.buttons(), 'Send, Dismiss');
    service.faults.clear();
    await eventually(() => assert.equal(window.files().filter((name) => name.startsWith('images/')).length, 4));
    assert.equal(service.counts.posts, posts + 4, 'not sent unasked');
    await offer.click('Send');
    await eventually(() => assert.equal(window.files().filter((name) => name.startsWith('images/')).length, 10));
    assert.equal(service.counts.posts, posts + 10, 'ten pictures, ten POSTs');
  });

  describe('after the browser was killed', () => {
    let browser: Browser;

    beforeEach(async () => {
      browser = await launchBrowser();
    });

    afterEach(() => browser.close());

    for (const kind of ['poll', 'delivery'] as const) {
      it(`at a ${kind}, it goes on in a new window`, async () => {
        const lost = await stage.open({ 'story.md': story }, { browser });
        const posts = stage.standin.service.counts.posts + 1;
        await generateUntilHeld(lost, kind);
        await killBrowser(browser);
        const window = await stage.open({ 'story.md': story }, { folder: lost.folder });
        stage.standin.service.faults.clear();
        await expectOnePicture(window, posts);
      });
    }

    it('at the submit, and the host heard the answer: it goes on in a new window', async () => {
      const { service } = stage.standin;
      const lost = await stage.open({ 'story.md': story }, { browser });
      const posts = service.counts.posts + 1;
      await generateUntilHeld(lost, 'submit');
      await killBrowser(browser);
      service.faults.clear();
      const window = await stage.open({ 'story.md': story }, { folder: lost.folder });
      await expectOnePicture(window, posts);
    });

    it('at the submit, and the answer came late: a new window says that it may be billed, then it comes', async () => {
      const { service } = stage.standin;
      const lost = await stage.open({ 'story.md': story }, { browser });
      const posts = service.counts.posts + 1;
      await generateUntilHeld(lost, 'submit');
      const host = newestHost();
      await killBrowser(browser);
      const window = await stage.open({ 'story.md': story }, { folder: lost.folder });
      const message = window.notification('the picture may have been made and billed. It is not sent again by itself');
      await message.waitFor();
      assert.equal((await window.notifications()).length, 1, 'one message');
      assert.ok(stage.editor.extensionHostPids().includes(host), 'the host is there to hear the answer');
      await message.dismiss();
      service.faults.clear();
      await expectOnePicture(window, posts);
    });

    for (const point of ['before', 'after'] as const) {
      it(`just ${point} the file got its name: one file`, async () => {
        const lost = await stage.open({ 'story.md': story }, { browser });
        const posts = stage.standin.service.counts.posts + 1;
        await generateUntilStopped(lost, point, 'hold');
        await killBrowser(browser);
        const window = await stage.open({ 'story.md': story }, { folder: lost.folder });
        await expectOnePicture(window, posts);
      });
    }
  });
});

async function killBrowser(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const pid = processInfo.find(({ type }) => type === 'browser')?.id;
  assert.ok(pid);
  const gone = new Promise((resolve) => browser.once('disconnected', resolve));
  process.kill(pid, 'SIGKILL');
  await gone;
}
