import assert from 'node:assert/strict';
import { findCanaries } from '../../scripts/editor/canary.ts';
import { story, useInterruptedStage } from './interruptedStage.ts';

// VS Code starts a killed host again about a second later, but not for the third time within five minutes of a window.
describe('F16 The extension host is killed, at the real hosts', () => {
  const stage = useInterruptedStage();

  const killHost = (): void => {
    process.kill(stage.newestHost(), 'SIGKILL');
    assert.deepEqual(findCanaries([stage.editor.dataDir]), [], 'no secret in what it leaves on the disk');
  };

  it('goes on by itself after the extension host was killed at a poll, and at the download', async () => {
    const { service } = stage.standin;
    const window = await stage.open({ 'story.md': story });
    const posts = service.counts.posts + 1;
    await stage.generateUntilHeld(window, 'poll');
    killHost();
    service.faults.clear();
    const { deliveries } = service.counts;
    service.faults.add({ on: 'delivery', do: { hold: true } });
    await service.arrived('delivery', deliveries + 1);
    killHost();
    await stage.expectOnePicture(window, posts);
  });

  for (const point of ['before', 'after'] as const) {
    it(`leaves one file when the extension host was killed just ${point} the file got its name`, async () => {
      const window = await stage.open({ 'story.md': story });
      const posts = stage.standin.service.counts.posts + 1;
      await stage.generateUntilStopped(window, point, 'kill');
      await stage.expectOnePicture(window, posts);
    });
  }

  it('says after a kill during the submit that the picture may be billed, and sends it again only when told to', async () => {
    const { service } = stage.standin;
    const window = await stage.open({ 'story.md': story });
    const { posts } = service.counts;
    await stage.generateUntilHeld(window, 'submit');
    killHost();
    const message = window.notification('the picture may have been made and billed. It is not sent again by itself');
    await message.waitFor();
    await window.screenshot('uncertain');
    service.faults.clear();
    await window.expectMessages(1);
    assert.equal(await message.buttons(), 'Show Unfinished Images');
    await message.click('Show Unfinished Images');
    for (const choice of ['Submit Again', 'Check Credits', 'Dismiss']) await window.quickInput.entry(choice).waitFor();
    await window.screenshot('unfinished');
    assert.equal(service.counts.posts, posts + 1, 'not sent again by itself');
    await window.quickInput.pick('Submit Again');
    await stage.expectOnePicture(window, posts + 2);
    await window.runCommand('FLUX: Show Unfinished Images');
    await window.notification('No picture is unfinished').waitFor();
  });
});
