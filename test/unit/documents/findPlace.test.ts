import assert from 'node:assert/strict';
import { assert as check, property, string } from 'fast-check';
import { findPlace, findWords, getPlaceWords } from '../../../src/documents/findPlace.ts';

/** The words of the place marked `«…»`. */
function wordsOf(marked: string) {
  const range = { start: marked.indexOf('«'), end: marked.indexOf('»') - 1 };
  return getPlaceWords(marked.replace(/[«»]/g, ''), range);
}

/** What is found of the marked place in another text; a cursor is shown by what is before it. */
function find(marked: string, text: string): string | undefined {
  const range = findPlace(text, wordsOf(marked));
  return range && (range.start === range.end ? text.slice(0, range.start) : text.slice(range.start, range.end));
}

describe('getPlaceWords', () => {
  it('knows which words stand once', () => {
    assert.deepEqual(wordsOf('«A fox»\n'), { anchor: 'A fox', block: 'A fox', alone: 'anchor' });
    assert.deepEqual(wordsOf('«A fox»\nhere\n\nA fox'), { anchor: 'A fox', block: 'A fox\nhere', alone: 'block' });
    assert.equal(wordsOf('«A fox»\n\nA fox').alone, 'none');
  });

  it('has the lines of a cursor, and on a blank line those above', () => {
    const blocks = ['o«»ne\ntwo\n\nthree', 'one\ntwo«»', 'one\ntwo\n«»\nthree', 'one\r\ntwo\r\n\r\n«»\r\n\r\nthree'];
    assert.deepEqual(
      blocks.map((marked) => wordsOf(marked).block.replace('\r', '')),
      Array.from({ length: 4 }, () => 'one\ntwo'),
    );
    assert.equal(wordsOf('«»\n\none').block, '');
  });
});

describe('findPlace', () => {
  it('finds words in other white space, line ends, letter case and marks', () => {
    assert.equal(find('«A fox\nruns»', '\r\nA  fox\r\n  runs off'), 'A  fox\r\n  runs');
    assert.equal(find('«A fox»', 'text\n\nA FOX'), 'A FOX');
    assert.equal(find('«A *red* fox»', 'text\n\na _red_ fox'), 'a _red_ fox');
    assert.equal(find('«One.\n\nTwo»', 'One.\n\n\nTwo'), 'One.\n\n\nTwo');
  });

  it('takes the same letters before others', () => {
    assert.deepEqual(findWords('a fox, A fox', 'A fox'), [{ start: 7, end: 12 }]);
    assert.deepEqual(findWords('A-fox, A FOX', 'A fox'), [{ start: 7, end: 12 }]);
  });

  it('does not put the end of one paragraph and the start of the next together', () => {
    assert.equal(find('«A fox»', 'A\n\nfox'), undefined);
  });

  it('is sure or finds nothing', () => {
    assert.equal(find('«A fox»', 'A fox\n\nA fox'), undefined);
    assert.equal(find('«A fox»\n\nA fox', 'A fox'), undefined, 'which one is left?');
    assert.equal(find('«fox» one\n\nfox two', 'fox two'), undefined, 'another paragraph');
    assert.equal(find('«A fox»', ''), undefined);
  });

  it('tells the same words by their block', () => {
    assert.equal(findPlace('fox two\n\nfox one', wordsOf('«fox» one\n\nfox two'))?.start, 9);
    assert.equal(find('«fox» and fox\n\nfox', 'fox\n\nfox and fox\n'), 'fox\n\nfox and fox');
  });

  it('does not take the alternative text of a picture for the words', () => {
    assert.equal(find('«A fox»', '![A fox](a.jpg)'), undefined);
    assert.equal(find('«fox»', '![A red fox \\] fox](fox.jpg)\n\nfox'), 'fox');
  });

  it('finds a cursor behind its block, and in a blank document', () => {
    assert.equal(find('one\n\ntw«»o\n\nthree', 'new\n\ntwo\n\nthree'), 'new\n\ntwo');
    assert.equal(find('one\n\ntw«»o\n\nthree', 'one\n\nthree'), undefined);
    assert.equal(find('«»', '\n'), '');
    assert.equal(find('«»', 'text'), undefined);
  });

  it('finds any words where they stand, whatever characters they are made of', () => {
    const everyAscii = String.fromCharCode(...Array.from({ length: 95 }, (_, at) => 32 + at));
    assert.deepEqual(findWords(`before ${everyAscii.trim()} after`, everyAscii.trim())[0]?.start, 7);
    check(
      property(string({ unit: 'binary', minLength: 1, maxLength: 40 }), (words) => {
        const trimmed = words.trim();
        const found = findWords(`before\n\n${words}\n\nafter`, words);
        assert.ok(trimmed === '' || found.some(({ start }) => start === 8 + words.indexOf(trimmed)));
      }),
    );
  });
});
