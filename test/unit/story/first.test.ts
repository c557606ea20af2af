import assert from 'node:assert/strict';
import { createWorld, orderOf } from './world.ts';
import { openWindow } from './window.ts';

describe('smoke', () => {
  it('works', async () => {
    const world = createWorld();
    const window = await openWindow(world, { onBarrier: (n, name) => console.log(n, name) });
    await world.clock.run(window.generator.generate([orderOf('a')]));
    console.log(window.log, world.ledger.posts.length, world.links, world.ledger.presented, world.pictures.files.size, window.view.errors, world.disk.files());
    await window.dispose();
    await world.clock.advance(100_000);
    assert.equal(window.process.clock.sleepers(), 0);
  });
});
