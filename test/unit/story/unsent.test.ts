import assert from 'node:assert/strict';
import { recipeOf } from '../../fixtures/recipes.ts';
import { leaveUncertain, openWindow, states, type StoryWindow } from './window.ts';
import { createWorld, orderOf, type World } from './world.ts';

const prompts = Array.from({ length: 10 }, (_, at) => `picture ${at}`);

/** Ten pictures are asked for, of which six are made at a time; the window is gone when the first are ready. */
async function leaveSomeUnsent(world: World): Promise<number> {
  const first = await openWindow(world, { maxConcurrent: 2 });
  void first.generator.generate(prompts.map((prompt) => orderOf(prompt)));
  await world.clock.advance(7_000);
  first.process.kill();
  const sent = world.service.counts.posts;
  assert.ok(sent > 2 && sent < 10, `${sent} were sent`);
  return sent;
}

async function openNext(world: World): Promise<StoryWindow> {
  const next = await openWindow(world);
  next.resumeLeft();
  await world.clock.runOut();
  return next;
}

describe('F16 Confirmed and not sent', () => {
  it('is on the disk before the first prompt is sent, all of it', async () => {
    const world = createWorld();
    const window = await openWindow(world, { maxConcurrent: 2 });
    void window.generator.generate(prompts.map((prompt) => orderOf(prompt)));
    await world.clock.run(world.service.arrived('submit', 1));
    assert.equal((await window.journal.list()).length, 10);
  });

  it('is offered in one message after a crash, and never sent unasked', async () => {
    const world = createWorld();
    const sent = await leaveSomeUnsent(world);
    const next = await openNext(world);
    assert.equal(world.service.counts.posts, sent);
    assert.deepEqual(
      next.view.unsentOffers.map((jobs) => jobs.length),
      [10 - sent],
    );
    assert.ok(next.view.unsentOffers.flat().every(({ batch }) => batch?.size === 10));
    assert.deepEqual((await next.generator.listUnfinished()).length, 10 - sent);
  });

  it('is sent when a person says so: ten pictures, ten POSTs', async () => {
    const world = createWorld();
    world.answer.unsent = 'send';
    await leaveSomeUnsent(world);
    const next = await openNext(world);
    assert.equal(world.service.counts.posts, 10);
    assert.equal(world.links.length, 10);
    assert.deepEqual([next.view.errors, await states(next)], [[], []]);
  });

  it('is forgotten when a person says so', async () => {
    const world = createWorld();
    world.answer.unsent = 'dismiss';
    const sent = await leaveSomeUnsent(world);
    const next = await openNext(world);
    assert.equal(world.service.counts.posts, sent);
    assert.deepEqual(await states(next), []);
  });

  it('is offered by one window of two', async () => {
    const world = createWorld();
    world.answer.afterMs = 60_000;
    await leaveSomeUnsent(world);
    const windows = [await openWindow(world), await openWindow(world)] as const;
    for (const window of windows) window.resumeLeft();
    await world.clock.advance(30_000);
    assert.equal(windows[0].view.unsentOffers.length + windows[1].view.unsentOffers.length, 1);
  });

  it('goes on by itself where only the lease was lost for a moment', async () => {
    const world = createWorld();
    const window = await openWindow(world, { maxConcurrent: 1 });
    window.resumeLeft();
    void window.generator.generate(prompts.slice(0, 3).map((prompt) => orderOf(prompt)));
    await world.clock.advance(2_000);
    const thaw = window.process.freeze();
    await world.clock.advance(8_000);
    thaw();
    await world.clock.runOut();
    assert.equal(world.service.counts.posts, 3);
    assert.equal(world.links.length, 3);
    assert.deepEqual([window.view.errors, window.view.unsentOffers], [[], []]);
  });

  it('leaves the journal silently when it is cancelled', async () => {
    const world = createWorld();
    const window = await openWindow(world, { maxConcurrent: 1 });
    void window.generator.generate([orderOf('a dog')]);
    await world.clock.advance(500);
    void window.generator.generate(prompts.slice(0, 3).map((prompt) => orderOf(prompt)));
    await world.clock.advance(500);
    assert.equal(window.view.notifications.length, 2);
    window.view.notifications[1]?.cancel();
    await world.clock.runOut();
    assert.equal(world.service.counts.posts, 1);
    assert.deepEqual([window.view.errors, window.view.offers, await states(window)], [[], [], []]);
  });

  it('is kept while the service is busy', async () => {
    const world = createWorld();
    world.service.faults.add({ on: 'submit', times: 'always', do: { status: 429, body: {} } });
    const window = await openWindow(world);
    void window.generator.generate([orderOf('a cat')]);
    await world.clock.advance(4_000);
    assert.deepEqual(await states(window), ['queued']);
    window.process.kill();
    const next = await openNext(world);
    assert.deepEqual([next.view.errors, next.view.unsentOffers.length], [[], 1]);
  });

  it('of a model that is not on offer any more is told, and not sent', async () => {
    const world = createWorld();
    const window = await openWindow(world);
    await world.clock.run(
      window.generator.generate([orderOf('a cat', { recipe: recipeOf('a cat', {}, 'flux-gone') })]),
    );
    assert.equal(world.service.counts.posts, 0);
    assert.match(window.view.errors.join(), /^RuleError: model breaks the rule onOffer/);
    assert.deepEqual(await states(window), []);
  });
});

