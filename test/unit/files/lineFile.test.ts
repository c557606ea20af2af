import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { appendLines, createLineReader, type FileLine, maxLineBytes } from '../../../src/files/lineFile.ts';
import { createCrashDisk } from '../jobs/crashFs.ts';

const path = '/folder/lines';
/** Takes the lines that end with a full stop. */
const take = (line: FileLine): readonly FileLine[] => (line.text.endsWith('.') ? [line] : []);

function createFile() {
  const disk = createCrashDisk();
  const fs = disk.mount();
  const append = async (text: string): Promise<void> => {
    await fs.mkdir('/folder', { recursive: true, mode: 0o700 });
    await (await fs.open(path, 'a')).writeFile(text);
  };
  return { disk, fs, append };
}

describe('A file of lines', () => {
  it('gives every line once, in whatever pieces it was appended, and says where it stands', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '🐘', '\r') });
    const line = fc.oneof(
      text,
      text.map((inner) => `${inner}.`),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat(60)), async (lines, cuts) => {
        const { fs, append } = createFile();
        const read = createLineReader(fs, path);
        const whole = lines.join('\n');
        const characters = Array.from(whole);
        const places = [0, ...cuts.toSorted((a, b) => a - b), characters.length];
        let taken: readonly FileLine[] = [];
        for (const [at, place] of places.entries()) {
          await append(characters.slice(places[at - 1] ?? 0, place).join(''));
          const { isWhole, items } = (await read(take)) ?? { isWhole: true, items: [] };
          taken = isWhole ? items : [...taken, ...items];
        }
        const bytes = Buffer.from(whole);
        const wanted = lines.filter((one) => one.endsWith('.'));
        assert.deepEqual(
          taken.map((one) => one.text),
          wanted,
        );
        for (const one of taken) assert.equal(bytes.toString('utf8', one.start, one.start + one.length), one.text);
      }),
    );
  });

  it('is not opened while nothing has changed', async () => {
    const { disk, append } = createFile();
    await append('one.\n');
    const steps: string[] = [];
    const read = createLineReader(
      disk.mount(({ name }) => void steps.push(name)),
      path,
    );
    await read(take);
    steps.length = 0;
    assert.deepEqual(await read(take), { isWhole: false, items: [] });
    assert.deepEqual(steps, ['stat']);
  });

  it('is undefined while it is not there', async () => {
    const { fs, append } = createFile();
    const read = createLineReader(fs, path);
    assert.equal(await read(take), undefined);
    await append('one.\n');
    assert.equal((await read(take))?.items.length, 1);
    await fs.unlink(path);
    assert.equal(await read(take), undefined);
    await append('one.\n');
    assert.deepEqual((await read(take))?.isWhole, true);
  });

  it('is read around lines that are too long, whatever their length', async () => {
    for (const length of [maxLineBytes - 1, maxLineBytes, maxLineBytes + 1, 3 * maxLineBytes]) {
      const { fs, append } = createFile();
      await append(`one.\n${'x'.repeat(length)}.\ntwo.\n`);
      const taken = await createLineReader(fs, path)(take);
      assert.deepEqual(
        taken?.items.map(({ text }) => text),
        ['one.', 'two.'],
        String(length),
      );
    }
    const { fs, append } = createFile();
    await append(`one.\n${'x'.repeat(2 * maxLineBytes)}`);
    const read = createLineReader(fs, path);
    assert.equal((await read(take))?.items.length, 1);
    await append('\ntwo.\n');
    assert.deepEqual(
      (await read(take))?.items.map(({ text }) => text),
      ['two.'],
    );
  });

  it('is read from its end if it is large', async () => {
    const { fs, append } = createFile();
    await append('one.\ntwo.\nthree.\n');
    for (const [maxBytes, texts] of [
      [17, ['one.', 'two.', 'three.']],
      [16, ['two.', 'three.']],
      [9, ['three.']],
      [2, []],
    ] as const) {
      const read = createLineReader(fs, path, maxBytes);
      assert.deepEqual(
        (await read(take))?.items.map(({ text }) => text),
        texts,
      );
      await append('four.\n');
      assert.deepEqual((await read(take))?.items.length, 1);
      await fs.unlink(path);
      await append('one.\ntwo.\nthree.\n');
    }
  });

  it('is appended to on a line of its own', async () => {
    const { fs, append, disk } = createFile();
    await append('');
    for (const text of ['one\n', 'two\n']) await appendLines(fs, path, text, 0o600);
    await append('cut');
    await appendLines(fs, path, 'three\n', 0o600);
    assert.equal(disk.files()[path], 'one\ntwo\ncut\nthree\n');
  });
});
