import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { createKnownDurations, getUsualMs } from '../../../src/platform/durations.ts';

/** A memento in memory. */
function createMemento(): Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, fallback?: T) => (values.has(key) ? values.get(key) : fallback) as T,
    update: async (key, value) => void values.set(key, value),
  };
}

describe('known durations', () => {
  it('are kept for each model, the newest last, and no more than the schedule can use', () => {
    const durations = createKnownDurations(createMemento());
    assert.deepEqual(durations.get('pro'), []);
    for (let ms = 1; ms <= 120; ms++) durations.add('pro', ms);
    durations.add('max', 9_000);
    assert.equal(durations.get('pro').length, 100);
    assert.equal(durations.get('pro')[0], 21);
    assert.equal(durations.get('pro').at(-1), 120);
    assert.deepEqual(durations.get('max'), [9_000]);
  });

  it('tell the usual one from three on: the median, which one odd picture does not move', () => {
    assert.equal(getUsualMs([7_000, 8_000]), undefined);
    assert.equal(getUsualMs([7_000, 300_000, 6_000]), 7_000);
  });
});
