import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type HistoryEntry, searchEntries } from '../../../src/pictures/historyEntry.ts';
import { localDate } from '../../../src/pictures/localDate.ts';
import { anyText } from './historyPictures.ts';

const entry: HistoryEntry = {
  sha256: '',
  uri: 'file:///book/images/Stra%C3%9Fe%20am%20Meer.jpg',
  savedAt: new Date(2026, 10, 28, 23, 59).getTime(),
  words: 'Ein CAFÉ an der Küste',
  model: 'flux-kontext-pro',
  style: 'Öl',
  cost: 4,
  document: undefined,
  variations: undefined,
  isKept: false,
};

describe('The search of the history', () => {
  for (const query of [
    'cafe',
    'Café KÜSTE',
    'cafe\u0301',
    'kuste  ein',
    'ol',
    'kontext-pro',
    'straße meer',
    'am.jpg'.slice(0, 2),
    '2026-11-28',
    '2026-11 öl caf',
    '',
    ' \n ',
  ]) {
    it(`finds a picture by ${JSON.stringify(query)}`, () => {
      assert.deepEqual(searchEntries([entry], query), [entry]);
    });
  }

  for (const query of ['tea', 'cafe tea', '2026-11-29', 'ein ol meer 2027', 'book', 'kuste\nein kontext-max'])
    it(`does not find it by ${JSON.stringify(query)}`, () => assert.deepEqual(searchEntries([entry], query), []));

  it('leaves entries in their order', () => {
    const [one, two, three] = [entry, { ...entry, words: 'Tee' }, { ...entry, words: 'Café' }];
    assert.deepEqual(searchEntries([three, two, one], 'cafe'), [three, one]);
    assert.deepEqual(searchEntries([two], 'tee'), [two]);
  });

  it('finds any words by themselves, whatever their case', () => {
    fc.assert(
      fc.property(anyText, (words) => {
        const one = { ...entry, words };
        assert.deepEqual(searchEntries([one], words), [one]);
        assert.deepEqual(searchEntries([one], words.normalize('NFD')), [one]);
      }),
    );
  });

  it('takes a file name that is not encoded well as it is', () => {
    const one = { ...entry, uri: 'file:///book/100%.jpg' };
    assert.deepEqual(searchEntries([one], '100%.jpg'), [one]);
  });
});

describe('A local date', () => {
  it('is that of the clock on the wall', () => {
    assert.equal(localDate(new Date(2026, 0, 2, 0, 0).getTime()), '2026-01-02');
    assert.equal(localDate(new Date(2026, 11, 31, 23, 59).getTime()), '2026-12-31');
  });
});
