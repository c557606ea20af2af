import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pictureOf } from '../../../src/making/outcome.ts';
import type { History } from '../../../src/pictures/history.ts';
import { SharedHistoryError } from '../../../src/pictures/sharedHistory.ts';
import { createCrashDisk, type CrashDisk, systemError } from '../jobs/crashFs.ts';
import { order } from '../jobs/orders.ts';
import { useTemporaryFolder } from '../jobs/temporaryFolder.ts';
import {
  hardPrompts,
  hash,
  open,
  openAsColleague,
  picture,
  root,
  savedJob,
  shared,
  withoutLink,
  withPrompt,
} from './historyPictures.ts';

const both = { shared: () => [shared] };

async function append(disk: CrashDisk, text: string): Promise<void> {
  const fs = disk.mount();
  await fs.mkdir('/book/.flux', { recursive: true, mode: 0o777 });
  await (await fs.open(shared.path, 'a')).writeFile(text);
}

/** The lines of pictures as a shared file has them. */
async function linesOf(...numbers: readonly number[]): Promise<readonly string[]> {
  const disk = createCrashDisk();
  for (const at of numbers) await open(disk, both).add(picture(at));
  return (disk.files()[shared.path] ?? '').split('\n').slice(0, -1);
}

async function numbersIn(history: History): Promise<readonly number[]> {
  return (await history.list()).map(({ savedAt }) => savedAt).toSorted((a, b) => a - b);
}

