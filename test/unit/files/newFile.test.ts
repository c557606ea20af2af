import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { removeUnfinished, replaceFile, writeNewFile } from '../../../src/files/newFile.ts';

const { link, open, rename, rm } = fs;
const bytes = new Uint8Array(100_000).map((_, i) => i % 251);

/** Makes calls of Node's own file functions behave otherwise, until the test is over. */
function replaceInNode(functions: Partial<typeof fs>): void {
  Object.assign(fs, functions);
  syncBuiltinESMExports();
}

function failWith(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
}

/** Has a function fail so many times before it does what it should, as one does while a scanner has the file open. */
function failFirst<Args extends readonly unknown[]>(
  times: number,
  code: string,
  run: (...args: Args) => Promise<void>,
): (...args: Args) => Promise<void> {
  let left = times;
  return (...args) => (left-- > 0 ? failWith(code)() : run(...args));
}

/** The files with a final name in a folder, at each flush of it. */
function recordFlushes(folder: string): readonly (readonly string[])[] {
  const flushed: string[][] = [];
  const watchedOpen: typeof open = async (path, ...rest) => {
    const file = await open(path, ...rest);
    const sync = file.sync.bind(file);
    if (path === folder) {
      file.sync = async () => {
        flushed.push((await fs.readdir(folder)).filter((name) => !name.endsWith('.tmp')));
        await sync();
      };
    }
    return file;
  };
  replaceInNode({ open: watchedOpen });
  return flushed;
}

