import assert from 'node:assert/strict';
import { createHistoryIndex, type HistoryIndex } from '../../../src/pictures/history/historyIndex.ts';
import { type HistoryFile, type HistoryLine, readLine } from '../../../src/pictures/history/historyLine.ts';
import { formatMark, type Mark } from '../../../src/pictures/history/mark.ts';
import { formatPortable } from '../../../src/pictures/history/portable.ts';
import { formatPicture } from '../../../src/pictures/picture.ts';
import { hash, picture, root } from './historyPictures.ts';

const own: HistoryFile = { path: '/history/1.jsonl', root: undefined };
const shared: HistoryFile = { path: '/book/.flux/history.jsonl', root };

type LineOfFile = (file: HistoryFile) => readonly HistoryLine[];

const added =
  (at: number): LineOfFile =>
  (file) => {
    const text = file.root === undefined ? formatPicture(picture(1), at) : formatPortable(picture(1), at, root);
    return readLine({ text: text ?? '', start: 0, length: 0 }, file);
  };

const marked =
  (kind: Mark['kind'], at: number): LineOfFile =>
  (file) =>
    readLine({ text: formatMark({ kind, at, sha256: hash(1) }), start: 0, length: 0 }, file);

/** The index of the lines of the user's own history and of a shared one. */
function indexOf(ownLines: readonly LineOfFile[], sharedLines: readonly LineOfFile[] = []): HistoryIndex {
  const index = createHistoryIndex();
  for (const line of ownLines) line(own).forEach(index.learn);
  for (const line of sharedLines) line(shared).forEach(index.learn);
  return index;
}

describe('The index of the history', () => {
  const forgotten = (at: number): LineOfFile => marked('forgotten', at);
  const kept = (at: number): LineOfFile => marked('kept', at);

  const cases: readonly (readonly [what: string, lines: readonly LineOfFile[], isKnown: boolean])[] = [
    ['added and forgotten', [added(1), forgotten(2)], false],
    ['forgotten after it was added, by lines in another order', [forgotten(2), added(1)], false],
    ['added and forgotten at one time', [added(1), forgotten(1)], false],
    ['added again after it was forgotten', [added(1), forgotten(2), added(3)], true],
    ['forgotten twice', [added(1), forgotten(2), added(3), forgotten(4)], false],
    ['forgotten twice, by lines in another order', [forgotten(4), forgotten(2), added(3)], false],
    ['chosen after it was forgotten', [added(1), forgotten(2), kept(3)], false],
  ];
  for (const [what, lines, isKnown] of cases) {
    it(`${isKnown ? 'knows' : 'does not know'} a picture that was ${what}`, () => {
      for (const index of [indexOf(lines), indexOf([], lines)]) assert.equal(index.list().length, isKnown ? 1 : 0);
    });
  }

  it('takes a picture as chosen until it is forgotten', () => {
    assert.equal(indexOf([added(1), kept(2)]).isKept(hash(1)), true);
    assert.equal(indexOf([added(1), kept(2), forgotten(3), added(4)]).isKept(hash(1)), false);
    assert.equal(indexOf([added(1), forgotten(3), kept(2), added(4), kept(5)]).isKept(hash(1)), true);
  });

  it('forgets for the user what every file says, and for a shared file what that one says', () => {
    assert.equal(indexOf([forgotten(2)], [added(1)]).list().length, 0);
    assert.equal(indexOf([added(1)], [added(1), forgotten(2)]).list().length, 1);
    assert.equal(indexOf([added(1), forgotten(2)], [forgotten(3)]).list().length, 0);
  });
});