describe('A shared history', () => {
  it('has a picture of the folder for everybody who has the folder, wherever it lies', async () => {
    const disk = createCrashDisk();
    await open(disk, both).add(picture(1));
    assert.deepEqual(await openAsColleague(disk).find(hash(1)), withoutLink(picture(1)));
    const elsewhere = openAsColleague(disk, {
      shared: () => [{ ...shared, root: 'file:///c%3A/book/', isWritten: false }],
    });
    const found = await elsewhere.find(hash(1));
    assert.equal(found?.uri, 'file:///c%3A/book/images/1.jpg');
    assert.equal(found.document, 'file:///c%3A/book/one.md');
  });

  it('is known as long as its folder is open', async () => {
    const disk = createCrashDisk();
    await open(disk, both).add(picture(1));
    let folders = [shared];
    const colleague = openAsColleague(disk, { shared: () => folders });
    assert.deepEqual(await numbersIn(colleague), [1]);
    folders = [{ ...shared, root: 'file:///moved' }];
    assert.equal((await colleague.find(hash(1)))?.uri, 'file:///moved/images/1.jpg');
    assert.equal(await colleague.findAt(picture(1).uri), undefined);
    folders = [];
    assert.deepEqual(await numbersIn(colleague), []);
    assert.equal(await colleague.find(hash(1)), undefined);
  });

  it('is written only where the user wants it, and only with what lies inside the folder', async () => {
    const disk = createCrashDisk();
    const history = open(disk, both);
    await history.add(picture(1, { uri: 'file:///home/anna/bookshelf/1.jpg' }));
    await open(disk, { shared: () => [{ ...shared, isWritten: false }] }).add(picture(2));
    assert.deepEqual(
      Object.keys(disk.files()).filter((path) => path === shared.path),
      [],
    );
    await history.add(picture(3));
    assert.deepEqual(await numbersIn(openAsColleague(disk)), [3]);
    assert.deepEqual(await numbersIn(open(disk, { shared: () => [{ ...shared, isWritten: false }] })), [1, 2, 3]);
  });

  it('T4 has the recipe and the facts of a picture, and nothing else of its order', async () => {
    const disk = createCrashDisk();
    const ordered = {
      ...order,
      service: { region: 'eu', endpoint: 'https://canary.example' },
      webhookUrl: 'https://canary.example/hook?secret=canary',
      save: {
        ...order.save,
        workspaceFolder: 'file:///canary',
        document: 'file:///canary/one.md',
        template: 'canary',
        heading: 'canary',
        target: 'file:///canary.jpg',
      },
      link: { ...order.link, document: 'file:///canary/one.md', anchor: 'canary', block: 'canary', fileId: 'canary' },
      key: 'canary',
    };
    const task = { id: 'canary', pollingUrl: 'https://canary.example', cost: 4, acceptedAt: 1 };
    const told: object = { ...picture(1), ...pictureOf({ ...savedJob, ...Object({ order: ordered, task }) }) };
    await open(disk, both).add({ ...picture(1), ...told, ...Object({ sample: 'canary', key: 'canary' }) });
    const text = disk.files()[shared.path] ?? '';
    assert.doesNotMatch(text, /canary/);
    assert.deepEqual(Object.keys(JSON.parse(text)), [
      'at',
      'bytes',
      'cost',
      'durationSeconds',
      'height',
      'parents',
      'path',
      'recipe',
      'rewrittenPrompt',
      'savedAt',
      'seed',
      'sha256',
      'version',
      'width',
    ]);
  });

  it('is of less weight than the own history, but for a later picture with the same bytes', async () => {
    const disk = createCrashDisk();
    const history = open(disk, both);
    await history.add(picture(1));
    assert.deepEqual(await history.find(hash(1)), picture(1));
    assert.equal((await history.list()).length, 1);
    const [line = ''] = await linesOf(1);
    await append(disk, `${line.replace('images/1.jpg', 'b.jpg').replace('"savedAt":1,', '"savedAt":2,')}\n`);
    assert.equal((await history.find(hash(1)))?.uri, `${root}/b.jpg`);
  });

  it('gives back any recipe as it was', async () => {
    const disk = createCrashDisk();
    for (const [at, prompt] of hardPrompts.entries()) await open(disk, both).add(withPrompt(at, prompt));
    const colleague = openAsColleague(disk);
    for (const [at, prompt] of hardPrompts.entries())
      assert.deepEqual(await colleague.find(hash(at)), withoutLink(withPrompt(at, prompt)));
  });

  it('learns what the user forgets and chooses, line by line', async () => {
    const disk = createCrashDisk();
    const history = open(disk, both);
    for (const at of [1, 2, 3]) await history.add(picture(at));
    const before = disk.files()[shared.path] ?? '';
    await history.forget([hash(1)]);
    await history.keep(hash(2));
    assert.ok(disk.files()[shared.path]?.startsWith(before));
    const colleague = openAsColleague(disk);
    assert.deepEqual(await numbersIn(colleague), [2, 3]);
    assert.equal((await colleague.find(hash(2)))?.isKept, true);
    await history.add(picture(1));
    assert.deepEqual(await numbersIn(colleague), [1, 2, 3]);
  });

  it('has forgotten a picture that was added at the very time', async () => {
    const disk = createCrashDisk();
    const [line = ''] = await linesOf(1);
    const at = /"at":\d+/.exec(line)?.[0] ?? '';
    await append(disk, `{${at},"forgotten":"${hash(1)}"}\n${line}\n`);
    assert.deepEqual(await numbersIn(openAsColleague(disk)), []);
  });

  it('cannot make the user forget what only the own history has, and is not told of it', async () => {
    const disk = createCrashDisk();
    const history = open(disk, both);
    await history.add(picture(1));
    await openAsColleague(disk).forget([hash(1)]);
    assert.deepEqual(await numbersIn(openAsColleague(disk)), []);
    assert.deepEqual(await history.find(hash(1)), picture(1));
    await history.add(picture(2, { uri: 'file:///2.jpg' }));
    const before = disk.files()[shared.path];
    await history.forget([hash(2)]);
    await history.keep(hash(1));
    assert.equal(disk.files()[shared.path], before);
  });

  it('cannot keep a picture out of the own history by a line from the end of time', async () => {
    const disk = createCrashDisk();
    const [line = ''] = await linesOf(1);
    await append(disk, `${line.replace(/"at":\d+/, '"at":8640000000000000')}\n`);
    const history = open(disk, both);
    assert.deepEqual(await history.find(hash(1)), withoutLink(picture(1)));
    await history.add(picture(1));
    assert.deepEqual(await open(disk).find(hash(1)), picture(1));
  });

  it('that is only read is forgotten by the user alone, also after the own files were merged', async () => {
    const disk = createCrashDisk();
    await append(disk, `${(await linesOf(1, 2)).join('\n')}\n`);
    const reader = () => open(disk, { shared: () => [{ ...shared, isWritten: false }], limit: () => 3 });
    await reader().forget([hash(1)]);
    for (const at of [11, 12, 13, 14, 15]) await reader().add(picture(at, { uri: 'file:///a.jpg' }));
    assert.equal(await reader().find(hash(1)), undefined);
    assert.deepEqual(await numbersIn(openAsColleague(disk)), [1, 2]);
  });

  it('is appended to at the start of a line, whatever stands there', async () => {
    const [one = '', two = ''] = await linesOf(1, 2);
    for (const text of [one, `${one}\n`, `${one}\n${two.slice(0, 80)}`, `${one}\r`, '\n', '']) {
      const disk = createCrashDisk();
      await append(disk, text);
      await open(disk, both).add(picture(3));
      assert.deepEqual(await numbersIn(openAsColleague(disk)), text.length > 1 ? [1, 3] : [3], JSON.stringify(text));
      assert.ok(disk.files()[shared.path]?.startsWith(text));
    }
  });

  it('is read around all that cannot be read', async () => {
    const [one = '', two = '', three = '', four = ''] = await linesOf(1, 2, 3, 4);
    const bad = [
      '<<<<<<< HEAD',
      '=======',
      '>>>>>>> other',
      'null',
      '[]',
      '{}',
      '{"at":1,"forgotten":7}',
      two.slice(0, -1),
      two.slice(1),
      two.replace('"version":1', '"version":2'),
      two.replace('images/2.jpg', '/etc/passwd'),
      two.replace('"document":"one.md"', '"document":"../one.md"'),
      two.replace('images/2.jpg', '../2.jpg'),
      two.replace('images/2.jpg', 'images/../../2.jpg'),
      two.replace('images/2.jpg', 'images\\\\..\\\\2.jpg'),
      two.replace('"savedAt":2', '"savedAt":1e99'),
      two.replace('{"at":', '{"at":1e99'),
      two.replace(hash(2), '2'),
      two.replace('"path":"images/2.jpg"', '"uri":"file:///2.jpg"'),
      JSON.stringify(picture(2)),
      `${two.slice(0, -1)}${'x'.repeat(2_000_000)}`,
    ];
    const disk = createCrashDisk();
    await append(disk, `\uFEFF${one}\r\n${bad.join('\n')}\n${bad[7]}é${three}${four}`);
    assert.deepEqual(await numbersIn(openAsColleague(disk)), [1, 3, 4]);
    for (const at of [1, 3, 4]) assert.deepEqual(await openAsColleague(disk).find(hash(at)), withoutLink(picture(at)));
  });

  it('is read anew when it was changed in another way than by appending', async () => {
    const [one = '', two = '', three = ''] = await linesOf(1, 2, 3);
    let now = 1;
    const disk = createCrashDisk(() => now++);
    await append(disk, `${one}\n${two}\n`);
    const history = openAsColleague(disk);
    const fs = disk.mount();
    const rewrite = async (text: string): Promise<void> => {
      await fs.unlink(shared.path);
      await append(disk, text);
    };
    assert.deepEqual(await numbersIn(history), [1, 2]);
    for (const [text, numbers] of [
      [`${three}\n${two}\n`, [2, 3]],
      [`${one}\n${three}\n${two}\n`, [1, 2, 3]],
      [`${two}\n`, [2]],
      ['', []],
    ] as const) {
      await rewrite(text);
      assert.deepEqual(await numbersIn(history), numbers);
      for (const at of numbers) assert.deepEqual(await history.find(hash(at)), withoutLink(picture(at)));
    }
    await fs.unlink(shared.path);
    assert.deepEqual(await numbersIn(history), []);
  });

  it('that cannot be written loses nothing: the own history has the picture, and the error says where', async () => {
    for (const code of ['EROFS', 'ENOSPC', 'EISDIR', 'EACCES']) {
      const disk = createCrashDisk();
      const fs = disk.mount(({ path, name }) => {
        if (path === shared.path && name !== 'stat') throw systemError(code);
      });
      const said: string[] = [];
      const other = { ...shared, path: '/other/.flux/history.jsonl' };
      const history = open(disk, { fs, shared: () => [shared, other], log: (line) => said.push(line) });
      await assert.rejects(history.add(picture(1)), (error) => {
        assert.ok(error instanceof SharedHistoryError);
        assert.equal(error.path, shared.path);
        assert.equal(Object(error.cause).code, code);
        return true;
      });
      assert.deepEqual(await open(disk).find(hash(1)), picture(1));
      assert.deepEqual(await numbersIn(openAsColleague(disk, { shared: () => [other] })), [1]);
    }
  });

  it('that cannot be read is said once, and the rest is known', async () => {
    const disk = createCrashDisk();
    await open(disk, both).add(picture(1));
    await open(disk).add(picture(2));
    const said: string[] = [];
    const fs = disk.mount(({ path }) => {
      if (path === shared.path) throw systemError('EACCES');
    });
    const history = open(disk, { ...both, fs, log: (line) => said.push(line) });
    for (const at of [1, 2, 1]) assert.deepEqual(await history.find(hash(at)), picture(at));
    assert.equal(said.length, 1);
  });
});

