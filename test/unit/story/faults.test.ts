import assert from 'node:assert/strict';
import type { Fault, FaultRule } from '../../standin/faults.ts';
import { origins } from './origins.ts';
import { openWindow, type StoryWindow } from './window.ts';
import { createWorld, orderOf, type World } from './world.ts';

interface Run {
  readonly world: World;
  readonly window: StoryWindow;
}

async function generate(rules: readonly FaultRule[], prompts: readonly string[] = ['a cat']): Promise<Run> {
  const world = createWorld();
  world.service.faults.add(...rules);
  const window = await openWindow(world);
  await world.clock.run(window.generator.generate(prompts.map((prompt) => orderOf(prompt))));
  await world.clock.runOut();
  return { world, window };
}

/** All went well in the end, with nothing left and nothing said. */
async function assertPictures({ world, window }: Run, count: number): Promise<void> {
  assert.equal(world.service.counts.accepted, count);
  assert.equal(world.pictures.files.size, count + 1);
  assert.equal(world.links.length, count);
  assert.equal(world.ledger.presented.length, count);
  assert.deepEqual([window.view.errors, window.view.offers, await window.journal.list()], [[], [], []]);
}

const html = '<!doctype html><title>Bad gateway</title>';
const gone: Fault = {
  status: 403,
  body: '<Error><Code>AuthenticationFailed</Code></Error>',
  headers: { 'Content-Type': 'application/xml' },
};
const onSubmit = (fault: Fault): readonly FaultRule[] => [{ on: 'submit', do: fault }];
const refusal = (status: number, detail = 'No.'): readonly FaultRule[] => onSubmit({ status, body: { detail } });
const endsAs = (status: string): readonly FaultRule[] => onSubmit({ task: { status } });

/** One order for one picture: the faults, how many POSTs arrive, and the error it ends in, if it does not end well. */
const cases: Readonly<Record<string, readonly [rules: readonly FaultRule[], posts: number, error?: string]>> = {
  'F1 refused twice': [[{ on: 'submit', times: 2, do: { refuse: true } }], 1],
  'F1 refused for long': [[{ on: 'submit', times: 'always', do: { refuse: true } }], 0, 'notSent'],
  'F3 400': [refusal(400), 1, 'refused'],
  'F3 401': [refusal(401), 1, 'keyRefused'],
  'F3 403': [refusal(403), 1, 'keyRefused'],
  'F3 404': [refusal(404), 1, 'refused'],
  'F3 422': [refusal(422), 1, 'refused'],
  'F3 422 about the form of the key': [refusal(422, 'Invalid API key format'), 1, 'keyRefused'],
  'F5 the polling host out of reach for good': [
    [{ on: 'poll', origin: origins.polling, times: 'always', do: { refuse: true } }],
    1,
  ],
  'F7 Request Moderated': [endsAs('Request Moderated'), 1, 'moderated'],
  'F7 Content Moderated': [endsAs('Content Moderated'), 1, 'moderated'],
  'F7 Error': [endsAs('Error'), 1, 'failed'],
  'F7 Failed': [endsAs('Failed'), 1, 'failed'],
  'F8 not found for 8 s': [onSubmit({ task: { notFoundForMs: 8_000 } }), 1],
  'F8 not found for ever': [onSubmit({ task: { notFoundForMs: 1e9 } }), 1, 'taskNotFound'],
  'F10 expired URLs': [[{ on: 'delivery', times: 2, do: gone }], 1],
  'F10 not there for a second': [[{ on: 'delivery', times: 3, do: { status: 404, body: html } }], 1],
};

