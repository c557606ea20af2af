import assert from 'node:assert/strict';
import { findAll, readText } from './readProject.ts';

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
        const titles = findAll(readText(`test/${file}`), /\b(?:it|describe)\(\s*(.*)/g);
        assert.ok(
          titles.some((title) => new RegExp(`\\b${id}\\b`).test(title)),
          `${file} has a test named after ${id}`,
        );
      }
    });
  }
});
