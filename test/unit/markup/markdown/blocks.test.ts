import assert from 'node:assert/strict';
import { getBlockAt, getBlocks, getHeadingAt } from '../../../../src/markup/markdown/blocks.ts';

const novel = `---
title: "# not a heading"
---

# One *bright* day

A **small** elephant
looks out.

Setext
------

- first

  still first
- second

| a | b |
|---|---|
| 1 | 2 |

\`\`\`sh
# not a heading either
\`\`\`

<!-- # nor this -->

> quoted
lazily

Last words`;

function headingAt(text: string): string {
  return getHeadingAt(novel, novel.indexOf(text));
}

describe('getBlocks', () => {
  it('gives each block at the top level, in order, with its place', () => {
    const blocks = getBlocks(novel);
    assert.deepEqual(
      blocks.map(({ type }) => type),
      ['yaml', 'heading', 'paragraph', 'heading', 'list', 'table', 'code', 'html', 'blockquote', 'paragraph'],
    );
    const texts = blocks.slice(1, 4).map(({ text }) => text);
    assert.deepEqual(texts, ['One bright day', 'A small elephant\nlooks out.', 'Setext']);
    assert.equal(novel.slice(blocks[2]?.start, blocks[2]?.end), 'A **small** elephant\nlooks out.');
    assert.equal(novel.slice(blocks[4]?.start, blocks[4]?.end), '- first\n\n  still first\n- second');
  });

  it('counts UTF-16 units, as the editor does, also after emoji and with CRLF', () => {
    const text = '🐘 one\r\n\r\ntwo 🐈 three\r\n';
    assert.deepEqual(
      getBlocks(text).map(({ start, end }) => text.slice(start, end)),
      ['🐘 one', 'two 🐈 three'],
    );
  });

  it('takes TOML front matter as one block', () => {
    assert.deepEqual(
      getBlocks('+++\na = 1\n+++\n\ntext').map(({ type }) => type),
      ['toml', 'paragraph'],
    );
  });

  it('finds none in an empty or blank document', () => {
    assert.deepEqual([getBlocks(''), getBlocks(' \n\t\n')], [[], []]);
  });
});

describe('getBlockAt', () => {
  const text = 'one\n\n\ntwo';

  it('gives the block that holds an offset, its edges included', () => {
    const found = [0, 2, 3, 6, 9].map((offset) => getBlockAt(text, offset)?.text);
    assert.deepEqual(found, ['one', 'one', 'one', 'two', 'two']);
  });

  it('gives nothing in the blank space between blocks', () => {
    assert.equal(getBlockAt(text, 4), undefined);
    assert.equal(getBlockAt('', 0), undefined);
  });

  it('gives the whole list for any of its lines, blank ones included', () => {
    assert.equal(getBlockAt(novel, novel.indexOf('\n  still'))?.type, 'list');
  });
});

describe('getHeadingAt', () => {
  it('gives the text of the heading above, without its marks', () => {
    assert.equal(headingAt('elephant'), 'One bright day');
    assert.equal(headingAt('second'), 'Setext');
    assert.equal(headingAt('Last words'), 'Setext');
  });

  it('gives the heading itself when the offset is in it', () => assert.equal(headingAt('bright'), 'One bright day'));

  it('gives nothing above the first heading; front matter is none', () => {
    assert.equal(headingAt('title:'), '');
    assert.equal(getHeadingAt('no heading', 3), '');
  });
});
