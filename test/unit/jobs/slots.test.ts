import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { createSlots } from '../../../src/jobs/slots.ts';
import type { Slot, Slots } from '../../../src/jobs/slots.ts';

const model = 'flux-kontext-pro';
const never = new AbortController().signal;
const settled = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve);
  });

/** Asks for `count` slots. @returns those that have been given out so far, in that order */
function ask(slots: Slots, count: number, of = model): { readonly index: number; readonly slot: Slot }[] {
  const given: { index: number; slot: Slot }[] = [];
  for (let index = 0; index < count; index++) void slots.acquire(of, never).then((slot) => given.push({ index, slot }));

  return given;
}

describe('Slots', () => {
  for (const [what, slots, of, most] of [
    ['6 unless told', createSlots(), model, 6],
    ['what the user allows', createSlots(() => 10), model, 10],
    ['no more than the service', createSlots(() => 100), model, 24],
    ['no more than the service, for max', createSlots(() => 24), 'flux-kontext-max', 6],
    ['at least one', createSlots(() => 0), model, 1],
  ] as const) {
    it(`are ${most}: ${what}`, async () => {
      const given = ask(slots, 30, of);
      await settled();
      assert.equal(given.length, most);
    });
  }

  it('are shared by all models, of which one that is full holds up no other', async () => {
    const slots = createSlots(() => 8);
    const max = ask(slots, 7, 'flux-kontext-max');
    const pro = ask(slots, 3);
    await settled();
    assert.deepEqual([max.length, pro.length], [6, 2]);
    max[0]?.slot.release();
    await settled();
    assert.deepEqual([max.length, pro.length], [7, 2]);
    max[1]?.slot.release();
    await settled();
    assert.deepEqual([max.length, pro.length], [7, 3]);
  });

  it('are taken by what is at the service already, though there be none; it holds up the others', async () => {
    const slots = createSlots(() => 2);
    const resumed = Array.from({ length: 3 }, () => slots.occupy(model));
    const given = ask(slots, 3);
    const counts = [];
    for (const slot of resumed) {
      await settled();
      counts.push(given.length);
      slot.release();
    }
    await settled();
    assert.deepEqual([...counts, given.length], [0, 0, 1, 2]);
  });

  it('come in the order in which they were asked for, one for each that is given back', async () => {
    const slots = createSlots(() => 2);
    const given = ask(slots, 5);
    for (const [done, expected] of [
      [0, [0, 1, 2]],
      [1, [0, 1, 2, 3]],
      [2, [0, 1, 2, 3, 4]],
    ] as const) {
      await settled();
      given[done]?.slot.release();
      given[done]?.slot.release();
      await settled();
      assert.deepEqual(
        given.map(({ index }) => index),
        expected,
      );
    }
  });

  it('follow a setting that is raised midway', async () => {
    let limit = 1;
    const slots = createSlots(() => limit);
    const given = ask(slots, 5);
    await settled();
    limit = 3;
    const latecomer = ask(slots, 1);
    await settled();
    assert.deepEqual([given.length, latecomer.length], [3, 0]);
    given[0]?.slot.release();
    await settled();
    assert.equal(given.length, 4);
  });

  it('follow it at once after tasks were accepted, too', async () => {
    let limit = 2;
    const slots = createSlots(() => limit);
    slots.throttled(model);
    Array.from({ length: 4 }, () => slots.succeeded(model));
    limit = 9;
    const given = ask(slots, 20);
    await settled();
    assert.equal(given.length, 9);
  });

  it('are not waited for once the signal is aborted, and nothing is left on it', async () => {
    const slots = createSlots(() => 1);
    const patient = new AbortController();
    const first = await slots.acquire(model, patient.signal);
    const stop = new AbortController();
    const reason = new Error('stopped');
    const [withdrawn, next] = [slots.acquire(model, stop.signal), ask(slots, 1)];
    stop.abort(reason);
    await assert.rejects(withdrawn, reason);
    await assert.rejects(slots.acquire(model, stop.signal), reason);
    first.release();
    await settled();
    assert.equal(next.length, 1);
    assert.equal(getEventListeners(patient.signal, 'abort').length, 0);
    assert.equal(getEventListeners(stop.signal, 'abort').length, 0);
  });

  it('F4: are halved by a 429, once for a whole burst of them, down to one', async () => {
    const slots = createSlots(() => 8);
    const given = ask(slots, 30);
    const held = [8, 4, 2, 1, 1];
    for (const expected of held) {
      await settled();
      assert.equal(given.length, expected);
      Array.from({ length: expected }, () => slots.throttled(model));
      given.splice(0).forEach(({ slot }) => slot.release());
    }
  });

  it('F4: come back one by one as tasks are accepted, up to the limit', async () => {
    const slots = createSlots(() => 4);
    const first = ask(slots, 4);
    await settled();
    slots.throttled(model);
    first.forEach(({ slot }) => slot.release());
    const given = ask(slots, 10);
    const counts = [];
    for (let accepted = 0; accepted < 9; accepted++) {
      await settled();
      counts.push(given.length);
      slots.succeeded(model);
    }
    assert.deepEqual(counts, [2, 2, 2, 3, 3, 3, 4, 4, 4]);
  });

  it('F3: a batch stops at the first 402, and those that still wait are never sent', async () => {
    const slots = createSlots(() => 2);
    const batch = new AbortController();
    const sent: number[] = [];
    const noCredits = new Error('402');

    async function generate(index: number): Promise<string> {
      const slot = await slots.acquire(model, batch.signal);
      try {
        sent.push(index);
        await settled();
        if (index >= 2) {
          batch.abort(noCredits);
          throw noCredits;
        }
        return `image ${index}`;
      } finally {
        slot.release();
      }
    }

    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => generate(index)));
    assert.deepEqual(
      results.map(({ status }) => status === 'fulfilled'),
      [true, true, ...Array(8).fill(false)],
    );
    assert.deepEqual(sent, [0, 1, 2, 3]);
  });
});
