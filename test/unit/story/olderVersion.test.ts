import assert from 'node:assert/strict';
import type { Job } from '../../../src/jobs/job.ts';
import { readJson } from '../project/readProject.ts';
import { openWindow } from './window.ts';
import { createWorld, orderOf, type World } from './world.ts';

/** A window is gone when a task is accepted; its job is left as version 0.1.0 wrote one down. */
async function leaveOldJob(world: World, change: Partial<Job> = {}): Promise<void> {
  const first = await openWindow(world);
  void first.generator.generate([orderOf('a cat')]);
  await world.clock.advance(1_000);
  const [job] = await first.journal.list();
  assert.equal(job?.state, 'accepted');
  first.process.kill();

  const { id, createdAt, updatedAt, task } = job;
  const { order, ...old } = readJson('test/fixtures/jobs/0.1.0.json') as { readonly order: object };
  const { service } = job.order;
  const text = JSON.stringify({ ...old, id, createdAt, updatedAt, task, order: { ...order, service }, ...change });
  const disk = world.disk.mount();
  await disk.unlink(`/jobs/${id}.json`);
  await (await disk.open(`/jobs/${id}.json`, 'wx')).writeFile(text);
}

describe('F16 A job that version 0.1.0 left behind', () => {
  it('is finished, though the window that does so is killed before each step', async () => {
    for (let barrier = 1; ; barrier++) {
      const world = createWorld();
      await leaveOldJob(world);
      const dying = await openWindow(world, {
        onBarrier: (number) => void (number === barrier && dying.process.kill()),
      });
      dying.resumeLeft();
      await world.clock.runOut();
      const isComplete = dying.process.isAlive;
      const next = await openWindow(world);
      next.resumeLeft();
      await world.clock.runOut();
      const { posts } = world.service.counts;
      const left = Object.keys(world.disk.files()).filter((path) => path.endsWith('.json'));
      assert.deepEqual([posts, world.links.length, next.view.errors, left], [1, 1, [], []], `before step ${barrier}`);
      if (!isComplete) continue;
      assert.ok(barrier > 40, `only ${barrier} steps were tried`);
      break;
    }
  });

  it('and that was not sent is offered, and sent with all that it was asked for with', async () => {
    const world = createWorld();
    await leaveOldJob(world, { state: 'queued', task: undefined });
    world.answer.unsent = 'send';
    const next = await openWindow(world);
    next.resumeLeft();
    await world.clock.runOut();
    assert.deepEqual([next.view.unsentOffers.length, next.view.errors], [1, []]);
    const sent = world.service.tasks[1];
    assert.match(sent?.recipe.prompt ?? '', /^A small furry elephant pet .*, rendered with rich detail/, 'upsampled');
    const { width = 0, height = 1, seed, format } = sent?.recipe ?? {};
    assert.deepEqual([Math.round((width / height) * 4) / 4, seed, format], [1.75, 7, 'png']);
  });
});
