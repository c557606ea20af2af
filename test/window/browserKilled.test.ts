import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/browser.ts';
import { story, useInterruptedStage } from './interruptedStage.ts';

describe('F16 The browser is killed, at the real hosts', () => {
  const stage = useInterruptedStage();
  let browser: Browser;

  beforeEach(async () => {
    browser = await launchBrowser();
  });

  afterEach(() => browser.close());

  for (const kind of ['poll', 'delivery'] as const) {
    it(`at a ${kind}, it goes on in a new window`, async () => {
      const lost = await stage.open({ 'story.md': story }, { browser });
      const posts = stage.standin.service.counts.posts + 1;
      await stage.generateUntilHeld(lost, kind);
      await killBrowser(browser);
      const window = await stage.open({ 'story.md': story }, { folder: lost.folder });
      stage.standin.service.faults.clear();
      await stage.expectOnePicture(window, posts);
    });
  }

  it('at the submit, and the host heard the answer: it goes on in a new window', async () => {
    const { service } = stage.standin;
    const lost = await stage.open({ 'story.md': story }, { browser });
    const posts = service.counts.posts + 1;
    await stage.generateUntilHeld(lost, 'submit');
    await killBrowser(browser);
    service.faults.clear();
    const window = await stage.open({ 'story.md': story }, { folder: lost.folder });
    await stage.expectOnePicture(window, posts);
  });

  it('at the submit, and the answer came late: a new window says that it may be billed, then it comes', async () => {
    const { service } = stage.standin;
    const lost = await stage.open({ 'story.md': story }, { browser });
    const posts = service.counts.posts + 1;
    await stage.generateUntilHeld(lost, 'submit');
    const host = stage.newestHost();
    await killBrowser(browser);
    const window = await stage.open({ 'story.md': story }, { folder: lost.folder });
    const message = window.notification('the picture may have been made and billed. It is not sent again by itself');
    await message.waitFor();
    await window.expectMessages(1);
    assert.ok(stage.editor.extensionHostPids().includes(host), 'the host is there to hear the answer');
    await message.dismiss();
    service.faults.clear();
    await stage.expectOnePicture(window, posts);
  });

  for (const point of ['before', 'after'] as const) {
    it(`just ${point} the file got its name: one file`, async () => {
      const lost = await stage.open({ 'story.md': story }, { browser });
      const posts = stage.standin.service.counts.posts + 1;
      await stage.generateUntilStopped(lost, point, 'hold');
      await killBrowser(browser);
      const window = await stage.open({ 'story.md': story }, { folder: lost.folder });
      await stage.expectOnePicture(window, posts);
    });
  }
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
