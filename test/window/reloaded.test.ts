import assert from 'node:assert/strict';
import { command, story, useInterruptedStage } from './interruptedStage.ts';
import { elephant, eventually } from './stage.ts';

describe('F16 The window is reloaded, at the real hosts', () => {
  const stage = useInterruptedStage();

  for (const kind of ['poll', 'delivery'] as const) {
    it(`goes on after a reload of the window at a ${kind}`, async () => {
      const window = await stage.open({ 'story.md': story });
      const posts = stage.standin.service.counts.posts + 1;
      await stage.generateUntilHeld(window, kind);
      await window.reload();
      stage.standin.service.faults.clear();
      await stage.expectOnePicture(window, posts);
    });
  }

  it('says after a reload during the submit that the picture may be billed, and does not send it again', async () => {
    const { service } = stage.standin;
    const window = await stage.open({ 'story.md': story });
    const { posts, polls } = service.counts;
    await stage.generateUntilHeld(window, 'submit');
    const host = stage.newestHost();
    await window.reload();
    const message = window.notification('the picture may have been made and billed. It is not sent again by itself');
    await message.waitFor();
    assert.ok(!stage.editor.extensionHostPids().includes(host), 'nobody is left to hear the answer');
    service.faults.clear();
    await window.screenshot('uncertain-after-reload');
    await window.expectMessages(1);
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
      await stage.generateUntilStopped(window, point, 'hold');
      assert.equal(window.files().filter((name) => name.endsWith('.tmp')).length, 1, 'it stands still midway');
      await window.reload();
      await stage.expectOnePicture(window, posts);
    });
  }

  it('puts in once more the link that a reload within a second swallows, with the unsaved document', async () => {
    const window = await stage.open({ 'story.md': story });
    const posts = stage.standin.service.counts.posts + 1;
    window.page.on('dialog', (question) => void question.accept()); // whether to leave what is not saved
    await window.selectLine(elephant);
    await window.runCommand(command);
    await window.line('![').waitFor();
    await window.page.reload();
    await window.untilStarted();
    await stage.expectOneLink(window, posts);
  });

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
    await window.notification('Making 10 pictures').waitFor();
    await window.screenshot('ten-pictures');
    assert.equal(await window.page.locator('.notification-toast .monaco-progress-container').count(), 1);
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
});
