import assert from 'node:assert/strict';
import type { Fault, FaultRule } from '../../standin/faults.ts';
import { leaveUncertain, openWindow, states, type StoryWindow } from './window.ts';
import { createWorld, orderOf, type World } from './world.ts';

const refusal = (status: number) => ({ status, body: { detail: 'No.' } });

/** A window's looks for what others have left, one after the other. */
async function lookAgain({ clock }: World, window: StoryWindow): Promise<void> {
  for (let look = 0; look < 3; look++) {
    window.resumeLeft();
    await clock.runOut();
    await clock.advance(10_000);
  }
}

describe('F3 a batch whose pictures fail for one reason', () => {
  for (const [status, kind] of [
    [402, 'noCredits'],
    [403, 'keyRefused'],
  ] as const) {
    it(`(${status}), six of them at once, has it told once`, async () => {
      const world = createWorld();
      world.service.faults.add({ on: 'submit', times: 'always', do: refusal(status) });
      const window = await openWindow(world);
      await world.clock.run(window.generator.generate(Array.from('abcdefgh', (prompt) => orderOf(prompt))));
      assert.deepEqual(window.view.errors, [kind]);
      assert.deepEqual(await states(window), []);
    });
  }

  it('(402) does not send what waits after a 429', async () => {
    const world = createWorld();
    world.service.faults.add(
      { on: 'submit', from: 1, times: 1, do: { ...refusal(429), headers: { 'Retry-After': '20' } } },
      { on: 'submit', from: 2, times: 'always', do: refusal(402) },
    );
    const window = await openWindow(world);
    await world.clock.run(window.generator.generate([orderOf('a'), orderOf('b')]));
    await world.clock.runOut();
    assert.equal(world.service.counts.posts, 2);
    assert.deepEqual(window.view.errors, ['noCredits']);
    assert.deepEqual(await states(window), []);
  });

  it('(a full disk) has it told once, and sends nothing', async () => {
    const world = createWorld();
    world.disks.isFull = true;
    const window = await openWindow(world);
    await world.clock.run(window.generator.generate(Array.from('abc', (prompt) => orderOf(prompt))));
    assert.deepEqual(window.view.errors, ['ENOSPC']);
    assert.equal(world.service.counts.posts, 0);
  });
});

describe('Pictures that are asked for together', () => {
  const endings: Readonly<Record<string, Fault>> = {
    moderated: { task: { status: 'Request Moderated', readyAfterMs: 2_000 } },
    uncertain: { resetAfterBody: true },
    refused: { ...refusal(422) },
  };
  /** Three pictures, of which the first one ends early. */
  async function makeThree(ending: string): Promise<{ world: World; window: StoryWindow; command: Promise<void> }> {
    const world = createWorld({ durations: { medianMs: 20_000, sigma: 0 } });
    world.service.faults.add({ on: 'submit', times: 1, do: endings[ending] ?? {} });
    const window = await openWindow(world);
    const command = window.generator.generate(Array.from('abc', (prompt) => orderOf(prompt)));
    return { world, window, command };
  }

  for (const ending of Object.keys(endings)) {
    it(`have one progress, and one of them that ends early (${ending}) is told with the others`, async () => {
      const { world, window, command } = await makeThree(ending);
      await world.clock.advance(10_000);
      assert.deepEqual(
        window.view.notifications.map(({ phases }) => phases.map((of) => of.at(-1) === 'ended')),
        [[true, false, false]],
      );
      assert.deepEqual(window.view.errors, []);
      await world.clock.run(command);
      assert.deepEqual([window.view.errors, world.links.length], [[ending], 2]);
    });
  }

  for (const [ending, told, offered] of [
    ['moderated', ['moderated'], 0],
    ['uncertain', ['uncertain'], 0],
    ['refused', [], 1],
  ] as const) {
    it(`and one of which ends early (${ending}): a kill before the end does not swallow it`, async () => {
      const { world, window } = await makeThree(ending);
      await world.clock.advance(10_000);
      window.process.kill();
      const next = await openWindow(world);
      next.resumeLeft();
      await world.clock.runOut();
      assert.deepEqual([next.view.errors, next.view.unsentOffers.length, world.links.length], [told, offered, 2]);
    });
  }
});

