import assert from 'node:assert/strict';
import { scheduleList } from '../../bench/makespan.ts';
import { leastDelayMs } from '../../bench/optimum.ts';
import { quantile } from '../../bench/stats.ts';

/** Half of the tasks take 1 s, half 3 s. */
const twoPoints = (ms: number): number => (ms < 1_000 ? 0 : ms < 3_000 ? 0.5 : 1);

const uniform = (ms: number): number => Math.min(1, ms / 1_000);

/** What a grid of 20 ms costs. */
const gridMs = 20;

function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= gridMs, `${actual}, not ${expected}`);
}

describe('leastDelayMs', () => {
  it('is half a round trip when every end can be polled for', () => {
    assertNear(leastDelayMs(twoPoints, 1.5, 0), 0);
    assertNear(leastDelayMs(twoPoints, 1.5, 200), 100);
  });

  it('waits for the last when there is one poll', () => {
    assertNear(leastDelayMs(twoPoints, 1, 0), 1_000);
  });

  it('mixes schedules in between', () => {
    assertNear(leastDelayMs(twoPoints, 1.25, 0), 500);
  });

  it('polls no faster than answers come', () => {
    assertNear(leastDelayMs(uniform, 1_000, 0), 0);
    assertNear(leastDelayMs(uniform, 1_000, 400), 200 + 200);
  });
});

describe('quantile', () => {
  it('lies between two values if need be', () => {
    assert.equal(quantile([3, 1, 2], 0.5), 2);
    assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
    assert.deepEqual([quantile([5, 9], 0), quantile([5, 9], 1)], [5, 9]);
  });
});

describe('scheduleList', () => {
  it('gives each task to the slot that is free first', () => {
    assert.equal(scheduleList([4, 1, 2, 3], 2), 6);
    assert.equal(scheduleList([], 2), 0);
  });
});
