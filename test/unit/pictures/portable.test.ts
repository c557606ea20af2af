import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { formatExport, parseImport } from '../../../src/pictures/history/importExport.ts';
import { formatMark } from '../../../src/pictures/history/mark.ts';
import { formatPortable, parsePortable } from '../../../src/pictures/history/portable.ts';
import { fromRelativePath, isRelativePath, toRelativePath } from '../../../src/pictures/history/relativePath.ts';
import { createCrashDisk } from '../jobs/crashFs.ts';
import { anyText, hash, open, openAsColleague, picture, root, withoutLink, withPrompt } from './historyPictures.ts';

describe('A relative path', () => {
  const cases: readonly (readonly [uri: string, path: string | undefined])[] = [
    [`${root}/images/a.jpg`, 'images/a.jpg'],
    [`${root}/images/Stra%C3%9Fe%20%28%2Ca%2B%21%29.jpg`, 'images/Straße (,a+!).jpg'],
    [`${root}/..a/b..c/.flux`, '..a/b..c/.flux'],
    [`${root}/a%5Cb.jpg`, undefined],
    [`${root}/a%00b.jpg`, undefined],
    [`${root}/%2E%2E/b.jpg`, undefined],
    [`${root}/a//b.jpg`, undefined],
    [`${root}/`, undefined],
    [root, undefined],
    [`${root}shelf/a.jpg`, undefined],
    [`${root}/100%.jpg`, undefined],
    ['vscode-remote://wsl/home/anna/book/a.jpg', undefined],
  ];
  for (const [uri, path] of cases) {
    it(`of ${uri} is ${path}`, () => {
      assert.equal(toRelativePath(uri, root), path);
      if (path !== undefined) assert.equal(fromRelativePath(path, root), uri);
    });
  }

  for (const path of [
    '',
    '/',
    '/a',
    'a/',
    '.',
    '..',
    '../a',
    'a/..',
    'a/../b',
    './a',
    'a//b',
    '\\\\host\\a',
    'a\0',
    '\ud83d',
  ])
    it(`is not ${JSON.stringify(path)}`, () => assert.equal(isRelativePath(path), false));

  it('gives back the URI below any root, and never one outside of it', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(root, 'file:///', 'file:///c%3A/book/', 'memfs:/'), (path, to) => {
        if (!isRelativePath(path)) return;
        const uri = fromRelativePath(path, to);
        assert.equal(toRelativePath(uri, to), path);
        assert.ok(new URL(uri).href.startsWith(to));
      }),
    );
  });
});

describe('A portable line', () => {
  it('has its keys in order at every level', () => {
    const line = formatPortable(picture(1, { document: `${root}/one.md` }), 5, root) ?? '';
    assert.equal(
      line,
      '{"at":5,"bytes":90000,"cost":4,"document":"one.md","durationSeconds":6.5,"height":0,"parents":[],"path":"images/1.jpg","recipe":{"model":"flux-kontext-pro","parameters":{"aspectRatio":"1:1","outputFormat":"jpeg","promptUpsampling":false,"safetyTolerance":2,"seed":null},"prompt":"A small furry elephant pet looks out from a cat house"},"rewrittenPrompt":null,"savedAt":1,"seed":7,' +
        `"sha256":"${hash(1)}","version":1,"width":0}\n`,
    );
    assert.deepEqual(parsePortable(line, root)?.picture, withoutLink(picture(1)));
  });

  it('names no place outside of the folder unless it may', () => {
    const outside = picture(1, { uri: 'file:///a.jpg', document: 'file:///a.md' });
    assert.equal(formatPortable(outside, 1, root), undefined);
    assert.equal(formatPortable(outside, 1, undefined), undefined);
    assert.doesNotMatch(formatPortable({ ...outside, uri: picture(1).uri }, 1, root) ?? '', /file:/);
    const line = formatPortable(outside, 1, root, 'anywhere') ?? '';
    assert.deepEqual(parsePortable(line, undefined, 'anywhere')?.picture, withoutLink(outside));
    assert.equal(parsePortable(line, root), undefined);
  });
});

