import assert from 'node:assert/strict';
import type { Job } from '../../../src/jobs/job.ts';
import { pictureOf } from '../../../src/making/outcome.ts';
import { openHistory } from '../../../src/pictures/history.ts';
import type { Picture } from '../../../src/pictures/picture.ts';
import { createCrashDisk, dieBefore, systemError, type CrashDisk } from '../jobs/crashFs.ts';
import { goodLife, order } from '../jobs/orders.ts';

const job = goodLife.reduce<Job>((before, change) => ({ ...before, ...change }), {
  version: 2,
  id: '0b0e4e4c-51f5-4c5e-9a4a-5f1f6a3a7a11',
  createdAt: 1,
  updatedAt: 2,
  state: 'submitting',
  order,
});
const hash = (at: number): string => String(at).padStart(64, '0');
const picture = (at: number, savedAt = at): Picture => ({ ...pictureOf(job), sha256: hash(at), savedAt });

const open = (disk: CrashDisk) => openHistory('/history', disk.mount());

describe('A picture', () => {
  it('is what its job knows of it: the recipe, the seed, the cost in the end, the pixels, the prompt as it was taken', () => {
    const saved = { uri: 'file:///a.jpg', sha256: hash(1), bytes: 9, width: 3, height: 2 };
    const result = { seed: 7, prompt: 'An elephant, in detail', durationSeconds: 6.5, cost: 6 };
    const { order: kept, ...facts } = pictureOf({ ...job, saved, result });
    assert.deepEqual(kept, order);
    assert.deepEqual(facts, {
      version: 1,
      ...saved,
      savedAt: 2,
      seed: 7,
      rewrittenPrompt: 'An elephant, in detail',
      cost: 6,
      durationSeconds: 6.5,
      parents: [],
    });
  });

  it('has no rewritten prompt where the service took it as it was, and the cost that was told first', () => {
    const result = { seed: 7, prompt: order.recipe.prompt, durationSeconds: null };
    const { rewrittenPrompt, cost, width } = pictureOf({ ...job, result });
    assert.deepEqual([rewrittenPrompt, cost, width], [null, 4, 0]);
  });
});

describe('The history', () => {
  it('finds a picture by its bytes, whoever has added it, and the last of those with the same', async () => {
    const disk = createCrashDisk();
    const [one, other] = [open(disk), open(disk)];
    await one.add(picture(1));
    await other.add(picture(2));
    await other.add(picture(1, 9));
    await one.add(picture(3));
    for (const history of [one, other, open(disk)]) {
      assert.deepEqual(await history.find(hash(2)), picture(2));
      assert.deepEqual(await history.find(hash(1)), picture(1, 9));
      assert.equal(await history.find(hash(4)), undefined);
    }
  });

  it('is empty where there is none', async () => {
    assert.equal(await open(createCrashDisk()).find(hash(1)), undefined);
  });

  it('loses no picture that was added, in whichever step a process dies or the power fails', async () => {
    for (let step = 1; ; step++) {
      const disk = createCrashDisk();
      await open(disk).add(picture(1));
      const dying = openHistory('/history', disk.mount(dieBefore(step)));
      const added: number[] = [];
      for (const at of [2, 3]) {
        await dying.add(picture(at)).then(
          () => added.push(at),
          () => undefined,
        );
      }
      disk.losePower({ names: (most) => most, characters: (most) => most / 2 });
      const next = open(disk);
      await next.add(picture(4));
      for (const at of [1, 4, ...added]) assert.deepEqual(await next.find(hash(at)), picture(at), `step ${step}`);
      if (added.length < 2) continue;
      assert.ok(step > 10, `only ${step} steps were tried`);
      break;
    }
  });

  it('goes on behind a line that a full disk has cut', async () => {
    const disk = createCrashDisk();
    let isFull = false;
    const history = openHistory(
      '/history',
      disk.mount(({ name, number }) => {
        // The second half of what is written finds no room.
        if (isFull && name === 'write' && number % 2 === 0) throw systemError('ENOSPC');
      }),
    );
    await history.add(picture(1));
    isFull = true;
    for (const at of [2, 3]) await history.add(picture(at)).catch(() => undefined);
    isFull = false;
    await history.add(picture(4));
    for (const at of [1, 4]) assert.deepEqual(await history.find(hash(at)), picture(at));
  });

  it('leaves out what it does not understand: lines of another version, and lines that are none', async () => {
    const disk = createCrashDisk();
    await open(disk).add(picture(1));
    const file = await disk.mount().open('/history/other.jsonl', 'wx');
    const newer = JSON.stringify({ ...picture(1, 9), version: 2 });
    const secret = JSON.stringify({ ...picture(1, 8), order: { ...order, recipe: 7 } });
    await file.writeFile(`${newer}\n${secret}\n${hash(1)}\n{"sha256":"${hash(1)}`);
    assert.deepEqual(await open(disk).find(hash(1)), picture(1));
  });

  it('T4 keeps no key, no secret and no signed address', async () => {
    const disk = createCrashDisk();
    const more = { webhookSecret: 'hush', sample: 'https://delivery.bfl.ai/x?sig=hush' };
    const told: object = { ...more, order: { ...order, ...more } };
    await open(disk).add({ ...picture(1), ...told });
    assert.doesNotMatch(disk.written.join(''), /hush/);
  });
});
