import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { History } from '../../../src/pictures/history.ts';
import { mergeOwnFiles } from '../../../src/pictures/history/mergeOwnFiles.ts';
import { createCrashDisk, type CrashDisk, dieBefore, systemError } from '../jobs/crashFs.ts';
import { folder, hash, open, openAsColleague, picture, shared } from './historyPictures.ts';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

/** Each picture is added by a process of its own, so that it has a file of its own. */
async function addApart(disk: CrashDisk, all: readonly number[]): Promise<void> {
  for (const at of all) await open(disk).add(picture(at));
}

async function assertKnown(history: History, all: readonly number[], message?: string): Promise<void> {
  for (const at of all) assert.deepEqual(await history.find(hash(at)), picture(at), message);
}

/** Writes as a file system appends: all bytes of a call at once. */
const atOnce = (bytes: number): number => bytes;

function namesOf(disk: CrashDisk): readonly string[] {
  return Object.keys(disk.files()).filter((path) => path.startsWith(folder));
}

/** The pictures that have a line in the user's own history. */
function numbersOn(disk: CrashDisk): readonly number[] {
  const text = Object.values(disk.files()).join('');
  return numbers(200).filter((at) => text.includes(hash(at)));
}

describe('The files of the history', () => {
  it('become one when they are more than eight, and every process still finds all', async () => {
    const disk = createCrashDisk();
    const [early, writer] = [open(disk), open(disk)];
    await early.list();
    await writer.add(picture(1));
    await addApart(disk, [2, 3, 4, 5, 6, 7, 8]);
    assert.equal(namesOf(disk).length, 8);
    await addApart(disk, [9]);
    assert.equal(namesOf(disk).length, 1);
    await writer.add(picture(10));
    assert.equal(namesOf(disk).length, 2);
    for (const history of [early, writer, open(disk)]) await assertKnown(history, numbers(10));
  });

  it('keep the newest pictures when there are more than the limit, and forget the lines of the others', async () => {
    const disk = createCrashDisk();
    const options = { limit: () => 10 };
    const writer = open(disk, options);
    for (const at of numbers(11).toReversed()) await writer.add(picture(at));
    assert.equal((await writer.list()).length, 10);
    assert.deepEqual(numbersOn(disk), numbers(11));
    await open(disk, options).add(picture(12));
    assert.equal(namesOf(disk).length, 1);
    assert.deepEqual(numbersOn(disk), numbers(12).slice(2));
    for (const history of [writer, open(disk, options)]) {
      assert.deepEqual(
        (await history.list()).map(({ savedAt }) => savedAt),
        numbers(12).slice(2).toReversed(),
      );
      assert.equal(await history.find(hash(1)), undefined);
      await assertKnown(history, [3, 12]);
    }
  });

  it('are read as far as the limit goes, and so are marks of all ages', async () => {
    const disk = createCrashDisk();
    const reader = open(disk, { limit: () => 10 });
    const writer = open(disk);
    await writer.add(picture(11));
    await writer.forget([hash(11)]);
    for (const at of numbers(10)) await writer.add(picture(at));
    await assertKnown(reader, numbers(10));
    await writer.add(picture(12));
    for (const history of [reader, open(disk, { limit: () => 10 })]) {
      await assertKnown(history, [3, 4, 10, 12]);
      for (const at of [1, 2, 11]) assert.equal(await history.find(hash(at)), undefined);
    }
  });

  it('are kept within the limit by a process that writes on and on', async () => {
    const disk = createCrashDisk();
    const history = open(disk, { limit: () => 10 });
    for (const at of numbers(100)) await history.add(picture(at));
    assert.equal(numbersOn(disk).length, 100);
    await history.add(picture(101));
    assert.deepEqual(numbersOn(disk), numbers(101).slice(91));
  });

  it('have the lines of forgotten pictures no more once they are merged, and still know that they are forgotten', async () => {
    const disk = createCrashDisk();
    const fs = disk.mount();
    const history = open(disk);
    for (const at of [1, 2]) await history.add(picture(at));
    await history.keep(hash(2));
    await history.forget([hash(1)]);
    const before = disk.files();
    await mergeOwnFiles(fs, folder, 10);
    assert.equal(
      Object.values(disk.files())
        .join('')
        .split('\n')
        .filter((line) => line.includes(hash(1))).length,
      1,
    );
    assert.deepEqual(await history.find(hash(2)), { ...picture(2), isKept: true });
    // A power cut may bring back the file that was merged.
    for (const [path, text] of Object.entries(before)) await (await fs.open(path, 'wx')).writeFile(text);
    assert.equal(await open(disk).find(hash(1)), undefined);
  });

  it('keep what another version of the extension has written, and the earlier places of a picture', async () => {
    const disk = createCrashDisk();
    const fs = disk.mount();
    const newer = JSON.stringify({ version: 3, sha256: hash(1), more: 'é' });
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    const half = JSON.stringify({ ...picture(1, { savedAt: 9 }), parents: 7 });
    const text = `${newer}\nnonsense\n{"version":2}\n${half}\n`;
    await (await fs.open(`${folder}/newer.jsonl`, 'a')).writeFile(text);
    await open(disk).add(picture(1));
    await open(disk).add(picture(1, { uri: 'file:///b.jpg' }));
    await mergeOwnFiles(fs, folder, 10);
    const [merged = ''] = Object.values(disk.files());
    assert.equal(merged.split('\n').length, 4);
    assert.ok(merged.includes(newer));
    assert.deepEqual(await open(disk).findAt(picture(1).uri), picture(1));
    assert.equal((await open(disk).find(hash(1)))?.uri, 'file:///b.jpg');
    await mergeOwnFiles(fs, folder, 1);
    assert.equal(await open(disk).findAt(picture(1).uri), undefined);
    assert.equal((await open(disk).find(hash(1)))?.uri, 'file:///b.jpg');
  });

  it('lose nothing in whichever step the process that merges them dies or the power fails', async () => {
    for (const survivors of [undefined, {}, { names: (most: number) => most }, { names: (most: number) => most / 2 }]) {
      for (let step = 1; ; step++) {
        const disk = createCrashDisk();
        const writer = open(disk);
        await writer.add(picture(1));
        await addApart(disk, [2, 3, 4]);
        await open(disk).forget([hash(4)]);
        const isDone = await mergeOwnFiles(disk.mount(dieBefore(step)), folder, 10).then(
          () => true,
          () => false,
        );
        if (survivors) disk.losePower(survivors);
        // The file of the writer may be closed by now, and be closed once more.
        const next = survivors ? open(disk) : writer;
        await next.add(picture(5));
        await assertKnown(next, [1, 2, 3, 5], `step ${step}`);
        assert.equal(await next.find(hash(4)), undefined, `step ${step}`);
        await mergeOwnFiles(disk.mount(), folder, 10);
        await assertKnown(open(disk), [1, 2, 3, 5], `step ${step}, merged again`);
        if (!isDone) continue;
        assert.ok(step > 30, `only ${step} steps were tried`);
        break;
      }
    }
  });

  it('lose nothing to writers, readers and mergers at the same time, in any order of their steps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const disk = createCrashDisk();
        await addApart(disk, [1, 2]);
        const mount = () => disk.mount(() => scheduler.schedule(Promise.resolve()), atOnce);
        const missing: number[] = [];
        const write = async (all: readonly number[]): Promise<void> => {
          const history = open(disk, { fs: mount(), shared: () => [shared] });
          for (const at of all) await history.add(picture(at));
        };
        const read = async (): Promise<void> => {
          const history = open(disk, { fs: mount() });
          for (const at of [1, 2, 1]) if (!(await history.find(hash(at)))) missing.push(at);
        };
        const merge = () => mergeOwnFiles(mount(), folder, 100);
        await scheduler.waitFor(Promise.all([write([3, 4, 5]), write([6, 7]), merge(), merge(), read()]));
        assert.deepEqual(missing, []);
        await assertKnown(open(disk), numbers(7));
        assert.equal((await openAsColleague(disk).list()).length, 5);
      }),
    );
  });

  it('stay as they are if they cannot be merged, which is said once and keeps nobody from adding', async () => {
    const disk = createCrashDisk();
    await addApart(disk, numbers(8));
    const said: string[] = [];
    const history = open(disk, {
      log: (line) => said.push(line),
      fs: disk.mount(({ path }) => {
        if (path.endsWith('.tmp')) throw systemError('ENOSPC');
      }),
    });
    for (const at of [9, 10]) await history.add(picture(at));
    assert.equal(said.length, 1);
    await assertKnown(history, numbers(10));
  });

  it('are rid of what a killed merge has left behind, a day later', async () => {
    const disk = createCrashDisk(() => Date.now() - 25 * 60 * 60 * 1000);
    await addApart(disk, [1]);
    await (await disk.mount().open(`${folder}/old.tmp`, 'wx')).writeFile('half');
    await mergeOwnFiles(disk.mount(), folder, 10);
    assert.ok(namesOf(disk).every((name) => name.endsWith('.jsonl')));
    await assertKnown(open(disk), [1]);
  });
});

