import assert from 'node:assert/strict';
import type { Fault } from '../../standin/faults.ts';
import { openWindow, type StoryWindow } from './window.ts';
import { createWorld, orderOf } from './world.ts';

const prompts = ['a cat', 'a dog', 'an owl', 'a fox'];

/** What the progress notifications say now, in the order of the prompts. */
function shownNow({ view }: StoryWindow): readonly unknown[] {
  return view.notifications.flatMap(({ phases }) =>
    phases.map((of) => {
      const now = of.at(-1);
      return typeof now === 'object' ? now.phase : now;
    }),
  );
}

describe('F20 The story cut off from the service', () => {
  it('without a network says so in the progress, shows no error, and goes on without a burst when the network is back', async () => {
    const world = createWorld({ durations: { medianMs: 400_000, sigma: 0 } });
    const { clock, service } = world;
    const window = await openWindow(world);
    const orders = prompts.map((prompt) => orderOf(prompt, { timeoutSeconds: 900 }));
    const work = window.generator.generate(orders);
    await clock.advance(10_000);
    const each = (phase: string) => prompts.map(() => phase);
    assert.deepEqual(shownNow(window), each('generating'));

    const { polls } = service.counts;
    for (const on of ['submit', 'poll', 'delivery', 'credits'] as const)
      service.faults.add({ on, times: 'always', do: { refuse: true } });

    for (let minute = 0; minute < 5; minute++) {
      await clock.advance(60_000);
      assert.deepEqual(shownNow(window), each('unreachable'));
      assert.deepEqual(window.view.errors, []);
    }
    assert.equal(service.counts.polls, polls, 'nothing arrives');

    service.faults.clear();
    const pollsOfSeconds: number[] = [];
    for (let second = 0; second < 20; second++) {
      const before = service.counts.polls;
      await clock.advance(1_000);
      pollsOfSeconds.push(service.counts.polls - before);
    }
    assert.deepEqual(shownNow(window), each('generating'));
    const total = pollsOfSeconds.reduce((sum, count) => sum + count);
    assert.ok(Math.max(...pollsOfSeconds) <= prompts.length, `${pollsOfSeconds.join(', ')} polls a second`);
    assert.ok(total >= 3 * prompts.length && total <= 5 * prompts.length, `${total} polls in 20 s`);

    await clock.run(work);
    assert.equal(service.counts.posts, prompts.length);
    assert.equal(world.links.length, prompts.length);
    assert.deepEqual([window.view.errors, shownNow(window), await window.journal.list()], [[], [], []]);
  });

  const refusals: readonly [string, Fault, string][] = [
    ['a firewall’s', { status: 403, body: '<html>Denied</html>' }, 'blocked'],
    ['a proxy’s that wants a login', { status: 407, body: '' }, 'proxyRefused'],
    ['one for want of credits', { status: 402, body: { detail: 'Insufficient credits' } }, 'noCredits'],
  ];
  for (const [what, refusal, kind] of refusals) {
    it(`ends the wait at a refusal that lasts, ${what}: told, kept, and resumed by hand`, async () => {
      const world = createWorld();
      const { clock, service } = world;
      service.faults.add({ on: 'poll', times: 'always', do: refusal });
      const window = await openWindow(world);
      await clock.run(window.generator.generate([orderOf('a cat')]));
      assert.deepEqual(window.view.errors, [kind]);
      service.faults.clear();
      const [job] = await window.journal.list();
      await clock.run(window.generator.resume(job?.id ?? ''));
      assert.deepEqual([service.counts.posts, world.links.length], [1, 1]);
      assert.deepEqual([window.view.errors, await window.journal.list()], [[kind], []]);
    });
  }
});