/** Runs as a user whom permissions bind: root they do not. */
async function asOrdinaryUser<T>(run: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await run();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('writeNewFile', () => {
  let folder = '';
  const write = (content = bytes): Promise<string> => writeNewFile(folder, 'cat', '.jpg', content);
  const names = async (): Promise<readonly string[]> => (await fs.readdir(folder)).toSorted();

  beforeEach(async () => {
    folder = await fs.mkdtemp(join(tmpdir(), 'flux-kontext-'));
  });
  afterEach(async () => {
    replaceInNode({ link, open, rename, rm });
    await fs.rm(folder, { recursive: true, force: true });
  });

  it('writes the very bytes, into folders that it makes', async () => {
    const view = bytes.subarray(1000, 2000);
    const path = await writeNewFile(join(folder, 'a', 'b'), 'cat', '.jpg', view);
    assert.equal(path, join(folder, 'a', 'b', 'cat.jpg'));
    assert.deepEqual(new Uint8Array(await fs.readFile(path)), view);
    assert.deepEqual(await fs.readdir(join(folder, 'a', 'b')), ['cat.jpg']);
  });

  it('gives the final name only to a file that is whole', async () => {
    let seen: readonly string[] = [];
    let isWhole = false;
    const watchedLink: typeof link = async (from, to) => {
      seen = await names();
      isWhole = (await fs.readFile(from)).equals(bytes);
      return link(from, to);
    };
    replaceInNode({ link: watchedLink });
    await write();
    assert.ok(isWhole);
    assert.match(seen.join(), /^\.[\w-]+\.tmp$/);
  });

  // EISDIR is what Windows says on exFAT; Android and some shares have EACCES, EXDEV and UNKNOWN.
  for (const code of [undefined, 'EPERM', 'ENOTSUP', 'EISDIR', 'EACCES', 'EXDEV', 'UNKNOWN', 'EIO']) {
    describe(`on a file system ${code === undefined ? 'with' : `without (${code})`} hard links`, () => {
      beforeEach(() => replaceInNode({ link: code === undefined ? link : failWith(code) }));

      it('numbers taken names and harms no file', async () => {
        await fs.writeFile(join(folder, 'cat.jpg'), 'mine');
        assert.equal(basename(await write()), 'cat-1.jpg');
        assert.equal(basename(await write()), 'cat-2.jpg');
        assert.equal(await fs.readFile(join(folder, 'cat.jpg'), 'utf8'), 'mine');
        assert.deepEqual(await names(), ['cat-1.jpg', 'cat-2.jpg', 'cat.jpg']);
      });

      it('F14 takes the next number when the target is a directory or a link to nowhere', async () => {
        await fs.mkdir(join(folder, 'cat.jpg'));
        await fs.symlink(join(folder, 'nowhere'), join(folder, 'cat-1.jpg'));
        assert.equal(basename(await write()), 'cat-2.jpg');
        assert.deepEqual(await names(), ['cat-1.jpg', 'cat-2.jpg', 'cat.jpg']);
      });

      it('F15 makes as many files as there are writers with one name, each whole', async () => {
        const contents = Array.from({ length: 50 }, (_, i) => bytes.map((byte) => (byte + i) % 256));
        const paths = await Promise.all(contents.map(write));
        assert.equal(new Set(paths).size, 50);
        assert.equal((await names()).length, 50);
        for (const [i, path] of paths.entries()) assert.deepEqual(new Uint8Array(await fs.readFile(path)), contents[i]);
      });
    });
  }

  describe('F14 killed between the claim of a name and the rename, where there are no hard links', () => {
    /** Never gets past the rename; resolves when it has come there. */
    async function writeAndDie(writer: string): Promise<void> {
      await new Promise<void>((claimed) => {
        const neverRename = () => {
          claimed();
          return new Promise<void>(() => undefined);
        };
        replaceInNode({ link: failWith('EPERM'), rename: neverRename });
        void writeNewFile(folder, 'cat', '.jpg', bytes, writer);
      });
      replaceInNode({ rename });
    }

    for (const code of ['EPERM', 'EEXIST']) {
      it(`takes its own name when it tries again (${code})`, async () => {
        await writeAndDie('job');
        replaceInNode({ link: failWith(code) });
        await removeUnfinished(folder, 'job');
        const path = await writeNewFile(folder, 'cat', '.jpg', bytes, 'job');
        assert.equal(basename(path), 'cat.jpg');
        assert.deepEqual(new Uint8Array(await fs.readFile(path)), bytes);
        assert.deepEqual(await names(), ['cat.jpg']);
      });
    }

    it('leaves the claim to who made it', async () => {
      await writeAndDie('job');
      assert.equal(basename(await writeNewFile(folder, 'cat', '.jpg', bytes, 'other')), 'cat-1.jpg');
      await fs.writeFile(join(folder, 'cat.jpg'), '');
      assert.equal(basename(await writeNewFile(folder, 'cat', '.jpg', bytes, 'job')), 'cat-2.jpg');
    });

    it('leaves the picture of a later try alone when it wakes up and fails', async () => {
      let fail: (error: Error) => void = () => undefined;
      const renaming = new Promise<void>((come) => {
        const lateRename = () => {
          come();
          return new Promise<void>((_, reject) => (fail = reject));
        };
        replaceInNode({ link: failWith('EPERM'), rename: lateRename });
      });
      const sleeper = writeNewFile(folder, 'cat', '.jpg', bytes, 'job');
      await renaming;
      replaceInNode({ rename });
      await writeNewFile(folder, 'cat', '.jpg', bytes, 'job');
      fail(new Error('too late'));
      await assert.rejects(sleeper, /too late/);
      assert.deepEqual(await names(), ['cat.jpg']);
    });
  });

  it('F14 flushes the folder once the final name is there', async () => {
    const flushed = recordFlushes(folder);
    await write();
    assert.deepEqual(flushed, [['cat.jpg']]);
  });

  it('F14 saves in a folder that cannot be flushed', async () => {
    replaceInNode({ open: (path, ...rest) => (path === folder ? failWith('EIO')() : open(path, ...rest)) });
    assert.equal(basename(await write()), 'cat.jpg');
  });

  it('F14 says so when the folder is removed midway, and makes no other', async () => {
    const removed = join(folder, 'removed');
    const linkAfterRemoval: typeof link = async (from, to) => {
      await fs.rm(removed, { recursive: true });
      return link(from, to);
    };
    replaceInNode({ link: linkAfterRemoval });
    await assert.rejects(writeNewFile(removed, 'cat', '.jpg', bytes), { code: 'ENOENT' });
    assert.deepEqual(await names(), []);
  });

  it('F14 leaves nothing behind when the final name cannot be claimed', async () => {
    for (const code of ['ENOSPC', 'EDQUOT', 'ENOENT']) {
      replaceInNode({ link: failWith(code) });
      await assert.rejects(write(), { code });
    }
    replaceInNode({ link: failWith('EPERM'), rename: failWith('EIO') });
    await assert.rejects(write(), { code: 'EIO' });
    assert.deepEqual(await names(), []);
  });

  for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
    it(`F14 waits for a scanner that has its files open (${code})`, async () => {
      replaceInNode({ link: failWith(code), rename: failFirst(2, code, rename), rm: failFirst(2, code, rm) });
      assert.equal(basename(await write()), 'cat.jpg');
      replaceInNode({ link, rename, rm: failFirst(2, code, rm) });
      assert.equal(basename(await write()), 'cat-1.jpg');
      assert.deepEqual(await names(), ['cat-1.jpg', 'cat.jpg']);
    });
  }

  it('F14 leaves nothing behind when the disk is full midway', async () => {
    const writer = fileURLToPath(new URL('limitedWriter.ts', import.meta.url));
    const limited = ['-c', 'ulimit -f 64; exec "$@"', 'sh', process.execPath, writer, folder];
    const { stdout } = await promisify(execFile)('sh', limited);
    assert.equal(stdout.trim(), 'EFBIG');
    assert.deepEqual(await names(), []);
  });

  it('F14 leaves nothing behind in a read-only folder', async () => {
    await fs.chmod(folder, 0o555);
    await asOrdinaryUser(() => assert.rejects(write(), { code: 'EACCES' }));
    assert.deepEqual(await names(), []);
  });

  it('F14 fails when the folder is a file', async () => {
    await fs.writeFile(join(folder, 'images'), 'mine');
    await assert.rejects(writeNewFile(join(folder, 'images'), 'cat', '.jpg', bytes), { code: 'EEXIST' });
    await assert.rejects(writeNewFile(join(folder, 'images', 'b'), 'cat', '.jpg', bytes), { code: 'ENOTDIR' });
    assert.equal(await fs.readFile(join(folder, 'images'), 'utf8'), 'mine');
  });
});

