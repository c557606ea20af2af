import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type HomelessPicture, rescuePicture } from '../../../src/saving/rescuePicture.ts';

const image: HomelessPicture = { name: 'cat', extension: '.jpg', bytes: Buffer.from('the very bytes'), writer: 'job' };

describe('F14 rescuePicture', () => {
  let folder = '';
  let rescueFolder = '';
  const { TMPDIR } = process.env;
  /** A file where the rescue folder should be. */
  const breakRescueFolder = (): Promise<void> => fs.writeFile(rescueFolder, '');

  beforeEach(async () => {
    folder = await fs.mkdtemp(join(tmpdir(), 'flux-kontext-'));
    rescueFolder = join(folder, 'rescued');
    process.env['TMPDIR'] = join(folder, 'shared');
    await fs.mkdir(join(folder, 'shared'));
  });
  afterEach(async () => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    await fs.rm(folder, { recursive: true, force: true });
  });

  it('saves in the rescue folder, and clears away what a try left there that was cut short', async () => {
    await fs.mkdir(rescueFolder);
    await fs.writeFile(join(rescueFolder, '.job-1.tmp'), 'the ve');
    assert.equal(await rescuePicture(rescueFolder, image), join(rescueFolder, 'cat.jpg'));
    assert.deepEqual(await fs.readdir(rescueFolder), ['cat.jpg']);
  });

  it('else saves in a folder of the temporary one that nobody can know before or look into', async () => {
    await breakRescueFolder();
    const planted = join(folder, 'shared', 'flux-kontext-rescued');
    const theirs = join(folder, 'theirs');
    await fs.mkdir(theirs);
    await fs.symlink(theirs, planted, 'junction');
    const paths = [await rescuePicture(rescueFolder, image), await rescuePicture(rescueFolder, image)];
    assert.deepEqual(await fs.readdir(theirs), []);
    const folders = paths.map((path) => dirname(path ?? ''));
    assert.equal(new Set(folders).size, 2);
    for (const [at, path = ''] of paths.entries()) {
      assert.equal(dirname(folders[at] ?? ''), join(folder, 'shared'));
      assert.deepEqual(await fs.readFile(path), image.bytes);
      if (process.platform !== 'win32') assert.equal((await fs.stat(dirname(path))).mode & 0o777, 0o700);
    }
  });

  it('gives a name that is too long for a disk another one', async () => {
    const path = await rescuePicture(rescueFolder, { ...image, name: 'ü'.repeat(130) });
    assert.equal(basename(path ?? ''), `${'ü'.repeat(60)}.jpg`);
  });

  it('says so when nothing can be written, and leaves nothing behind', async () => {
    await breakRescueFolder();
    assert.equal(await rescuePicture(rescueFolder, { ...image, extension: '/.jpg' }), undefined);
    assert.deepEqual(await fs.readdir(join(folder, 'shared')), []);
  });
});