describe('F16 What a person does twice about one job', () => {
  it('to submit it again, three times in two windows, buys one', async () => {
    const world = createWorld();
    const { window, id } = await leaveUncertain(world, { resetBefore: true });
    const other = await openWindow(world);
    const presses = [window, other, window].map(({ generator }) => generator.submitAgain(id));
    await world.clock.run(Promise.all(presses));
    await world.clock.runOut();
    assert.equal(world.service.counts.accepted, 1);
    assert.equal(world.links.length, 1);
    assert.deepEqual([...window.view.notices, ...other.view.notices].toSorted(), ['busy', 'busy']);
    assert.deepEqual(await states(window), []);
  });

  it('what another window makes is not listed, and is neither dismissed nor resumed', async () => {
    const world = createWorld();
    const maker = await openWindow(world);
    void maker.generator.generate([orderOf('a cat')]);
    await world.clock.advance(2_000);
    const other = await openWindow(world);
    const [job] = await other.journal.list();
    assert.deepEqual(await other.generator.listUnfinished(), []);
    await world.clock.run(other.generator.dismiss(job?.id ?? ''));
    await world.clock.run(other.generator.resume(job?.id ?? ''));
    assert.deepEqual(other.view.notices, ['busy', 'busy']);
    await world.clock.runOut();
    assert.equal(world.links.length, 1);
  });

  for (const id of ['', '../../secrets', 'x'.repeat(36), '0b0e4e4c-51f5-4c5e-9a4a-5f1f6a3a7a11/..']) {
    it(`${JSON.stringify(id.slice(0, 20))} is no id of a job, and touches no file`, async () => {
      const world = createWorld();
      const window = await openWindow(world);
      await world.clock.run(window.generator.resume(id));
      assert.deepEqual(window.view.notices, ['noId']);
      assert.deepEqual(
        Object.keys(world.disk.files()).filter((path) => path.startsWith('/jobs/')),
        [],
      );
    });
  }

  it('a job that was given up is resumed again after Resume and a window that was silent for a while', async () => {
    const world = createWorld({ durations: { medianMs: 60_000, sigma: 0 } });
    const window = await openWindow(world);
    window.resumeLeft();
    const command = window.generator.generate([orderOf('a cat')]);
    await world.clock.advance(6_000);
    window.view.notifications[0]?.cancel();
    await world.clock.run(command);
    const [job] = await window.journal.list();
    void window.generator.resume(job?.id ?? '');
    await world.clock.advance(3_000);
    const thaw = window.process.freeze();
    await world.clock.advance(20_000);
    thaw();
    await world.clock.runOut();
    assert.equal(world.links.length, 1);
    assert.deepEqual(await states(window), []);
  });
});

describe('F16 The folder of jobs', () => {
  it('holds nothing once all pictures are there', async () => {
    const world = createWorld();
    const window = await openWindow(world);
    await world.clock.run(window.generator.generate(prompts.map((prompt) => orderOf(prompt))));
    await world.clock.runOut();
    assert.deepEqual(
      Object.keys(world.disk.files()).filter((path) => path.startsWith('/jobs/')),
      [],
    );
  });
});
