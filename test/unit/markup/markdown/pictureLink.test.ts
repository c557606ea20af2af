import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Image } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { createAltText } from '../../../../src/markup/altText.ts';
import { createPictureLink } from '../../../../src/markup/markdown/pictureLink.ts';
import { prompts } from '../../../fixtures/prompts.ts';

/** What a reader's program makes of the link; it must be one picture and nothing else. */
function read(markdown: string): Image {
  const { children } = fromMarkdown(markdown);
  const paragraph = children[0];
  assert.ok(children.length === 1 && paragraph?.type === 'paragraph' && paragraph.children.length === 1, markdown);
  const image = paragraph.children[0];
  assert.equal(image?.type, 'image', markdown);
  return image;
}

const oneOf = (characters: string): fc.Arbitrary<string> => fc.constantFrom(...characters.split(''));
const prompt = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 160 }),
  fc.string({ unit: oneOf('ab12 \n\t\\`*_{}[]()<>#+-.!|~&;:="\'$@^/?%'), maxLength: 160 }),
);
function length(text: string): number {
  return Array.from(text).length;
}

describe('createPictureLink', () => {
  it('reads back as the same words, whatever they are', () => {
    fc.assert(
      fc.property(prompt, (randomPrompt) => {
        const image = read(createPictureLink(randomPrompt, './a.jpg'));
        assert.equal(image.alt ?? '', createAltText(randomPrompt));
        assert.deepEqual([image.url, image.title ?? null], ['./a.jpg', null]);
      }),
      { numRuns: 300 },
    );
  });

  for (const { name, prompt: real } of prompts) {
    it(`links the prompt of “${name}”`, () => {
      const image = read(createPictureLink(real, 'images/a.jpg'));
      assert.ok(image.alt && real.startsWith(image.alt.replace(/…$/, '')));
      assert.equal(image.url, 'images/a.jpg');
    });
  }

  it('doubles a backslash, which begins a command for some', () => {
    assert.equal(createPictureLink('C:\\new', 'a.jpg'), '![C:\\\\new](a.jpg)');
  });

  it('T8 a prompt cannot end the link and start another', () => {
    const link = createPictureLink('](command:evil) [click](command:evil) ![', 'a.jpg');
    assert.equal(read(link).url, 'a.jpg');
  });
});

describe('createAltText', () => {
  it('is one line', () => assert.equal(createAltText('  a\r\n b\t\tc\u2028d\0e '), 'a b c d e'));

  it('keeps up to 125 characters as they are', () => {
    const text = `${'word '.repeat(24)}whale`;
    assert.equal(length(text), 125);
    assert.equal(createAltText(text), text);
  });

  it('cuts longer ones at a word', () => {
    assert.equal(createAltText(`${'word '.repeat(24)}whales, and more`), `${'word '.repeat(24).trim()}…`);
    assert.equal(createAltText('word, '.repeat(30)), `${'word, '.repeat(20).trim().slice(0, -1)}…`);
  });

  it('cuts text without spaces at 125 characters, and no emoji in two', () => {
    assert.equal(createAltText('字'.repeat(300)), `${'字'.repeat(125)}…`);
    assert.equal(createAltText('🐘'.repeat(300)), `${'🐘'.repeat(125)}…`);
    assert.equal(createAltText(`水彩画 ${'字'.repeat(300)}`), `水彩画 ${'字'.repeat(121)}…`);
  });

  it('is quick and short for 20,000 characters', () => {
    assert.ok(length(createAltText('a very long prompt '.repeat(1053))) <= 126);
  });

  it('is one line of at most 126 characters that the prompt starts with, for any prompt', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const alt = createAltText(text);
        assert.ok(length(alt) <= 126);
        assert.doesNotMatch(alt, /[\p{Cc}\u2028\u2029]/u);
        assert.ok(
          alt === '…' ||
            text
              .replace(/[\s\p{Cc}]+/gu, ' ')
              .trim()
              .startsWith(alt.replace(/…$/, '')),
        );
      }),
    );
  });
});