describe('What ends the wait for a picture that is paid for', () => {
  const faults: Readonly<Record<string, FaultRule>> = {
    blocked: { on: 'poll', forMs: 60_000, do: { status: 403, body: '<!doctype html>' } },
    proxyRefused: { on: 'poll', forMs: 60_000, do: { status: 407, body: '' } },
    noCredits: { on: 'poll', times: 'always', do: refusal(402) },
    keyRefused: { on: 'poll', times: 'always', do: refusal(403) },
    notSent: { on: 'delivery', times: 'always', do: { refuse: true } },
    deadline: { on: 'poll', times: 'always', do: { status: 500, body: {} } },
  };
  for (const [kind, rule] of Object.entries(faults)) {
    it(`(${kind}) is told as such, once, though another window looks on; a new window tries once more`, async () => {
      const world = createWorld();
      world.service.faults.add(rule);
      const first = await openWindow(world);
      const second = await openWindow(world);
      await world.clock.run(first.generator.generate([orderOf('a', { timeoutSeconds: 60 })]));
      const { asked } = world.key;
      await lookAgain(world, second);
      await lookAgain(world, first);
      assert.deepEqual([first.view.errors, second.view.errors], [[kind], []]);
      assert.match(first.view.errorTexts[0] ?? '', /^UnfinishedError/);
      assert.equal(world.key.asked, asked, 'nobody is asked again');
      world.service.faults.clear();
      const next = await openWindow(world);
      next.resumeLeft();
      await world.clock.runOut();
      assert.equal(world.links.length, 1);
      assert.equal(world.service.counts.posts, 1);
      assert.deepEqual(await states(next), []);
    });
  }

  it('is told though the journal cannot be read by then', async () => {
    const world = createWorld();
    world.service.faults.add({ on: 'submit', do: { task: { status: 'Content Moderated' } } });
    const window = await openWindow(world);
    const command = window.generator.generate([orderOf('a')]);
    await world.clock.advance(1_000);
    window.journal.get = () => Promise.reject(new Error('EIO'));
    await world.clock.run(command);
    assert.deepEqual(window.view.errors, ['moderated']);
  });
});

describe('F14 A journal that keeps what is over', () => {
  it('does not have it fetched and shown once more', async () => {
    const world = createWorld();
    const window = await openWindow(world);
    const command = window.generator.generate([orderOf('a')]);
    await world.clock.advance(1_000);
    const working = { ...window.journal };
    const fail = () => Promise.reject(new Error('EROFS'));
    Object.assign(window.journal, { remove: fail, update: fail });
    await world.clock.run(command);
    Object.assign(window.journal, working);
    await lookAgain(world, window);
    assert.equal(world.ledger.presented.length, 1);
    assert.deepEqual(window.view.errors, []);
    assert.deepEqual(await states(window), ['accepted']);
  });
});

describe('What a person does about a job', () => {
  /** An uncertain job, whose answer is still under way to a host whose window is gone. */
  async function leaveUnanswered(world: World): Promise<{ readonly window: StoryWindow; readonly id: string }> {
    world.service.faults.add({ on: 'submit', do: { delayMs: 30_000 } });
    const first = await openWindow(world);
    void first.generator.generate([orderOf('a cat')]);
    await world.clock.advance(1_000);
    first.loseWindow();
    await world.clock.advance(10_000);
    const window = await openWindow(world);
    window.resumeLeft();
    await world.clock.advance(1_000);
    const [job] = await window.journal.list();
    assert.equal(job?.state, 'uncertain');
    return { window, id: job.id };
  }

  it('to submit it again, when its answer has come meanwhile, goes on with that: no second POST', async () => {
    const world = createWorld();
    const { window, id } = await leaveUnanswered(world);
    await world.clock.advance(20_000);
    await world.clock.run(window.generator.submitAgain(id));
    assert.equal(world.service.counts.posts, 1);
    assert.equal(world.links.length, 1);
    assert.deepEqual(await states(window), []);
  });

  it('F2 to submit it again before its answer came late: both are paid for, and both come', async () => {
    const world = createWorld();
    const { window, id } = await leaveUnanswered(world);
    assert.deepEqual(window.view.errors, ['uncertain']);
    await window.journal.remove(id);
    await world.clock.run(window.generator.generate([orderOf('a cat')]));
    assert.equal(world.links.length, 1);
    await world.clock.runOut();
    window.resumeLeft();
    await world.clock.runOut();
    assert.equal(world.service.counts.posts, 2);
    assert.equal(world.links.length, 2);
    assert.deepEqual(await states(window), []);
  });

  it('to submit it again replaces it once the second one is accepted', async () => {
    const world = createWorld();
    const { window, id } = await leaveUncertain(world, { resetAfterBody: true });
    await world.clock.run(window.generator.submitAgain(id));
    assert.equal(world.service.counts.posts, 2);
    assert.equal(world.links.length, 1);
    assert.deepEqual(await states(window), []);
  });

  it('to submit it again forgets nothing if no key is given', async () => {
    const world = createWorld();
    const { window, id } = await leaveUncertain(world, { resetAfterBody: true });
    world.key.stored = undefined;
    await world.clock.run(window.generator.submitAgain(id));
    assert.equal(world.service.counts.posts, 1);
    assert.deepEqual(await states(window), ['uncertain']);
  });

  it('to dismiss it takes back the offer to resume it', async () => {
    const world = createWorld();
    const window = await openWindow(world);
    const command = window.generator.generate([orderOf('a cat')]);
    await world.clock.advance(1_000);
    const [job] = await window.journal.list();
    assert.ok(job && window.generator.isAtWork(job.id));
    window.view.notifications[0]?.cancel();
    await world.clock.run(command);
    await world.clock.runOut();
    assert.deepEqual([window.view.offers, window.generator.isAtWork(job.id)], [[job.id], false]);
    await world.clock.run(window.generator.dismiss(job.id));
    assert.deepEqual([window.view.offers, await states(window)], [[], []]);
  });
});
