import assert from 'node:assert/strict';
import { openWindow } from './window.ts';
import { createWorld, orderOf, otherKey } from './world.ts';

describe('F18 the key', () => {
  it('refused midway is asked for, once for all pictures, and they go on', async () => {
    const world = createWorld();
    const window = await openWindow(world);
    const prompts = ['a', 'b', 'c'];
    const command = window.generator.generate(prompts.map((prompt) => orderOf(prompt)));
    await world.clock.advance(1_000);
    Object.assign(world.key, { stored: 'wrong', typed: otherKey });
    world.service.faults.add({ on: 'poll', forMs: 11_000, do: { status: 403, body: { detail: 'Not authenticated' } } });
    await world.clock.run(command);
    assert.equal(world.key.asked, 1);
    assert.equal(world.links.length, 3);
    assert.equal(world.service.counts.posts, 3);
    assert.deepEqual(window.view.errors, []);
  });

  it('refused, but set anew meanwhile: goes on without asking', async () => {
    const world = createWorld();
    const window = await openWindow(world);
    const command = window.generator.generate([orderOf('a')]);
    await world.clock.advance(1_000);
    world.key.stored = otherKey;
    world.service.faults.add({ on: 'poll', forMs: 11_000, do: { status: 403, body: { detail: 'Not authenticated' } } });
    await world.clock.run(command);
    assert.equal(world.key.asked, 0);
    assert.equal(world.links.length, 1);
  });

  it('refused and the box dismissed: told, and the job stays', async () => {
    const world = createWorld();
    const window = await openWindow(world);
    world.service.faults.add({ on: 'poll', forMs: 16_000, do: { status: 403, body: { detail: 'Not authenticated' } } });
    await world.clock.run(window.generator.generate([orderOf('a')]));
    assert.deepEqual(window.view.errors, ['keyRefused']);
    const [job] = await window.journal.list();
    assert.equal(job?.state, 'accepted');
    await world.clock.run(window.generator.resume(job?.id ?? ''));
    assert.equal(world.links.length, 1);
  });

  it('missing and not given: nothing is sent', async () => {
    const world = createWorld();
    world.key.stored = undefined;
    const window = await openWindow(world);
    await world.clock.run(window.generator.generate([orderOf('a')]));
    assert.equal(world.key.asked, 1);
    assert.deepEqual([world.service.counts.posts, window.view.errors], [0, []]);
  });
});

describe('F14 a disk that takes no journal', () => {
  it('before the POST: nothing is sent, and it is told', async () => {
    const world = createWorld();
    world.disks.isFull = true;
    const window = await openWindow(world);
    await world.clock.run(window.generator.generate([orderOf('a')]));
    assert.equal(world.service.counts.posts, 0);
    assert.deepEqual(window.view.errors, ['ENOSPC']);
    await world.clock.runOut();
    assert.equal(window.process.clock.sleepers(), 0);
  });

  it('from the acceptance on: the picture comes, is linked and shown', async () => {
    const world = createWorld();
    const window = await openWindow(world);
    const command = window.generator.generate([orderOf('a')]);
    world.service.faults.add({ on: 'submit', do: { delayMs: 500 } });
    await world.clock.advance(300);
    world.disks.isFull = true;
    await world.clock.run(command);
    assert.equal(world.links.length, 1);
    assert.equal(world.ledger.presented.length, 1);
    assert.deepEqual(window.view.errors, []);
    assert.deepEqual(await window.journal.list(), []);
  });

  for (const [when, world, rules] of [
    // The journal is tried again at each poll, of which the first is after some seconds.
    ['but no more at the first poll', createWorld(), []],
    [
      'but no more when the picture is ready',
      createWorld({ durations: { medianMs: 2_000, sigma: 0 } }),
      [{ on: 'delivery', do: { hold: true } }],
    ],
  ] as const) {
    it(`at the acceptance, ${when}: what is known is written down then`, async () => {
      world.service.faults.add({ on: 'submit', do: { delayMs: 500 } }, ...rules);
      const window = await openWindow(world);
      void window.generator.generate([orderOf('a')]);
      await world.clock.advance(300);
      world.disks.isFull = true;
      await world.clock.advance(1_000);
      world.disks.isFull = false;
      await world.clock.advance(5_000);
      window.process.kill();
      const next = await openWindow(world);
      next.resumeLeft();
      await world.clock.runOut();
      assert.equal(world.links.length, 1);
      assert.deepEqual(next.view.errors, []);
    });
  }

  it('from the acceptance on, and a window that is killed once the picture is saved: saved once', async () => {
    const world = createWorld();
    const window = await openWindow(world, {
      onBarrier: (_, process) => void (world.pictures.files.size > 1 && process.kill()),
    });
    void window.generator.generate([orderOf('a')]);
    await world.clock.advance(1_000);
    world.disks.isFull = true;
    await world.clock.runOut();
    assert.equal(window.process.isAlive, false);
    world.disks.isFull = false;
    const next = await openWindow(world);
    next.resumeLeft();
    await world.clock.runOut();
    assert.equal(world.pictures.files.size, 2);
    assert.equal(world.links.length, 1);
  });

  it('and so cannot resume a job: told, with nothing lost', async () => {
    const world = createWorld();
    const first = await openWindow(world);
    void first.generator.generate([orderOf('a')]);
    await world.clock.advance(1_000);
    const [job] = await first.journal.list();
    first.process.kill();
    world.disks.isFull = true;
    const next = await openWindow(world);
    await world.clock.run(next.generator.resume(job?.id ?? ''));
    assert.deepEqual(next.view.errors, ['ENOSPC']);
    world.disks.isFull = false;
    await world.clock.run(next.generator.resume(job?.id ?? ''));
    assert.equal(world.links.length, 1);
  });
});