describe('replaceFile', () => {
  let folder = '';
  let path = '';

  beforeEach(async () => {
    folder = await fs.mkdtemp(join(tmpdir(), 'flux-kontext-'));
    path = join(folder, 'cat.jpg');
    await fs.writeFile(path, 'an old picture');
  });
  afterEach(async () => {
    replaceInNode({ open, rename, rm });
    await fs.rm(folder, { recursive: true, force: true });
  });

  it('puts the very bytes in the place of an old file, or of none', async () => {
    await replaceFile(path, bytes);
    await replaceFile(join(folder, 'dog.jpg'), bytes);
    assert.deepEqual(new Uint8Array(await fs.readFile(path)), bytes);
    assert.deepEqual((await fs.readdir(folder)).toSorted(), ['cat.jpg', 'dog.jpg']);
  });

  it('F14 flushes the folder once the new file is there', async () => {
    const flushed = recordFlushes(folder);
    await replaceFile(path, bytes);
    assert.deepEqual(flushed, [['cat.jpg']]);
  });

  it('F14 waits for a scanner that has the old file open', async () => {
    replaceInNode({ rename: failFirst(3, 'EPERM', rename) });
    await replaceFile(path, bytes);
    assert.deepEqual(new Uint8Array(await fs.readFile(path)), bytes);
    assert.deepEqual(await fs.readdir(folder), ['cat.jpg']);
  });

  it('F14 leaves the old file as it was, and nothing else, when it fails', async () => {
    replaceInNode({ rename: failWith('EIO') });
    await assert.rejects(replaceFile(path, bytes), { code: 'EIO' });
    await assert.rejects(replaceFile(join(path, 'below.jpg'), bytes), { code: 'ENOTDIR' });
    assert.equal(await fs.readFile(path, 'utf8'), 'an old picture');
    assert.deepEqual(await fs.readdir(folder), ['cat.jpg']);
  });
});