describe('A shared history on a real disk', () => {
  const getFolder = useTemporaryFolder();

  function openIn(place: string, isWritten = true): History {
    const path = join(getFolder(), place, '.flux/history.jsonl');
    return open(join(getFolder(), `${place} own`), { shared: () => [{ path, root, isWritten }] });
  }

  it('is skipped where there is a folder in its place, or 50 MB of nonsense', async () => {
    const history = openIn('bad');
    const path = join(getFolder(), 'bad/.flux/history.jsonl');
    await mkdir(path, { recursive: true });
    await assert.rejects(history.add(picture(1)), SharedHistoryError);
    assert.deepEqual(await history.find(hash(1)), picture(1));
    await rm(path, { recursive: true });
    await writeFile(path, `${'x'.repeat(50_000_000)}\n${(await linesOf(2))[0]}\n`);
    assert.deepEqual(await numbersIn(history), [1, 2]);
    await history.add(picture(3));
    assert.equal((await stat(path)).size > 50_000_000, true);
    assert.deepEqual(await numbersIn(openIn('bad')), [1, 2, 3]);
  });

  it('is not written where a symbolic link leads out of the folder', async () => {
    await mkdir(join(getFolder(), 'elsewhere'));
    await mkdir(join(getFolder(), 'link'));
    await symlink(join(getFolder(), 'elsewhere'), join(getFolder(), 'link/.flux'), 'junction');
    const history = openIn('link');
    await assert.rejects(history.add(picture(1)), SharedHistoryError);
    assert.deepEqual(await readdir(join(getFolder(), 'elsewhere')), []);
    assert.deepEqual(await history.find(hash(1)), picture(1));
  });

  it('is known to others than the user, as other files of the folder are', async () => {
    await openIn('open').add(picture(1));
    for (const [path, most] of [
      ['open/.flux', 0o777],
      ['open/.flux/history.jsonl', 0o666],
    ] as const) {
      const { mode } = await stat(join(getFolder(), path));
      assert.equal(mode & 0o777, process.platform === 'win32' ? 0o666 : most & ~process.umask());
    }
  });

  for (const isUnion of [true, false]) {
    it(`reads as the union after a git merge ${isUnion ? 'with' : 'without'} merge=union`, async () => {
      const place = isUnion ? 'union' : 'conflict';
      const git = (...args: readonly string[]): void =>
        void execFileSync('git', ['-c', 'user.name=Anna', '-c', 'user.email=anna@example.com', ...args], {
          cwd: join(getFolder(), place),
          stdio: 'pipe',
        });
      const commit = (): void => {
        git('add', '.');
        git('commit', '--quiet', '--message', 'pictures');
      };
      await mkdir(join(getFolder(), place));
      git('init', '--quiet', '--initial-branch=main');
      if (isUnion) await writeFile(join(getFolder(), place, '.gitattributes'), '.flux/history.jsonl merge=union\n');
      const history = openIn(place);
      await history.add(picture(1));
      await history.add(picture(4));
      commit();
      git('checkout', '--quiet', '-b', 'other');
      await history.add(picture(2));
      await history.forget([hash(4)]);
      commit();
      git('checkout', '--quiet', 'main');
      await history.add(picture(3));
      commit();
      if (isUnion) git('merge', '--quiet', 'other');
      else assert.throws(() => git('merge', '--quiet', 'other'));
      const path = join(getFolder(), place, '.flux/history.jsonl');
      assert.equal((await readFile(path, 'utf8')).includes('<<<<<<<'), !isUnion);
      const colleague = open(join(getFolder(), 'colleague'), { shared: () => [{ path, root, isWritten: false }] });
      assert.deepEqual(await numbersIn(colleague), [1, 2, 3]);
      for (const at of [1, 2, 3]) assert.deepEqual(await colleague.find(hash(at)), withoutLink(picture(at)));
    });
  }
});
