import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findCanaries } from '../../scripts/editor/canary.ts';
import type { Notification } from './notification.ts';
import { smallDiskKind, useSmallDisks } from './smallDisks.ts';
import { elephant, eventually, key, paintedSize, useStage, type StageWindow } from './stage.ts';

const slug = 'a-small-furry-elephant-pet-looks-out-from-a-cat-house';
const story = `# Story\n\n${elephant}\n\nThe end.\n`;
const command = 'FLUX: Generate Image from Selection';
/** Of a tmpfs. The stand-in's pictures are of 11 to 20 KB: more than two pages. */
const page = 4096;

describe(`F14 A full disk (${smallDiskKind})`, () => {
  const disks = useSmallDisks();
  const temporary = mkdtempSync(join(tmpdir(), 'flux-kontext-temporary-'));
  const stage = useStage('newest', {
    env: { ...disks.env, TMPDIR: temporary, FLUX_KONTEXT_ENDPOINT_KEY: key },
    fixtures: disks.fixtures,
  });

  after(() => rmSync(temporary, { recursive: true, force: true }));

  const generate = async (window: StageWindow): Promise<void> => {
    await window.selectLine(elephant);
    await window.runCommand(command);
  };

  /** The bytes that the service delivered last. */
  const delivered = async (): Promise<Buffer> => {
    const task = stage.standin.service.tasks.at(-1);
    assert.ok(task);
    return Buffer.from(await stage.standin.service.image(task));
  };

  /** Has a folder on a disk of its own, filled by an old file but for so many pages. */
  const mountFull = (folder: string, name = 'old', freePages = 0): Buffer => {
    disks.mount(folder, 4 * page);
    const old = Buffer.alloc((4 - freePages) * page, 'old');
    writeFileSync(join(folder, name), old);
    return old;
  };

  /** Where the extension keeps its journal, and what it rescues. */
  const storage = (): string => join(stage.editor.dataDir, 'data/User/globalStorage/flux-kontext.flux-kontext');

  const expectRescued = async (message: Notification): Promise<string> => {
    const path = /: the disk is full\. It is safe at (.*\.jpg)\./.exec(await message.text())?.[1];
    assert.ok(path, 'reason and place are named');
    assert.ok(readFileSync(path).equals(await delivered()), 'rescued whole');
    const names = readdirSync(dirname(path));
    assert.ok(!names.some((name) => name.endsWith('.tmp')), 'no temporary file is left');
    return path;
  };

  const saveAs = async (window: StageWindow, message: Notification): Promise<void> => {
    assert.equal(await message.buttons(), 'Save As…');
    await message.click('Save As…');
    // The dialog puts its own suggestion in when it has listed that folder, and takes a path when it has listed that one.
    await window.quickInput.entry('..').waitFor();
    await window.quickInput.type(join(window.folder, 'by-hand.jpg'));
    await window.quickInput.entry('story.md').waitFor();
    await window.quickInput.accept();
    const picture = await delivered();
    await eventually(() => assert.ok(window.read('by-hand.jpg').equals(picture), 'saved by hand'));
  };

  for (const [when, freePages] of [
    ['before', 0],
    ['midway', 2],
  ] as const) {
    it(`${when} costs no picture and harms no file`, async () => {
      const window = await stage.open({ 'story.md': story });
      const { posts } = stage.standin.service.counts;
      const old = mountFull(join(window.folder, 'images'), `${slug}.jpg`, freePages);
      await generate(window);
      const message = window.notification('The picture could not be saved where it belongs');
      await expectRescued(message);
      assert.deepEqual(await paintedSize(window), { width: 1024, height: 1024 });
      await window.screenshot(`disk-full-${when}`);
      await window.expectMessages(1);
      assert.equal(stage.standin.service.counts.posts, posts + 1, 'one POST');
      assert.deepEqual(window.files(), [`images/${slug}.jpg`, 'story.md'], 'nothing half done is left');
      assert.ok(window.read(`images/${slug}.jpg`).equals(old), 'the old file is as it was');
      assert.equal(window.read('story.md').toString(), story, 'no link to a place that is not its own');
      await saveAs(window, message);
      await window.runCommand('FLUX: Show Unfinished Images');
      await window.notification('No picture is unfinished').waitFor();
    });
  }

  it('that gets full with the journal on it costs no picture either: the temporary folder serves', async () => {
    const window = await stage.open({ 'story.md': story });
    await generateWhileDisksFill(window);
    const message = window.notification('The picture could not be saved where it belongs');
    assert.equal(dirname(dirname(await expectRescued(message))), temporary, 'in a folder of its own');
    await window.expectMessages(1);
    await saveAs(window, message);
  });

  it('everywhere leaves the picture in memory, to be saved by hand', async () => {
    const window = await stage.open({ 'story.md': story });
    mountFull(temporary);
    await generateWhileDisksFill(window);
    const message = window.notification('The picture is here, but could be saved nowhere');
    await message.waitFor();
    await window.screenshot('disk-full-everywhere');
    assert.match(await message.text(), /saved nowhere: the disk is full\. Until/);
    await window.expectMessages(1);
    await saveAs(window, message);
    await window.runCommand('FLUX: Show Unfinished Images');
    await window.notification('No picture is unfinished').waitFor();
  });

  /** The disks of the picture and of the journal are full from when the service works on the picture. */
  async function generateWhileDisksFill(window: StageWindow): Promise<void> {
    const { service } = stage.standin;
    const { polls } = service.counts;
    mountFull(join(window.folder, 'images'));
    disks.mount(storage(), 8 * page);
    service.faults.add({ on: 'poll', times: 'always', do: { hold: true } });
    await generate(window);
    await service.arrived('poll', polls + 1);
    disks.fill(storage());
    service.faults.clear();
  }

  it('before the journal is begun: nothing is sent until there is room', async () => {
    const window = await stage.open({ 'story.md': story });
    const { service } = stage.standin;
    const { posts } = service.counts;
    mountFull(storage());
    for (const room of ['none', 'for the lease']) {
      if (room === 'for the lease') truncateSync(join(storage(), 'old'), 3 * page);
      await generate(window);
      const message = window.notification(
        /storage on this machine cannot be written: the disk is full\. .* nothing was sent/,
      );
      await message.waitFor();
      await window.notification(elephant.slice(0, 20)).waitUntilGone();
      await window.screenshot('disk-full-journal');
      await window.expectMessages(1);
      assert.equal(service.counts.posts, posts, 'nothing was sent');
      const left = readdirSync(join(storage(), 'jobs')).filter((name) => !name.endsWith('.free'));
      assert.deepEqual(left, [], 'nothing half done is left');
      await message.dismiss();
    }
    assert.deepEqual(findCanaries([storage()]), []);
    disks.unmountAll();
    await generate(window);
    assert.deepEqual(await paintedSize(window), { width: 1024, height: 1024 });
    assert.deepEqual(window.files(), [`images/${slug}.jpg`, 'story.md']);
  });
});
