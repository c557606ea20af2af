import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  expandSavePath,
  isInside,
  type SavePathContext,
  SavePathError,
  savePathVariables,
} from '../../../src/images/savePath.ts';
import { prompts } from '../../fixtures/prompts.ts';

const context: SavePathContext = {
  prompt: 'A small, furry elephant',
  documentPath: '/book/chapters/one.draft.md',
  workspacePath: '/book',
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
];

describe('expandSavePath', () => {
  it('knows the variables that the tests know', () => {
    const known = [...Object.keys(variables), 'documentDirName', 'documentWorkspaceFolder'];
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

  for (const [template, path] of templates) {
    it(`${JSON.stringify(template)} is ${path}`, () => assert.equal(expandSavePath(template, context), path));
  }

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
    ['C:/pictures/${slug}', 'C:'],
    ['what?/${slug}', 'what?'],
    ['images/${slug}\0', 'x\0'],
    ['images /${slug}', 'images '],
    ['images/${slug}.', 'x.'],
  ] as const) {
    it(`refuses ${JSON.stringify(template)}, whose name not every system takes`, () => {
      assert.throws(() => expandSavePath(template, context), refused('character', name));
    });
  }

  it('refuses a name of more bytes than a disk takes, and leaves room for number and extension', () => {
    const named = (letters: number): string =>
      expandSavePath('${documentBaseName}', { ...context, documentPath: `/book/${'ü'.repeat(letters)}.md` });
    assert.equal(named(120), `/book/${'ü'.repeat(120)}`);
    assert.throws(() => named(121), refused('tooLong', 'ü'.repeat(121)));
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
  for (const [path, folder, inside] of cases) {
    it(`${path} is ${inside ? '' : 'not '}inside ${folder}`, () => assert.equal(isInside(path, folder), inside));
  }
});
