import assert from 'node:assert/strict';
import { elephant, eventually, key, paintedSize, useStage, type StageWindow } from './stage.ts';

const slug = 'a-small-furry-elephant-pet-looks-out-from-a-cat-house';
const story = `# Story\n\n${elephant}\n\nThe end.\n`;
const linked = `# Story\n\n${elephant}\n\n![${elephant}](./images/${slug}.jpg)\n\nThe end.\n`;
const files = { 'story.md': story };
const command = 'FLUX: Generate Image from Selection';

// Under the real names: a host whose window is gone lives on, and on loopback it would go on as if nothing had happened.
describe('Two windows', () => {
  const stage = useStage('newest', { useRealHosts: true, env: { BFL_API_KEY: key } });

  const count = (): { posts: number; deliveries: number } => {
    const { posts, deliveries } = stage.standin.service.counts;
    return { posts, deliveries };
  };

  /** Starts a picture and waits until the service has got a poll and holds its answer. */
  const generateUntilPolled = async (window: StageWindow): Promise<void> => {
    const { service } = stage.standin;
    const { polls } = service.counts;
    service.faults.add({ on: 'poll', times: 'always', do: { hold: true } });
    await window.selectLine(elephant);
    await window.runCommand(command);
    await service.arrived('poll', polls + 1);
  };

  const expectLinked = async (window: StageWindow): Promise<void> => {
    assert.deepEqual(await paintedSize(window), { width: 1024, height: 1024 });
    assert.deepEqual(window.files(), [`images/${slug}.jpg`, 'story.md'], 'one file');
    await window.tab('story.md').click();
    await window.page.keyboard.press('ControlOrMeta+S');
    await eventually(() => assert.equal(window.read('story.md').toString(), linked, 'one link'));
    await window.expectMessages(0);
  };

  it('on one folder: only the one that was asked works on a picture', async () => {
    const before = count();
    const owner = await stage.open(files);
    const other = await stage.open(files, { folder: owner.folder });
    await generateUntilPolled(owner);
    stage.standin.service.faults.clear();
    await expectLinked(owner);
    assert.equal(await other.tab('Image Preview').count(), 0, 'the other window shows nothing');
    await other.expectMessages(0);
    assert.deepEqual(count(), { posts: before.posts + 1, deliveries: before.deliveries + 1 });
  });

  it('on one folder: the other takes over when the one is closed', async () => {
    const before = count();
    const owner = await stage.open(files);
    const other = await stage.open(files, { folder: owner.folder });
    await generateUntilPolled(owner);
    await owner.close();
    await other.notification(elephant.slice(0, 20)).waitFor(); // it has taken over
    stage.standin.service.faults.clear();
    await expectLinked(other);
    assert.deepEqual(count(), { posts: before.posts + 1, deliveries: before.deliveries + 1 });
  });

  it('on two folders: the other fetches and saves, and the link waits for a window of its folder', async () => {
    const before = count();
    const owner = await stage.open(files);
    const other = await stage.open(files);
    await generateUntilPolled(owner);
    await owner.close();
    await other.notification(elephant.slice(0, 20)).waitFor(); // it has taken over
    stage.standin.service.faults.clear();
    await eventually(() =>
      assert.deepEqual(owner.files(), [`images/${slug}.jpg`, 'story.md'], 'the other has saved it'),
    );
    assert.equal(await other.tab('Image Preview').count(), 0, 'the other does not show it');
    assert.deepEqual(other.files(), ['story.md']);
    await expectLinked(await stage.open(files, { folder: owner.folder }));
    assert.deepEqual(count(), { posts: before.posts + 1, deliveries: before.deliveries + 1 });
  });
});
