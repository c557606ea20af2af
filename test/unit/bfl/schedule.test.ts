import assert from 'node:assert/strict';
import { pause, systemClock } from '../../../src/bfl/clock.ts';
import { backoffMs, createBudget, defaultSchedule, learnSchedule, nextPollMs } from '../../../src/bfl/schedule.ts';
import { createSocketClock } from './clock.ts';

const middle = () => 0.5;

/** The intervals of a task that runs for `totalMs`. */
function intervals(totalMs: number, random: () => number): number[] {
  const result: number[] = [];
  for (let elapsedMs = 0; elapsedMs < totalMs; elapsedMs += result.at(-1) ?? 0)
    result.push(nextPollMs(defaultSchedule, elapsedMs, random));

  return result;
}

describe('nextPollMs', () => {
  it('is quiet, then fast, then grows by its factor to its end', () => {
    const { firstMs, fastMs, slowAfterMs, growth, maxMs } = defaultSchedule;
    const all = intervals(120_000, middle);
    const fastCount = Math.ceil((slowAfterMs - firstMs) / fastMs);
    assert.equal(all[0], firstMs);
    assert.ok(all.slice(1, fastCount).every((ms) => ms === fastMs));
    const growing = all.slice(fastCount + 1).filter((ms) => ms < maxMs);
    assert.ok(growing.length > 2);
    for (const [index, ms] of growing.slice(1).entries())
      assert.ok(Math.abs(ms / (growing[index] ?? 0) - growth) < 1e-9);

    assert.equal(all.at(-1), maxMs);
  });

  it('has jitter of 10 % of an interval, also before the first poll', () => {
    const jitterMs = defaultSchedule.fastMs * 0.1;
    for (const sign of [-1, 1]) {
      const [first = 0] = intervals(1, () => (sign + 1) / 2);
      assert.equal(first, defaultSchedule.firstMs + sign * jitterMs);
      assert.equal(
        nextPollMs(defaultSchedule, first, () => 0.5 + sign / 2),
        defaultSchedule.fastMs + sign * jitterMs,
      );
    }
  });

  it('an early first poll makes the second no earlier', () => {
    const [first = 0, second = 0] = intervals(5_000, () => 0);
    assert.ok(first < defaultSchedule.firstMs);
    assert.ok(second >= defaultSchedule.fastMs * 0.9);
  });
});

function times(count: number, ms: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => ms(index));
}

describe('learnSchedule', () => {
  it('knows nothing before the tenth duration', () => {
    assert.equal(learnSchedule(times(9, () => 1_000)), defaultSchedule);
    assert.notEqual(learnSchedule(times(10, () => 1_000)), defaultSchedule);
  });

  it('begins with the first decile, is faster the narrower the durations, slows down after the third quartile', () => {
    const wide = learnSchedule(times(101, (index) => 2_000 + 100 * index));
    const narrow = learnSchedule(times(101, (index) => 6_000 + 20 * index));
    assert.deepEqual([wide.firstMs, wide.slowAfterMs], [3_100, 9_500]);
    assert.ok(narrow.fastMs < wide.fastMs);
    assert.ok(wide.maxMs > wide.fastMs);
  });

  it('does not mind the order', () => {
    const durations = times(60, (index) => 1_000 * ((index * 7) % 60));
    assert.deepEqual(learnSchedule(durations), learnSchedule(durations.toSorted((a, b) => a - b)));
  });

  it('forgets what is long ago', () => {
    const durations = [...times(200, () => 60_000), ...times(100, () => 5_000)];
    assert.equal(learnSchedule(durations).slowAfterMs, 5_000);
  });

  it('never polls without a pause, however alike the durations', () => {
    assert.ok(learnSchedule(times(100, () => 5_000)).fastMs >= 200);
  });
});

describe('backoffMs', () => {
  it('grows by its factor to its end', () => {
    const backoff = { firstMs: 500, factor: 2, maxMs: 3_000 };
    assert.deepEqual(
      [0, 1, 2, 3, 2_000].map((retries) => backoffMs(backoff, retries, middle)),
      [500, 1_000, 2_000, 3_000, 3_000],
    );
  });
});

describe('createBudget', () => {
  it('lets so many pass in ten seconds, the next as soon as the first of them is ten seconds ago', async () => {
    const clock = createSocketClock();
    const budget = createBudget(clock, 2);
    const turns: number[] = [];
    const take = async () => {
      await budget.take();
      turns.push(clock.monotonic());
    };
    await Promise.all(Array.from({ length: 19 }, take));
    clock.skip(4_000);
    await take();
    const late = Promise.all([take(), take()]);
    clock.skip(6_000);
    await late;
    assert.deepEqual(turns, [...Array.from({ length: 19 }, () => 0), 4_000, 10_000, 10_000]);
  });
});

describe('F20 clocks', () => {
  it('a sleep is clamped to what a timer can take', async () => {
    await systemClock.sleep(-1);
    await systemClock.sleep(NaN);
    const controller = new AbortController();
    const first = await Promise.race([
      systemClock.sleep(2 ** 40, controller.signal).then(
        () => 'woken',
        () => 'stopped',
      ),
      systemClock.sleep(20).then(() => 'still asleep'),
    ]);
    controller.abort();
    assert.equal(first, 'still asleep');
  });

  it('a sleep rejects with the reason of its signal', async () => {
    const reason = new Error('stop');
    await assert.rejects(systemClock.sleep(1, AbortSignal.abort(reason)), reason);
    const controller = new AbortController();
    const sleep = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await assert.rejects(sleep, reason);
  });

  it('a pause takes its time', async () => {
    const clock = createSocketClock();
    await pause(clock, 12_345);
    assert.equal(clock.monotonic(), 12_345);
  });

  for (const jumpMs of [3_600_000, -3_600_000]) {
    it(`a pause ends early when the wall clock jumps by ${jumpMs / 1_000} s`, async () => {
      const clock = createSocketClock();
      const paused = pause(clock, 60_000);
      clock.jump(jumpMs);
      await paused;
      assert.ok(clock.monotonic() <= 1_000);
    });
  }
});
