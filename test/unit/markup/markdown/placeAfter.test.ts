import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { asOwnParagraph, type Block, getBlocks, getOffsetAfterBlock } from '../../../../src/markup/markdown/blocks.ts';

const link = '![alt](images/a.jpg)';

/** The document with the link for a selection that ends at `offset`, as the extension inserts it. */
function insertLink(markdown: string, offset: number, eol = '\n'): string {
  const place = getOffsetAfterBlock(markdown, offset);
  return markdown.slice(0, place) + asOwnParagraph(markdown, place, link, eol) + markdown.slice(place);
}

function describeBlock({ type, text }: Block): string {
  return `${type}: ${text}`;
}

/** `¦` is where the selection ends, `LINK` where the link is expected. */
const cases: readonly (readonly [what: string, before: string, after: string])[] = [
  ['after a paragraph', 'one¦ two\n\nnext\n', 'one two\n\nLINK\n\nnext\n'],
  ['after all lines of a paragraph', 'one¦\ntwo\n\nnext', 'one\ntwo\n\nLINK\n\nnext'],
  ['before a block that follows without an empty line', 'one¦\n- item\n', 'one\n\nLINK\n\n- item\n'],
  ['below a heading', '# On¦e\ntext', '# One\n\nLINK\n\ntext'],
  ['below a heading with an underline', 'On¦e\n===\ntext', 'One\n===\n\nLINK\n\ntext'],
  ['after a list, not into it', '- one¦\n- two\n\nnext', '- one\n- two\n\nLINK\n\nnext'],
  ['after a list, from the blank line between its items', '- one\n¦\n- two\n', '- one\n\n- two\n\nLINK\n'],
  ['after a quotation with its lazy line', '> o¦ne\nlazy\n\nnext', '> one\nlazy\n\nLINK\n\nnext'],
  ['after a table', '| a |\n|---|\n| ¦b |\n\nnext', '| a |\n|---|\n| b |\n\nLINK\n\nnext'],
  ['after a code fence', '```\na¦\n\nb\n```\nnext', '```\na\n\nb\n```\n\nLINK\n\nnext'],
  ['after indented code', '    a¦\n\n    b\n\nnext', '    a\n\n    b\n\nLINK\n\nnext'],
  ['after the front matter', '---\ntitle: a¦\n---\ntext', '---\ntitle: a\n---\n\nLINK\n\ntext'],
  ['after an HTML comment', '<!-- a¦\n\nb -->\nnext', '<!-- a\n\nb -->\n\nLINK\n\nnext'],
  ['before a code fence that is never closed', 'text\n```\na¦\n\nb', 'text\n\nLINK\n\n```\na\n\nb'],
  ['before a comment that is never closed', '<!-- a¦\n\nb', 'LINK\n\n<!-- a\n\nb'],
  ['at the end of a file with a line break', 'one¦\n', 'one\n\nLINK\n'],
  ['at the end of a file without one', 'one¦', 'one\n\nLINK'],
  ['in an empty document', '¦', 'LINK'],
  ['in a blank document', '\n\n¦\n', '\n\nLINK\n'],
  ['in the one empty line between blocks', 'one\n¦\ntwo', 'one\n\nLINK\n\ntwo'],
  ['in ample blank space', 'one\n\n¦\n\ntwo', 'one\n\nLINK\n\ntwo'],
  ['below an indented blank line, so that it does not become code', 'one\n\n    ¦\n\ntwo', 'one\n\n    \nLINK\n\ntwo'],
  ['below a blank line after a list, so that it does not join the list', '- one\n\n  ¦', '- one\n\n  \nLINK'],
];

describe('the place of a link', () => {
  for (const [what, before, after] of cases) {
    for (const eol of ['\n', '\r\n']) {
      it(`${what} (${eol === '\n' ? 'LF' : 'CRLF'})`, () => {
        const marked = before.replaceAll('\n', eol);
        const inserted = insertLink(marked.replace('¦', ''), marked.indexOf('¦'), eol);
        assert.equal(inserted, after.replaceAll('\n', eol).replace('LINK', link));
      });
    }
  }

  const block = fc.constantFrom(
    'A paragraph',
    'two\nlines',
    '# Heading',
    'Setext\n---',
    '> quoted\nlazy',
    '| a |\n|---|\n| b |',
    '- a\n- b',
    '- a\n\n  b\n- c',
    '1. one',
    '- a\n  - b',
    '    code',
    '\tcode\n\n\tcode',
    '```\ncode\n\n# code\n```',
    '~~~\nopen',
    '<!-- note\n\nnote -->',
    '<!-- open',
    '<div>\nhtml',
    '***',
    '[a]: b\n',
    '$$\nx\n$$',
    ':::note\ntext\n:::',
    '   indented text',
    '{/* mdx */}',
  );
  const gap = fc.constantFrom('\n', '\n\n', '\n\n\n\n', '\n  \n', '\n\n    \n\n', '\n\t\n');
  const start = fc.constantFrom('', '---\na: b\n---\n', '\n', '  \n');
  const documents = fc
    .tuple(start, fc.array(fc.tuple(block, gap), { maxLength: 5 }), fc.boolean())
    .map(([first, blocks, isCut]) => {
      const text = first + blocks.flat().join('');
      return isCut ? text.trimEnd() : text;
    });

  it('is a paragraph of its own that changes no other block, in any document', () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.constantFrom('\n', '\r\n'), (lf, random, eol) => {
        const markdown = lf.replaceAll('\n', eol);
        const cursor = lf.slice(0, random % (lf.length + 1)).replaceAll('\n', eol).length;
        const inserted = insertLink(markdown, cursor, eol);
        const blocks = getBlocks(inserted);
        const isLink = (one: Block): boolean => inserted.slice(one.start, one.end) === link;
        assert.equal(blocks.filter(isLink).length, 1);
        const others = blocks.filter((one) => !isLink(one));
        assert.deepEqual(others.map(describeBlock), getBlocks(markdown).map(describeBlock));
        const lines = inserted.split(eol);
        const index = lines.indexOf(link);
        assert.equal(`${lines[index - 1] ?? ''}${lines[index + 1] ?? ''}`.trim(), '', 'no empty line on either side');
      }),
      { numRuns: 200 },
    );
  });
});