describe('An export of the history', () => {
  it('gives another history the same pictures, wherever they lie', async () => {
    const one = fc.record({
      prompt: anyText,
      uri: fc.constantFrom(`${root}/a.jpg`, 'file:///b.jpg'),
      document: fc.constantFrom(undefined, `${root}/a.md`, 'file:///b.md'),
      isKept: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 5 }), fc.constantFrom(undefined, root), async (all, from) => {
        const [history, other] = [open(createCrashDisk()), open(createCrashDisk())];
        const pictures = all.map(({ prompt, uri, document }, at) => {
          const { document: _document, ...rest } = withoutLink({ ...withPrompt(at, prompt), uri });
          return { ...rest, ...(document && { document }) };
        });
        for (const [at, added] of pictures.entries()) {
          await history.add(added);
          if (all[at]?.isKept) await history.keep(added.sha256);
        }
        const lines = await history.exportLines(from);
        assert.deepEqual(await other.importLines(lines, from), { added: all.length, known: 0, unreadable: 0 });
        assert.deepEqual(await other.list(), await history.list());
        for (const { sha256 } of pictures) assert.deepEqual(await other.find(sha256), await history.find(sha256));
        assert.equal(await other.exportLines(from), lines);
      }),
      { numRuns: 50 },
    );
  });

  it('moves pictures to another folder', async () => {
    const lines = formatExport([picture(1)], root);
    const [moved] = parseImport(lines, 'file:///other', 1e15).pictures;
    assert.equal(moved?.uri, 'file:///other/images/1.jpg');
    assert.deepEqual(parseImport(lines, undefined, 1e15), { pictures: [], kept: [], unreadable: 1 });
  });
});

describe('An import', () => {
  it('adds what is not known yet, and counts what is and what cannot be read', async () => {
    const history = open(createCrashDisk());
    await history.add(picture(1));
    const kept = formatMark({ kind: 'kept', sha256: hash(1), at: 5 });
    const line = (at: number): string => formatExport([picture(at, { uri: `${root}/new.jpg` })], root);
    const text = `\uFEFF${line(1)}\r\n<<<<<<<\n${line(2).trim()}${line(3)}${line(2)}{"version":9}\n${kept}{"at":`;
    assert.deepEqual(await history.importLines(text, root), { added: 2, known: 2, unreadable: 3 });
    assert.deepEqual(await history.find(hash(1)), picture(1));
    assert.equal((await history.find(hash(3)))?.uri, `${root}/new.jpg`);
    assert.deepEqual(await history.importLines(text, root), { added: 0, known: 4, unreadable: 3 });
  });

  it('takes nothing of the future, and no place that the editor cannot read', async () => {
    const history = open(createCrashDisk(), { now: () => 1_000 });
    const day = 86_400_000;
    const lines = [1_000 + day, 1_001 + day].map((savedAt, at) => formatExport([picture(at + 1, { savedAt })], root));
    const odd = lines[0]?.replace(/"path":"[^"]+"/, '"uri":"file:////x/y.png"');
    assert.deepEqual(await history.importLines([...lines, odd].join(''), root), { added: 1, known: 0, unreadable: 2 });
    assert.deepEqual(
      (await history.list()).map(({ sha256 }) => sha256),
      [hash(1)],
    );
  });

  it('goes by the times of marks, wherever they stand', () => {
    const mark = (kind: 'forgotten' | 'kept', at: number): string => formatMark({ kind, at, sha256: hash(1) });
    const line = formatPortable(picture(1), 5, root) ?? '';
    const read = (...lines: readonly string[]) => parseImport(lines.join(''), root, 1e15);
    assert.deepEqual(read(mark('forgotten', 9), mark('forgotten', 1), line).pictures, []);
    assert.equal(read(line, mark('forgotten', 4)).pictures.length, 1);
    assert.deepEqual(read(mark('kept', 1), mark('forgotten', 2), line).kept, []);
    assert.deepEqual(read(mark('kept', 3), mark('forgotten', 2), line).kept, [hash(1)]);
  });

  it('of a shared file leaves out what it says is forgotten, and adds what the user had forgotten', async () => {
    const disk = createCrashDisk();
    const shared = [{ path: '/book/.flux/history.jsonl', root, isWritten: true }];
    const history = open(disk, { shared: () => shared });
    for (const at of [1, 2]) await history.add(picture(at));
    await history.keep(hash(2));
    await history.forget([hash(1)]);
    const text = disk.files()['/book/.flux/history.jsonl'] ?? '';
    const otherDisk = createCrashDisk();
    const other = open(otherDisk, { shared: () => shared });
    assert.deepEqual(await other.importLines(text, root), { added: 1, known: 0, unreadable: 0 });
    for (const reader of [other, openAsColleague(otherDisk)]) assert.equal((await reader.find(hash(2)))?.isKept, true);
    await other.forget([hash(2)]);
    assert.deepEqual(await other.importLines(text, root), { added: 1, known: 0, unreadable: 0 });
    assert.equal((await other.list()).length, 1);
  });
});
