import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { moveRange, type Replacement } from '../../../src/documents/movingRange.ts';
import type { OffsetRange } from '../../../src/markup/markup.ts';

const range: OffsetRange = { start: 10, end: 20 };

const cases: readonly (readonly [what: string, edit: Replacement, expected: OffsetRange | undefined])[] = [
  ['text inserted before it moves it', { offset: 3, length: 0, inserted: 4 }, { start: 14, end: 24 }],
  ['text deleted before it moves it', { offset: 3, length: 2, inserted: 0 }, { start: 8, end: 18 }],
  ['text typed at its start stays outside', { offset: 10, length: 0, inserted: 1 }, { start: 11, end: 21 }],
  ['text typed at its end stays outside', { offset: 20, length: 0, inserted: 1 }, range],
  ['text inserted after it leaves it alone', { offset: 25, length: 3, inserted: 9 }, range],
  ['text typed inside belongs to it', { offset: 15, length: 0, inserted: 5 }, { start: 10, end: 25 }],
  ['text replaced inside belongs to it', { offset: 12, length: 4, inserted: 1 }, { start: 10, end: 17 }],
  ['its start replaced is cut off', { offset: 8, length: 4, inserted: 3 }, { start: 11, end: 19 }],
  ['its end replaced is cut off', { offset: 18, length: 4, inserted: 3 }, { start: 10, end: 18 }],
  ['its first characters replaced still belong to it', { offset: 10, length: 2, inserted: 3 }, { start: 10, end: 21 }],
  ['its last characters replaced still belong to it', { offset: 18, length: 2, inserted: 3 }, { start: 10, end: 21 }],
  ['it is gone when its text is deleted', { offset: 10, length: 10, inserted: 0 }, undefined],
  ['it is gone when more than its text is replaced', { offset: 5, length: 30, inserted: 30 }, undefined],
];

/** The same by brute force: every character knows whether it belongs to the range. */
function moveMarks(marks: readonly boolean[], { offset, length, inserted }: Replacement): readonly boolean[] {
  const before = marks.slice(0, offset);
  const after = marks.slice(offset + length);
  const replaced = marks.slice(offset, offset + length);
  const isInside =
    (before.includes(true) && after.includes(true)) ||
    (replaced.includes(true) && !replaced.includes(false) && [...before, ...after].includes(true));
  return [...before, ...Array.from({ length: inserted }, () => isInside), ...after];
}

const edits = fc.array(fc.record({ offset: fc.nat(40), length: fc.nat(15), inserted: fc.nat(6) }), { maxLength: 12 });

describe('moveRange', () => {
  for (const [what, edit, expected] of cases) it(what, () => assert.deepEqual(moveRange(range, edit), expected));

  it('finds the marked characters after any edits', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.integer({ min: 1, max: 12 }), edits, (start, length, randomEdits) => {
        let marks: readonly boolean[] = Array.from({ length: 40 }, (_, i) => i >= start && i < start + length);
        let moved: OffsetRange | undefined = { start, end: start + length };
        for (const random of randomEdits) {
          const offset = Math.min(random.offset, marks.length);
          const edit = { ...random, offset, length: Math.min(random.length, marks.length - offset) };
          marks = moveMarks(marks, edit);
          moved &&= moveRange(moved, edit);
          const first = marks.indexOf(true);
          assert.deepEqual(moved, first === -1 ? undefined : { start: first, end: marks.lastIndexOf(true) + 1 });
          if (!moved) return;
        }
      }),
    );
  });
});
