import assert from 'node:assert/strict';
import { findAll, listFiles, readText } from './readProject.ts';

const ids = [
  ...Array.from({ length: 22 }, (_, index) => `F${index + 1}`),
  ...Array.from({ length: 10 }, (_, index) => `T${index + 1}`),
];

describe('the table of faults and threats in test/README.md', () => {
  const table = readText('test/README.md');
  const rows = [...table.matchAll(/^\| ([FT]\d+) \|([^|]*)\|([^|]*)\|$/gm)];

  it('has every fault and every threat once', () => {
    assert.deepEqual(
      rows.map(([, id]) => id),
      ids,
    );
  });

  for (const id of ids) {
    it(`names tests of ${id} that exist`, () => {
      const [, , fault = '', files = ''] = rows.find((row) => row[1] === id) ?? [];
      assert.ok(fault.trim() !== '' && files.trim() !== '');
      for (const file of files.trim().split(/,\s*/)) {
        // A title, or the row of a table that makes titles.
        const titles = findAll(readText(`test/${file}`), /(?:\b(?:it|describe)\(\s*|^ +(?='[FT]\d+ .*': \[))(.*)/gm);
        assert.ok(
          titles.some((title) => new RegExp(`\\b${id}\\b`).test(title)),
          `${file} has a test named after ${id}`,
        );
      }
    });
  }
});

describe('the table of promises in test/README.md', () => {
  const promises = [...readText('README.md').matchAll(/^(\d+)\. (.*)$/gm)].slice(-10);
  const rows = [...readText('test/README.md').matchAll(/^\| (\d+) \| (.*?) \| (.*?) \|$/gm)];

  it('has each line of the README, word for word', () => {
    assert.equal(promises.length, 10);
    assert.deepEqual(
      rows.map(([, line, text]) => `${line}. ${text}`),
      promises.map(([line]) => line),
    );
  });

  it('names tests that exist', () => {
    const files = rows.flatMap(([, , , names = '']) => names.split(', '));
    const tests = listFiles('test');
    assert.deepEqual(
      files.filter((file) => !tests.includes(`test/${file}`)),
      [],
    );
  });
});
