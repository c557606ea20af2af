import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  expandSavePath,
  isInside,
  type SavePathContext,
  SavePathError,
  savePathVariables,
} from '../../../src/saving/savePath.ts';
import { prompts } from '../../fixtures/prompts.ts';

const context: SavePathContext = {
  prompt: 'A small, furry elephant',
  documentPath: '/book/chapters/one.draft.md',
  workspacePath: '/book',
  homePath: '/people/ann',
  isWindows: false,
  heading: 'Über Elefanten',
  model: 'flux-kontext-pro',
  aspectRatio: '16:9',
  seed: 42,
  index: 2,
  hash: '0123456789abcdef',
  date: new Date(2026, 2, 9, 7, 5, 3),
};
const noDocument: SavePathContext = { ...context, documentPath: undefined };

function refused(rule: SavePathError['rule'], subject: string): (error: unknown) => boolean {
  return (error) => error instanceof SavePathError && error.rule === rule && error.subject === subject;
}

const variables: Readonly<Record<string, string>> = {
  slug: 'a-small-furry-elephant',
  date: '2026-03-09',
  time: '07-05-03',
  seed: '42',
  aspectRatio: '16x9',
  model: 'flux-kontext-pro',
  index: '2',
  hash: '01234567',
  heading: 'über-elefanten',
  documentFileName: 'one.draft.md',
  documentBaseName: 'one.draft',
  fileBasename: 'one.draft.md',
  fileBasenameNoExtension: 'one.draft',
};

const templates: readonly (readonly [template: string, path: string])[] = [
  ['images/${slug}', '/book/chapters/images/a-small-furry-elephant'],
  ['${slug}', '/book/chapters/a-small-furry-elephant'],
  ['./${slug}', '/book/chapters/a-small-furry-elephant'],
  ['/images/${slug}', '/book/images/a-small-furry-elephant'],
  ['${documentDirName}/pictures/${slug}', '/book/chapters/pictures/a-small-furry-elephant'],
  ['${documentWorkspaceFolder}/pictures/${slug}', '/book/pictures/a-small-furry-elephant'],
  ['${documentBaseName}/${heading}/${index}', '/book/chapters/one.draft/über-elefanten/2'],
  ['../images/${slug}', '/book/images/a-small-furry-elephant'],
  ['../../${slug}', '/a-small-furry-elephant'],
  ['images\\${date}\\${slug}', '/book/chapters/images/2026-03-09/a-small-furry-elephant'],
  ['  images/${slug}  ', '/book/chapters/images/a-small-furry-elephant'],
  ['images//${slug}', '/book/chapters/images/a-small-furry-elephant'],
  ['images/', '/book/chapters/images/a-small-furry-elephant'],
  ['images\\', '/book/chapters/images/a-small-furry-elephant'],
  ['/', '/book/a-small-furry-elephant'],
  ['${documentDirName}', '/book/chapters/a-small-furry-elephant'],
  ['${documentWorkspaceFolder}', '/book/a-small-furry-elephant'],
  ['images/${slug}.png', '/book/chapters/images/a-small-furry-elephant'],
  ['images/${slug}.JPEG', '/book/chapters/images/a-small-furry-elephant'],
  ['images/v1.2', '/book/chapters/images/v1.2'],
  ['${fileDirname}/pictures/${slug}', '/book/chapters/pictures/a-small-furry-elephant'],
  ['${workspaceFolder}', '/book/a-small-furry-elephant'],
  ['${userHome}/pictures/${slug}', '/people/ann/pictures/a-small-furry-elephant'],
  ['~/pictures/${slug}', '/people/ann/pictures/a-small-furry-elephant'],
  ['~\\pictures\\', '/people/ann/pictures/a-small-furry-elephant'],
  ['~', '/people/ann/a-small-furry-elephant'],
  ['~ann/${slug}', '/book/chapters/~ann/a-small-furry-elephant'],
  ['images/~/${slug}', '/book/chapters/images/~/a-small-furry-elephant'],
  ['com${index}/${slug}', '/book/chapters/com2-image/a-small-furry-elephant'],
];

