import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { pictureOf } from '../../../src/making/outcome.ts';
import { createCrashDisk, type CrashDisk, dieBefore, systemError } from '../jobs/crashFs.ts';
import { order } from '../jobs/orders.ts';
import { anyText, folder, hardPrompts, hash, open, picture, savedJob, withPrompt } from './historyPictures.ts';

async function writeFile(disk: CrashDisk, text: string, path = `${folder}/other.jsonl`): Promise<void> {
  const fs = disk.mount();
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  await (await fs.open(path, 'a')).writeFile(text);
}

describe('A picture', () => {
  it('is what its job knows of it: the recipe, the seed, the cost in the end, the pixels, the prompt as it was taken', () => {
    const saved = { uri: 'file:///a.jpg', sha256: hash(1), bytes: 9, width: 3, height: 2 };
    const result = { seed: 7, prompt: 'An elephant, in detail', durationSeconds: 6.5, cost: 6 };
    assert.deepEqual(pictureOf({ ...savedJob, saved, result }), {
      version: 2,
      ...saved,
      savedAt: 2,
      recipe: order.recipe,
      document: order.link?.document,
      link: order.link,
      seed: 7,
      rewrittenPrompt: 'An elephant, in detail',
      cost: 6,
      durationSeconds: 6.5,
      parents: [],
    });
  });

  it('has no rewritten prompt where the service took it as it was, and the cost that was told first', () => {
    const result = { seed: 7, prompt: order.recipe.prompt, durationSeconds: null };
    const { rewrittenPrompt, cost, width } = pictureOf({ ...savedJob, result });
    assert.deepEqual([rewrittenPrompt, cost, width], [null, 4, 0]);
  });
});