describe('The story under faults', () => {
  for (const [fault, [rules, posts, error]] of Object.entries(cases)) {
    it(`${fault}: ${error === undefined ? 'the picture comes' : `${error}, told once, forgotten`}`, async () => {
      const run = await generate(rules);
      assert.equal(run.world.service.counts.posts, posts);
      if (error === undefined) return assertPictures(run, 1);
      assert.deepEqual(run.window.view.errors, [error]);
      assert.equal(run.world.pictures.files.size, 1);
      assert.deepEqual(await run.window.journal.list(), []);
    });
  }

  const unknown: Readonly<Record<string, Fault>> = {
    'reset before the service acts': { resetBefore: true },
    'reset after the service has acted': { resetAfterBody: true },
    'no answer in time': { hold: true },
    '500': { status: 500, body: {}, acts: true },
    '504 in HTML': { status: 504, body: html },
    'a 200 that cannot be read': { status: 200, body: html, acts: true },
    'an answer that is cut': { cutAfterBytes: 9 },
  };
  for (const [what, fault] of Object.entries(unknown)) {
    it(`F2 ${what}: uncertain, listed, never sent again by itself`, async () => {
      const { world, window } = await generate([{ on: 'submit', do: fault }]);
      const next = await openWindow(world);
      next.resumeLeft();
      await world.clock.runOut();
      assert.equal(world.service.counts.posts, 1);
      assert.deepEqual(window.view.errors, ['uncertain']);
      assert.deepEqual(next.view.errors, [], 'it was told once');
      const listed = (await next.journal.list()).map(({ state, order }) => `${order.recipe.prompt}: ${state}`);
      assert.deepEqual(listed, ['a cat: uncertain']);
    });
  }

  it('F3 402 stops the rest of a batch, with one message', async () => {
    const world = createWorld();
    world.service.faults.add({ on: 'submit', times: 'always', do: { status: 402, body: { detail: 'No credits' } } });
    const window = await openWindow(world, { maxConcurrent: 1 });
    await world.clock.run(window.generator.generate(['a', 'b', 'c', 'd'].map((prompt) => orderOf(prompt))));
    assert.equal(world.service.counts.posts, 1);
    assert.deepEqual(window.view.errors, ['noCredits']);
    assert.deepEqual(await window.journal.list(), []);
  });

  const hints = ['1', '0', '-1', 'NaN', '999999999', 'Sun, 01 Mar 2026 00:00:30 GMT', null];
  it('F4 a storm of 30 pictures at an account that takes 4: each comes, no more POSTs than turns', async () => {
    const world = createWorld({ limit: 4 });
    world.service.faults.add(
      ...hints.map((hint, index): FaultRule => ({
        on: 'submit',
        from: index * 4 + 1,
        do: { status: 429, body: {}, headers: { 'Retry-After': hint } },
      })),
    );
    const window = await openWindow(world, { maxConcurrent: 24 });
    const prompts = Array.from({ length: 30 }, (_, index) => `picture ${index}`);
    await world.clock.run(window.generator.generate(prompts.map((prompt) => orderOf(prompt))));
    await assertPictures({ world, window }, 30);
    const { posts } = world.service.counts;
    assert.ok(posts < 30 * 5, `${posts} POSTs for 30 pictures`);
  });

  const lasting: Readonly<Record<string, Fault>> = {
    '500': { status: 500, body: {} },
    reset: { resetAfterBody: true },
    'no answer': { hold: true },
    HTML: { status: 200, body: html },
    refused: { refuse: true },
  };
  for (const [what, fault] of Object.entries(lasting)) {
    it(`F5 20 polls in a row end in ${what}: waits on`, async () => {
      const world = createWorld();
      world.service.faults.add({ on: 'poll', times: 20, do: fault });
      const window = await openWindow(world);
      await world.clock.run(window.generator.generate([orderOf('a cat', { timeoutSeconds: 3_600 })]));
      await assertPictures({ world, window }, 1);
    });
  }

  it('F5 beyond the deadline: told, kept, and resumed by hand', async () => {
    const { world, window } = await generate([{ on: 'poll', times: 'always', do: { status: 500, body: {} } }]);
    assert.deepEqual(window.view.errors, ['deadline']);
    const [job] = await window.journal.list();
    assert.equal(job?.state, 'accepted');
    world.service.faults.clear();
    await world.clock.run(window.generator.resume(job?.id ?? ''));
    assert.equal(world.pictures.files.size, 2);
    assert.deepEqual(await window.journal.list(), []);
  });

  it('F7 a verdict that was heard is told by the next window, if this one is killed before it could', async () => {
    const verdicts: unknown[] = [];
    for (let barrier = 1; ; barrier++) {
      const world = createWorld();
      const task = { status: 'Content Moderated', details: { 'Moderation Reasons': ['Violence'] } };
      world.service.faults.add({ on: 'submit', do: { task } });
      const window = await openWindow(world, {
        onBarrier: (number, process) => void (number === barrier && process.kill()),
      });
      void window.generator.generate([orderOf('a cat')]);
      await world.clock.runOut();
      if (window.process.isAlive) break;
      const next = await openWindow(world);
      const [left] = await next.journal.list();
      // The service does not know the task any more.
      world.service.faults.add({
        on: 'poll',
        times: 'always',
        do: { status: 404, body: { detail: 'Task not found' } },
      });
      next.resumeLeft();
      await world.clock.runOut();
      if (left?.failure === undefined) continue;
      verdicts.push(left.failure);
      assert.deepEqual(next.view.errors, ['moderated'], `killed before step ${barrier}`);
      assert.deepEqual(await next.journal.list(), []);
    }
    const verdict = { kind: 'moderated', data: { stage: 'content', reasons: ['Violence'] } };
    assert.ok(verdicts.length > 1);
    for (const each of verdicts) assert.deepEqual(each, verdict);
  });

  it('what the Ready answer says of the cost is what the finished picture costs', async () => {
    const world = createWorld();
    world.service.faults.add({ on: 'poll', times: 'always', do: { merge: { cost: 6.5 } } });
    const window = await openWindow(world);
    await world.clock.run(window.generator.generate([orderOf('a cat')]));
    assert.deepEqual(
      world.ledger.presented.map(({ picture }) => picture.cost),
      [6.5],
    );
  });

  it('F7 Error of a gateway for minutes is no word of the API: told as unfinished, kept, and resumed by hand', async () => {
    const world = createWorld();
    world.service.faults.add({ on: 'poll', forMs: 100_000, do: { status: 502, body: { status: 'Error' } } });
    const window = await openWindow(world);
    await world.clock.run(window.generator.generate([orderOf('a cat', { timeoutSeconds: 60 })]));
    assert.deepEqual(window.view.errors, ['deadline']);
    assert.match(window.view.errorTexts[0] ?? '', /^UnfinishedError/);
    const [job] = await window.journal.list();
    await world.clock.advance(100_000);
    await world.clock.run(window.generator.resume(job?.id ?? ''));
    assert.equal(world.links.length, 1);
    assert.deepEqual(await window.journal.list(), []);
  });

  it('F10 not delivered for minutes, though ready: told that it is paid for, kept, and resumed by hand', async () => {
    const { world, window } = await generate([{ on: 'delivery', forMs: 400_000, do: gone }]);
    assert.deepEqual(window.view.errors, ['undelivered']);
    assert.match(window.view.errorTexts[0] ?? '', /^UnfinishedError/);
    assert.equal(world.pictures.files.size, 1);
    const [job] = await window.journal.list();
    assert.equal(job?.state, 'ready');
    await world.clock.advance(400_000);
    await world.clock.run(window.generator.resume(job.id));
    assert.equal(world.links.length, 1);
    assert.deepEqual(await window.journal.list(), []);
  });

  it('F8 not found any more, in the words of the API, once delivery has nothing: told, and forgotten', async () => {
    const world = createWorld();
    world.service.faults.add({ on: 'delivery', times: 'always', do: gone });
    world.service.faults.add({
      on: 'poll',
      from: 3,
      times: 'always',
      do: { status: 404, acts: true, merge: { status: 'Task not found', result: null } },
    });
    const window = await openWindow(world);
    await world.clock.run(window.generator.generate([orderOf('a cat')]));
    assert.deepEqual(window.view.errors, ['taskNotFound']);
    assert.deepEqual(await window.journal.list(), []);
  });

  it('F10 an hour later the URL has truly expired: resumed, it comes', async () => {
    const world = createWorld();
    world.service.faults.add({ on: 'delivery', times: 2, do: { status: 200, body: html } });
    const window = await openWindow(world);
    await world.clock.run(window.generator.generate([orderOf('a cat')]));
    assert.deepEqual(window.view.errors, ['notAnImage']);
    await world.clock.advance(3_600_000);
    const next = await openWindow(world);
    next.resumeLeft();
    await world.clock.runOut();
    assert.equal(world.links.length, 1);
  });

  it('F21 a job keeps the order that it was given, across a restart', async () => {
    const world = createWorld();
    const order = orderOf('a cat', { timeoutSeconds: 77, show: 'never' });
    const first = await openWindow(world);
    void first.generator.generate([order]);
    await world.clock.advance(1_000);
    first.process.kill();
    const next = await openWindow(world, { maxConcurrent: 1 });
    next.resumeLeft();
    await world.clock.runOut();
    assert.deepEqual(
      world.ledger.presented.map((one) => one.order),
      [order],
    );
  });
});
