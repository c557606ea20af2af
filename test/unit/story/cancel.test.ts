import assert from 'node:assert/strict';
import type { FaultRule } from '../../standin/faults.ts';
import { openWindow, type StoryWindow } from './window.ts';
import { createWorld, orderOf, type World } from './world.ts';

/** Cancels the only picture in the making; resolves when the command has ended, which must take no time. */
async function cancel({ clock }: World, { view }: StoryWindow, command: Promise<void>): Promise<void> {
  const cancelledAtMs = clock.monotonic();
  assert.equal(view.notifications.length, 1);
  view.notifications[0]?.cancel();
  await clock.run(command);
  assert.equal(clock.monotonic(), cancelledAtMs);
}

function assertOnePicture({ service, pictures, links, ledger, disk }: World, when: string): void {
  assert.equal(service.counts.posts, 1, when);
  assert.equal(pictures.files.size, 2, when);
  assert.equal(links.length, 1, when);
  assert.equal(ledger.presented.length, 1, when);
  assert.deepEqual(
    Object.keys(disk.files()).filter((path) => path.endsWith('.json')),
    [],
    when,
  );
}

describe('F17 cancel', () => {
  it('before the POST is silent: nothing is sent, nothing is offered, nothing is left', async () => {
    const world = createWorld();
    const window = await openWindow(world, { maxConcurrent: 1 });
    void window.generator.generate([orderOf('a dog')]);
    await world.clock.advance(1_000);
    const command = window.generator.generate([orderOf('a cat')]);
    await world.clock.advance(1_000);
    window.view.notifications.find(({ prompts }) => prompts[0] === 'a cat')?.cancel();
    await world.clock.run(command, 0);
    await world.clock.runOut();
    assertOnePicture(world, 'the other one');
    assert.deepEqual([window.view.errors, window.view.offers], [[], []]);
  });

  const held: readonly [string, FaultRule, number][] = [
    ['the POST', { on: 'submit', do: { delayMs: 9_000 } }, 1_000],
    ['the sleep before a poll', { on: 'credits', do: {} }, 2_000],
    ['a poll that the service holds', { on: 'poll', do: { hold: true } }, 3_000],
    ['a download that the service holds', { on: 'delivery', do: { hold: true } }, 7_000],
    ['a download whose body trickles', { on: 'delivery', do: { dripBytesPerSecond: 1 } }, 7_000],
  ];
  for (const [what, rule, atMs] of held) {
    it(`during ${what} settles at once, offers to resume, and resuming brings the picture`, async () => {
      const world = createWorld();
      world.service.faults.add(rule);
      const window = await openWindow(world);
      const command = window.generator.generate([orderOf('a cat')]);
      await world.clock.advance(atMs);
      await cancel(world, window, command);
      assert.equal(window.view.offers.length, 1);
      await world.clock.runOut();
      assert.equal(window.process.clock.sleepers(), 0);
      assert.equal(window.view.trackedPlaces, 0);
      const [job] = await window.journal.list();
      assert.equal(job?.state, 'cancelled');

      await world.clock.run(window.generator.resume(String(window.view.offers[0])));
      assertOnePicture(world, what);
      assert.deepEqual([window.view.errors, window.view.offers], [[], []]);
    });
  }

  it('during the POST, resumed before its answer: waits for it, and brings the picture', async () => {
    const world = createWorld();
    world.service.faults.add({ on: 'submit', do: { delayMs: 9_000 } });
    const window = await openWindow(world);
    const command = window.generator.generate([orderOf('a cat')]);
    await world.clock.advance(1_000);
    await cancel(world, window, command);
    await world.clock.run(window.generator.resume(String(window.view.offers[0])));
    assertOnePicture(world, 'resumed at once');
  });

  it('during a POST that is then refused takes the offer back', async () => {
    const world = createWorld();
    world.service.faults.add({ on: 'submit', do: { delayMs: 5_000, status: 422, body: { detail: [] } } });
    const window = await openWindow(world);
    const command = window.generator.generate([orderOf('a cat')]);
    await world.clock.advance(1_000);
    await cancel(world, window, command);
    assert.equal(window.view.offers.length, 1);
    await world.clock.runOut();
    assert.deepEqual([window.view.errors, window.view.offers, await window.journal.list()], [[], [], []]);
  });

  it('during a POST whose outcome stays unknown: resuming says so, and sends nothing', async () => {
    const world = createWorld();
    world.service.faults.add({ on: 'submit', do: { delayMs: 5_000, resetAfterBody: true } });
    const window = await openWindow(world);
    const command = window.generator.generate([orderOf('a cat')]);
    await world.clock.advance(1_000);
    await cancel(world, window, command);
    await world.clock.runOut();
    assert.deepEqual(window.view.errors, []);
    await world.clock.run(window.generator.resume(String(window.view.offers[0])));
    assert.deepEqual(window.view.errors, ['uncertain']);
    assert.equal(world.service.counts.posts, 1);
    assert.deepEqual(
      (await window.journal.list()).map(({ state }) => state),
      ['uncertain'],
    );
  });

  it('before each step of the story: silent; what was sent can be had, what was not leaves no trace', async () => {
    let isComplete = false;
    for (let barrier = 1; !isComplete; barrier++) {
      const world = createWorld();
      isComplete = true;
      const window = await openWindow(world, {
        onBarrier: (number) => {
          if (number !== barrier) return;
          isComplete = false;
          for (const notification of window.view.notifications) notification.cancel();
        },
      });
      await world.clock.run(window.generator.generate([orderOf('a cat')]));
      await world.clock.runOut();
      const when = `cancelled at step ${barrier}`;
      assert.deepEqual(window.view.errors, [], when);
      const { offers } = window.view;
      assert.deepEqual(
        (await window.journal.list()).map(({ id }) => id),
        offers,
        when,
      );
      if (offers[0] !== undefined) await world.clock.run(window.generator.resume(offers[0]));
      if (world.service.counts.posts > 0) assertOnePicture(world, when);
      assert.deepEqual(window.view.offers, [], when);
    }
  });
});