describe('The history', () => {
  it('finds a picture by its bytes, whoever has added it, and the last of those with the same', async () => {
    const disk = createCrashDisk();
    const [one, other] = [open(disk), open(disk)];
    await one.add(picture(1));
    await other.add(picture(2));
    await other.add(picture(1, { savedAt: 9 }));
    await one.add(picture(3));
    for (const history of [one, other, open(disk)]) {
      assert.deepEqual(await history.find(hash(2)), picture(2));
      assert.deepEqual(await history.find(hash(1)), picture(1, { savedAt: 9 }));
      assert.equal(await history.find(hash(4)), undefined);
    }
  });

  it('is empty where there is none', async () => {
    const history = open(createCrashDisk());
    assert.equal(await history.find(hash(1)), undefined);
    assert.deepEqual(await history.list(), []);
    assert.equal(await history.exportLines(undefined), '');
  });

  it('gives back any picture as it was added', async () => {
    const history = open(createCrashDisk());
    for (const [at, prompt] of hardPrompts.entries()) {
      await history.add(withPrompt(at, prompt));
      assert.deepEqual(await history.find(hash(at)), withPrompt(at, prompt));
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(9), anyText, fc.nat(), async (at, prompt, savedAt) => {
        const other = open(createCrashDisk());
        await other.add(picture(99));
        const added = { ...withPrompt(at, prompt), savedAt };
        await other.add(added);
        assert.deepEqual(await other.find(hash(at)), added);
      }),
    );
  });

  it('knows the place where the same bytes were saved last, and both places', async () => {
    const disk = createCrashDisk();
    const history = open(disk);
    const moved = picture(1, { uri: 'file:///b.jpg', savedAt: 5 });
    await history.add(picture(1));
    await history.add(moved);
    // Who finds a file elsewhere adds it as it was saved, with its new place.
    await open(disk, { now: () => Date.now() + 1000 }).add({ ...moved, uri: 'file:///c.jpg' });
    assert.equal((await history.find(hash(1)))?.uri, 'file:///c.jpg');
    assert.deepEqual(await history.findAt(picture(1).uri), picture(1));
    assert.deepEqual(await history.findAt('file:///b.jpg'), moved);
    assert.equal(await history.findAt('file:///d.jpg'), undefined);
    assert.equal((await history.list()).length, 1);
  });

  it('knows which picture was saved last at a place', async () => {
    const history = open(createCrashDisk());
    for (const at of [2, 3, 1]) await history.add(picture(at, { uri: 'file:///a.jpg' }));
    assert.equal((await history.findAt('file:///a.jpg'))?.sha256, hash(3));
  });

  it('lists the pictures of all, the newest first, with what lists need', async () => {
    const disk = createCrashDisk();
    const recipe = { ...order.recipe, style: { name: 'Oil', words: 'an elephant' } };
    await open(disk).add(picture(2, { recipe }));
    await open(disk).add(picture(1));
    await open(disk).add(picture(3));
    const listed = await open(disk).list();
    assert.deepEqual(
      listed.map(({ sha256 }) => sha256),
      [3, 2, 1].map(hash),
    );
    assert.deepEqual(listed[1], {
      sha256: hash(2),
      uri: picture(2).uri,
      savedAt: 2,
      words: 'an elephant',
      model: 'flux-kontext-pro',
      style: 'Oil',
      cost: 4,
      document: order.link?.document,
      variations: undefined,
      isKept: false,
    });
  });

  it('finds the pictures that were ordered together, by their number', async () => {
    const history = open(createCrashDisk());
    const id = '0b0e4e4c-51f5-4c5e-9a4a-5f1f6a3a7a11';
    const pictures = [3, 1, 2].map((index) => picture(10 + index, { variations: { id, count: 4, index } }));
    for (const one of [...pictures, picture(1)]) await history.add(one);
    assert.deepEqual(
      (await history.findVariations(id)).map(({ variations }) => variations?.index),
      [1, 2, 3],
    );
    assert.deepEqual(await history.findVariations(''), []);
  });

  it('forgets pictures for every process until they are added again', async () => {
    const disk = createCrashDisk();
    const [one, other] = [open(disk, { now: () => 1_000 }), open(disk, { now: () => 5 })];
    for (const at of [1, 2, 3]) await one.add(picture(at));
    await one.forget([hash(1), hash(2), hash(2), hash(7)]);
    for (const history of [one, other]) {
      assert.equal(await history.find(hash(1)), undefined);
      assert.equal(await history.findAt(picture(2).uri), undefined);
      assert.deepEqual(
        (await history.list()).map(({ sha256 }) => sha256),
        [hash(3)],
      );
    }
    // The clock of the other one is behind.
    await other.add(picture(1));
    assert.deepEqual(await one.find(hash(1)), picture(1));
    await other.forget([hash(1)]);
    assert.equal(await one.find(hash(1)), undefined);
  });

  it('remembers which picture was chosen, until it is forgotten', async () => {
    const disk = createCrashDisk();
    const history = open(disk);
    await history.add(picture(1));
    await history.keep(hash(2));
    await history.keep(hash(1));
    const length = disk.written.length;
    await history.keep(hash(1));
    assert.equal(disk.written.length, length, 'it was written twice');
    assert.deepEqual(await open(disk).find(hash(1)), { ...picture(1), isKept: true });
    assert.deepEqual(
      (await history.list()).map(({ isKept }) => isKept),
      [true],
    );
    await history.forget([hash(1)]);
    await history.add({ ...picture(1), isKept: true });
    assert.deepEqual(await history.find(hash(1)), picture(1));
  });

  it('loses no picture that was added, in whichever step a process dies or the power fails', async () => {
    for (let step = 1; ; step++) {
      const disk = createCrashDisk();
      await open(disk).add(picture(1));
      const dying = open(disk, { fs: disk.mount(dieBefore(step)) });
      const added: number[] = [];
      for (const at of [2, 3]) {
        await dying.add(picture(at)).then(
          () => added.push(at),
          () => undefined,
        );
      }
      disk.losePower({ names: (most) => most, bytes: (most) => most / 2 });
      const next = open(disk);
      await next.add(picture(4));
      for (const at of [1, 4, ...added]) assert.deepEqual(await next.find(hash(at)), picture(at), `step ${step}`);
      if (added.length < 2) continue;
      assert.ok(step > 10, `only ${step} steps were tried`);
      break;
    }
  });

  it('goes on behind a line that a full disk has cut at any byte', async () => {
    const size = Buffer.byteLength(JSON.stringify(picture(1)));
    await fc.assert(
      fc.asyncProperty(fc.nat(size + 20), async (cut) => {
        const disk = createCrashDisk();
        let isFull = false;
        const fs = disk.mount(
          ({ name, number }) => {
            if (isFull && name === 'write' && number > 0 && isSecondHalf()) throw systemError('ENOSPC');
          },
          (bytes) => (isFull ? Math.min(cut, bytes) : bytes),
        );
        let writes = 0;
        const isSecondHalf = (): boolean => ++writes % 2 === 0;
        const history = open(disk, { fs });
        await history.add(picture(1));
        isFull = true;
        for (const at of [2, 3]) await assert.rejects(history.add(picture(at)), { code: 'ENOSPC' });
        isFull = false;
        await history.add(picture(4));
        for (const one of [history, open(disk)])
          for (const at of [1, 4]) assert.deepEqual(await one.find(hash(at)), picture(at));
      }),
    );
  });

  it('leaves out what it does not understand: lines of another version, and lines that are none', async () => {
    const disk = createCrashDisk();
    await open(disk).add(picture(1));
    const newer = JSON.stringify({ ...picture(1, { savedAt: 9 }), version: 3 });
    const nonsense = JSON.stringify({ ...picture(1, { savedAt: 8 }), recipe: 7 });
    const half = JSON.stringify({ ...picture(1, { savedAt: 7 }), parents: 7 });
    await writeFile(disk, `${newer}\n${nonsense}\n${half}\n${hash(1)}\n\0\n{"sha256":"${hash(1)}`);
    for (const changes of [
      { order, version: 3 },
      { uri: '2.jpg' },
      { document: 'one.md' },
      { recipe: { ...order.recipe, prompt: 7 } },
      { recipe: { ...order.recipe, style: 'Oil' } },
    ])
      await writeFile(disk, `\n${JSON.stringify({ ...picture(2), ...changes })}\n`);
    assert.deepEqual(await open(disk).find(hash(1)), picture(1));
    assert.equal((await open(disk).list()).length, 1);
  });

  it('still reads a line of version 1', async () => {
    const disk = createCrashDisk();
    const { recipe: _recipe, link: _link, document: _document, ...facts } = picture(1);
    const old = { ...facts, version: 1, order: { ...order, save: { ...order.save, document: 'file:///two.md' } } };
    await writeFile(disk, `${JSON.stringify(old)}\n`);
    const history = open(disk, { now: () => 5 });
    assert.deepEqual(await history.find(hash(1)), picture(1));
    assert.deepEqual((await history.list())[0]?.document, order.link?.document);
    await history.forget([hash(1)]);
    assert.equal(await history.find(hash(1)), undefined);
    // It does not say when it was written, only when its picture was saved.
    await writeFile(disk, `${JSON.stringify({ ...old, savedAt: 9 })}\n`);
    assert.deepEqual(await history.find(hash(1)), picture(1, { savedAt: 9 }));
  });

  it('sees what is appended to a file while it is open, and a line once it has its end', async () => {
    const disk = createCrashDisk();
    const history = open(disk);
    const line = (at: number): string => JSON.stringify(picture(at));
    await writeFile(disk, `${line(1)}\n${line(2).slice(0, 100)}`);
    assert.deepEqual(await history.find(hash(1)), picture(1));
    assert.equal(await history.find(hash(2)), undefined);
    await writeFile(disk, `${line(2).slice(100)}\r\n${line(3)}`);
    for (const at of [1, 2, 3]) assert.deepEqual(await history.find(hash(at)), picture(at));
    await writeFile(disk, `\n${line(4)}\n`);
    for (const at of [1, 2, 3, 4]) assert.deepEqual(await history.find(hash(at)), picture(at));
  });

  it('reads the disk once for calls at the same time, and again for a call that comes later', async () => {
    const disk = createCrashDisk();
    await open(disk).add(picture(1));
    let lists = 0;
    const history = open(disk, {
      fs: disk.mount(({ name }) => {
        if (name === 'readdir') lists++;
      }),
    });
    await Promise.all([history.find(hash(1)), history.list(), history.findAt('')]);
    assert.equal(lists, 1);
    const listing = history.list();
    await Promise.resolve();
    await open(disk).add(picture(2));
    assert.deepEqual(await history.find(hash(2)), picture(2));
    await listing;
  });

  it('rejects with the error of a disk that cannot be read or written', async () => {
    const disk = createCrashDisk();
    await open(disk).add(picture(1));
    const failing = open(disk, {
      fs: disk.mount(({ name }) => {
        if (['open', 'readdir'].includes(name)) throw systemError('EIO');
      }),
    });
    await assert.rejects(failing.find(hash(1)), { code: 'EIO' });
    await assert.rejects(failing.add(picture(2)), { code: 'EIO' });
  });

  it('T4 keeps no key, no secret and no signed address', async () => {
    const disk = createCrashDisk();
    const more = { webhookSecret: 'hush', sample: 'https://delivery.bfl.ai/x?sig=hush' };
    const told: object = { ...more, recipe: { ...order.recipe, ...more }, service: more };
    await open(disk).add({ ...picture(1), ...told });
    assert.doesNotMatch(disk.written.join(''), /hush/);
  });
});