describe('expandSavePath', () => {
  it('knows the variables that the tests know', () => {
    const known = [...Object.keys(variables), 'documentDirName', 'documentWorkspaceFolder'];
    known.push('fileDirname', 'workspaceFolder', 'userHome');
    assert.deepEqual(savePathVariables.toSorted(), known.toSorted());
  });

  for (const [name, value] of Object.entries(variables)) {
    it(`\${${name}} is ${value}`, () => {
      assert.equal(expandSavePath(`x-\${${name}}-y`, context), `/book/chapters/x-${value}-y`);
    });
  }

  it('a seed that was not chosen is “random”', () => {
    assert.equal(expandSavePath('${seed}', { ...context, seed: null }), '/book/chapters/random');
  });

  for (const [template, path] of templates)
    it(`${JSON.stringify(template)} is ${path}`, () => assert.equal(expandSavePath(template, context), path));

  it('without a document is relative to the workspace folder', () => {
    assert.equal(expandSavePath('images/${slug}', noDocument), '/book/images/a-small-furry-elephant');
  });

  it('takes a document outside any workspace folder', () => {
    const outside = { ...context, workspacePath: undefined };
    assert.equal(expandSavePath('images/${slug}', outside), '/book/chapters/images/a-small-furry-elephant');
    assert.throws(() => expandSavePath('/images/${slug}', outside), refused('noValue', 'documentWorkspaceFolder'));
  });

  it('takes a folder whose name has a backslash as it is', () => {
    const odd = { ...context, documentPath: '/book/a\\b/one.md' };
    assert.equal(expandSavePath('${documentDirName}/${slug}', odd), '/book/a\\b/a-small-furry-elephant');
  });

  it('has no home where the documents are on another machine', () => {
    const remote = { ...context, homePath: undefined };
    assert.throws(() => expandSavePath('~/${slug}', remote), refused('noValue', 'userHome'));
  });

  it('on Windows knows drives and shares, and documents on them', () => {
    const windows = { ...context, isWindows: true };
    assert.equal(expandSavePath('C:\\art\\${index}', windows), '/c:/art/2');
    assert.equal(expandSavePath('\\\\server\\share\\art\\${index}', windows), '//server/share/art/2');
    const onShare = { ...windows, documentPath: '//server/share/one.md' };
    assert.equal(expandSavePath('images/${index}', onShare), '//server/share/images/2');
  });

  for (const template of [
    '\\\\server\\share\\${slug}',
    '//server/share/${slug}',
    'C:/pictures/${slug}',
    'd:\\${slug}',
  ]) {
    it(`refuses ${JSON.stringify(template)}, which only Windows knows`, () => {
      assert.throws(() => expandSavePath(template, context), refused('windowsOnly', template.replaceAll('\\', '/')));
    });
  }

  for (const [template, name] of [
    ['aux/${slug}', 'aux'],
    ['images/CON', 'CON'],
    ['images/nul.png', 'nul.png'],
    ['com1.${index}/${slug}', 'com1.x'],
  ] as const) {
    it(`refuses ${JSON.stringify(template)}, which is a device on Windows`, () => {
      assert.throws(() => expandSavePath(template, context), refused('reserved', name));
    });
  }

  for (const [fileName, folder] of [
    ['aux.md', 'aux-image'],
    ['a:b.md', 'a-b'],
    ['notes .md', 'notes-'],
    ['notes..md', 'notes-'],
    ['...md', '.-'],
    ['a\\b.md', 'a-b'],
    ['tab\t.md', 'tab-'],
  ] as const) {
    it(`makes the name of the document ${JSON.stringify(fileName)} one that every system takes: ${folder}`, () => {
      const odd = { ...context, documentPath: `/book/${fileName}` };
      for (const variable of ['documentBaseName', 'fileBasenameNoExtension'])
        assert.equal(expandSavePath(`images/\${${variable}}/\${index}`, odd), `/book/images/${folder}/2`);
    });
  }

  it('makes the name of a whole document file one that every system takes', () => {
    const odd = { ...context, documentPath: '/book/aux.md' };
    assert.equal(expandSavePath('${documentFileName}', odd), '/book/aux-image.md');
  });

  for (const name of ['prompt', 'Slug', '', 'constructor', '__proto__']) {
    it(`refuses the unknown variable \${${name}}`, () => {
      assert.throws(() => expandSavePath(`images/\${${name}}`, context), refused('unknownVariable', name));
    });
  }

  for (const name of ['documentDirName', 'documentFileName', 'documentBaseName']) {
    it(`refuses \${${name}} without a document`, () => {
      assert.throws(() => expandSavePath(`/\${${name}}/x`, noDocument), refused('noValue', name));
    });
  }

  for (const template of ['', '  ', '.', '..', 'images/..', 'images/.', 'images/.png', '${documentDirName}/..']) {
    it(`refuses ${JSON.stringify(template)}, which names no file`, () => {
      assert.throws(() => expandSavePath(template, context), refused('empty', template));
    });
  }

  for (const [template, name] of [
    ['images/a:b', 'a:b'],
    ['C:pictures/${slug}', 'C:pictures'],
    ['what?/${slug}', 'what?'],
    ['images/${slug}\0', 'x\0'],
    ['images /${slug}', 'images '],
    ['images/${slug}.', 'x.'],
  ] as const) {
    it(`refuses ${JSON.stringify(template)}, whose name not every system takes`, () => {
      assert.throws(() => expandSavePath(template, context), refused('character', name));
    });
  }

  it('refuses a template that is longer than any path, before it looks for variables in it', () => {
    for (const piece of ['${', 'a', '/']) {
      const template = piece.repeat(4_097 / piece.length + 1);
      assert.throws(() => expandSavePath(template, context), refused('tooLong', template), piece);
    }
  });

  it('refuses a name of more bytes than a disk takes, and leaves room for number and extension', () => {
    const named = (letters: number, template: string): string =>
      expandSavePath(template, { ...context, documentPath: `/book/${'ü'.repeat(letters)}.md` });
    assert.equal(named(66, '${documentBaseName}'), `/book/${'ü'.repeat(66)}`);
    assert.throws(() => named(67, '${documentBaseName}'), refused('tooLong', 'ü'.repeat(67)));
    assert.equal(named(71, '${documentBaseName}/a'), `/book/${'ü'.repeat(71)}/a`);
    assert.throws(() => named(72, '${documentBaseName}/a'), refused('tooLong', 'ü'.repeat(72)));
  });

  it('takes the names of folders that are there, however long', () => {
    const folder = `/${'ü'.repeat(120)}`;
    assert.equal(expandSavePath('${fileDirname}/a', { ...context, documentPath: `${folder}/one.md` }), `${folder}/a`);
  });

  it('cuts prompt and heading further where the name would be too long with them', () => {
    const prompt = '夜の猫と月と星 '.repeat(20);
    for (const template of ['${slug}', '${date}-${slug}', '${heading}-${slug}', '${date}-${time}-${heading}-${slug}']) {
      const path = expandSavePath(template, { ...context, prompt, heading: prompt });
      assert.match(path, /夜の猫と月と星$/);
      assert.ok(Buffer.byteLength(`${path.slice('/book/chapters/'.length)}-9999.webp`) <= 143, path);
    }
  });

  for (const { name, prompt } of prompts) {
    it(`gives “${name}” a place of its own`, () => {
      const path = expandSavePath('images/${slug}', { ...context, prompt });
      assert.match(path, /^\/book\/chapters\/images\/[a-z0-9]+(-[a-z0-9]+)+$/);
    });
  }

  it('T5 no prompt and no heading lead out of the folder', () => {
    const pathUnit = fc.constantFrom('.', '/', '\\', '$', '{', '}', ':', 'a', '\0');
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: pathUnit }));
    fc.assert(
      fc.property(text, text, (prompt, heading) => {
        const path = expandSavePath('images/${heading}/${slug}', { ...context, prompt, heading });
        assert.ok(isInside(path, '/book/chapters/images'), path);
        assert.equal(path.split('/').length, 6);
      }),
    );
  });
});

describe('isInside', () => {
  const cases: readonly (readonly [path: string, folder: string, inside: boolean])[] = [
    ['/a/b/c', '/a/b', true],
    ['/a/b/c/d', '/a/b/', true],
    ['/a/b/..c', '/a/b', true],
    ['/c', '/', true],
    ['/a/b', '/a/b', false],
    ['/a/bc', '/a/b', false],
    ['/a', '/a/b', false],
    ['/a/b/../c', '/a/b', false],
    ['/x/y', '/a/b', false],
  ];
  for (const [path, folder, inside] of cases)
    it(`${path} is ${inside ? '' : 'not '}inside ${folder}`, () => assert.equal(isInside(path, folder), inside));
});