describe('The lines of the history', () => {
  it('are all read back, whichever process has written them and however their steps were mixed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const disk = createCrashDisk();
        const write = async (all: readonly number[]): Promise<void> => {
          const fs = disk.mount(() => scheduler.schedule(Promise.resolve()), atOnce);
          const history = open(disk, { fs, shared: () => [shared] });
          await Promise.all(all.map((at) => history.add(picture(at))));
        };
        await scheduler.waitFor(Promise.all([write([1, 2, 3]), write([4, 5])]));
        await assertKnown(open(disk), numbers(5));
        const { [shared.path]: text = '', ...own } = disk.files();
        for (const written of [text, Object.values(own).join('')])
          assert.equal(written.split('\n').filter((line) => line !== '').length, 5);
      }),
    );
  });

  it('are all there if a process is killed at any byte of any write', async () => {
    const length = Buffer.byteLength(JSON.stringify(picture(1))) + 20;
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.nat(length), fc.boolean(), async (write, cut, isPowerLost) => {
        const disk = createCrashDisk();
        let writes = 0;
        const fs = disk.mount(
          ({ name, number }) => {
            // The second half of each write comes after `cut` bytes.
            if (name === 'write' && writes++ === 2 * write + 1) return dieBefore(number)({ name, number, path: '' });
          },
          (bytes) => Math.min(cut, bytes),
        );
        const dying = open(disk, { fs, shared: () => [shared] });
        const added: number[] = [];
        for (const at of [1, 2]) {
          await dying.add(picture(at)).then(
            () => added.push(at),
            () => undefined,
          );
        }
        if (isPowerLost) disk.losePower({ names: (most) => most, bytes: (most) => most });
        const next = open(disk, { shared: () => [shared] });
        await next.add(picture(3));
        await assertKnown(next, [...added, 3]);
        const colleague = openAsColleague(disk);
        for (const at of [...added, 3]) assert.equal((await colleague.find(hash(at)))?.uri, picture(at).uri);
      }),
    );
  });
});
