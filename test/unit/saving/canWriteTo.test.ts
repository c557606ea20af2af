import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canWriteTo } from '../../../src/saving/canWriteTo.ts';

const { access } = fs;

/** Folders refuse to be written, but those that are named: root may write in all that are not on a read-only disk. */
function refuseAccess(code: string, ...writable: readonly string[]): void {
  const refusing: typeof access = async (path, mode) => {
    if (!writable.includes(String(path))) throw Object.assign(new Error(code), { code });
    return access(path, mode);
  };
  Object.assign(fs, { access: refusing });
  syncBuiltinESMExports();
}

describe('F14 canWriteTo', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await fs.mkdtemp(join(tmpdir(), 'flux-kontext-'));
  });
  afterEach(async () => {
    Object.assign(fs, { access });
    syncBuiltinESMExports();
    await fs.rm(folder, { recursive: true, force: true });
  });

  it('takes a folder that is there, and makes nothing', async () => {
    assert.equal(await canWriteTo(folder), true);
    assert.equal(await canWriteTo(join(folder, 'a', 'b')), true);
    assert.deepEqual(await fs.readdir(folder), []);
  });

  for (const code of ['EACCES', 'EPERM', 'EROFS']) {
    it(`takes none that cannot be written (${code}), or could not be made`, async () => {
      refuseAccess(code);
      assert.equal(await canWriteTo(folder), false);
      assert.equal(await canWriteTo(join(folder, 'a', 'b')), false);
    });
  }

  it('asks the nearest folder that is there', async () => {
    await fs.mkdir(join(folder, 'a'));
    refuseAccess('EACCES', join(folder, 'a'));
    assert.equal(await canWriteTo(join(folder, 'a', 'b', 'c')), true);
    assert.equal(await canWriteTo(join(folder, 'd')), false);
  });

  it('takes no file, and nothing below one', async () => {
    await fs.writeFile(join(folder, 'images'), '');
    assert.equal(await canWriteTo(join(folder, 'images')), false);
    assert.equal(await canWriteTo(join(folder, 'images', 'b')), false);
  });

  it('leaves to the write what it cannot tell', async () => {
    refuseAccess('EIO');
    assert.equal(await canWriteTo(folder), true);
  });
});
