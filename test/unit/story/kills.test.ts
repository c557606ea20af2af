import assert from 'node:assert/strict';
import type { Survivors } from '../jobs/crashFs.ts';
import { openWindow, type StoryWindow } from './window.ts';
import { createWorld, orderOf, type World } from './world.ts';

const bootMs = 40_000;

/** What happens to the disk when the process has died. */
const aftermaths: Readonly<Record<string, Survivors | undefined>> = {
  dies: undefined,
  'loses power with all that was not flushed': {},
  'loses power, and only names were written': { names: (most) => most },
  'loses power, and half was written': { names: (most) => most / 2, bytes: (most) => most / 2 },
};

describe('F16 a window that is killed before each step of the story', () => {
  for (const [what, survivors] of Object.entries(aftermaths)) {
    it(`and ${what}: one POST, one file, one link, one message`, async () => {
      for (let barrier = 1; ; barrier++) {
        const world = createWorld({ isSavedAtOnce: false });
        const first = await openDying(world, barrier);
        void first.generator.generate([orderOf('a cat')]);
        await world.clock.runOut();
        const isComplete = first.process.isAlive;
        const offered = await restart(world, survivors);
        checkAll(world, `killed before step ${barrier}`, offered);
        if (!isComplete) continue;
        assert.ok(barrier > 80, `only ${barrier} steps were tried`);
        break;
      }
    });
  }

  it('and so is the window that resumes the job', async () => {
    for (let barrier = 1; ; barrier++) {
      const world = createWorld();
      const first = await openWindow(world);
      void first.generator.generate([orderOf('a cat')]);
      await world.clock.advance(1_000);
      first.process.kill();
      const second = await openDying(world, barrier);
      second.resumeLeft();
      await restart(world, undefined);
      checkAll(world, `killed before step ${barrier} of resuming`);
      assert.equal(world.links.length, 1, `killed before step ${barrier} of resuming`);
      if (!second.process.isAlive) continue;
      assert.ok(barrier > 50, `only ${barrier} steps were tried`);
      break;
    }
  });

  it('or whose page is gone, with the edits of the last second: likewise', async () => {
    for (let barrier = 1; ; barrier++) {
      const world = createWorld({ isSavedAtOnce: false });
      let isLost = false;
      const first = await openWindow(world, {
        onBarrier: (number) => {
          if (number !== barrier) return;
          isLost = true;
          first.loseWindow();
        },
      });
      void first.generator.generate([orderOf('a cat')]);
      await world.clock.runOut();
      checkAll(world, `lost before step ${barrier}`, await restart(world, undefined));
      if (isLost) continue;
      assert.ok(barrier > 80, `only ${barrier} steps were tried`);
      break;
    }
  });

  it('while another window looks on: that one resumes the job by itself', async () => {
    const world = createWorld({ durations: { medianMs: 60_000, sigma: 0 } });
    const first = await openWindow(world);
    void first.generator.generate([orderOf('a cat')]);
    await world.clock.advance(10_000);
    const second = await openWindow(world);
    second.resumeLeft();
    await world.clock.advance(10_000);
    first.process.kill();
    await world.clock.runOut();
    checkAll(world, '');
    assert.deepEqual(second.view.errors, []);
    assert.equal(world.ledger.presented.length, 1);
  });
});

describe('F16 two windows', () => {
  it('resume what was left once, though both look at the same time', async () => {
    const world = createWorld();
    const first = await openWindow(world);
    void first.generator.generate([orderOf('a cat')]);
    await world.clock.advance(1_000);
    first.process.kill();
    const windows = await Promise.all([openWindow(world), openWindow(world)]);
    for (const window of windows) window.resumeLeft();
    await world.clock.runOut();
    checkAll(world, '');
    assert.equal(world.ledger.presented.length, 1);
  });

  for (const [when, request] of [
    ['while it waits', 'poll'],
    ['in the download', 'delivery'],
  ] as const) {
    it(`on two machines: one that sleeps ${when} finds the other has taken over, and yields`, async () => {
      const world = createWorld();
      const first = await openWindow(world, { machine: 'there' });
      void first.generator.generate([orderOf('a cat')]);
      await world.clock.run(world.service.arrived(request, 1));
      const second = await openWindow(world);
      second.resumeLeft();
      const thaw = first.process.freeze();
      await world.clock.advance(100_000);
      assert.equal(world.ledger.presented.length, 1);
      thaw();
      await world.clock.runOut();
      checkAll(world, when);
      assert.equal(world.ledger.presented.length, 1);
      assert.deepEqual([first.view.errors, second.view.errors], [[], []]);
    });
  }

  it('one without the folder saves, the one with it links', async () => {
    const world = createWorld();
    const first = await openWindow(world);
    void first.generator.generate([orderOf('a cat')]);
    await world.clock.advance(1_000);
    first.process.kill();
    const stranger = await openWindow(world, { hasFolder: false });
    stranger.resumeLeft();
    await world.clock.runOut();
    assert.equal(world.pictures.files.size, 2);
    assert.deepEqual([world.links, world.ledger.presented], [[], []]);
    const owner = await openWindow(world);
    owner.resumeLeft();
    await world.clock.runOut();
    checkAll(world, '');
    assert.equal(world.ledger.presented.length, 1);
  });

  it('a host whose window is gone yields to the next one, and does nothing more', async () => {
    const world = createWorld({ durations: { medianMs: 60_000, sigma: 0 } });
    const first = await openWindow(world);
    void first.generator.generate([orderOf('a cat')]);
    await world.clock.advance(10_000);
    first.loseWindow();
    const second = await openWindow(world);
    second.resumeLeft();
    await world.clock.runOut();
    checkAll(world, '');
    assert.equal(world.ledger.presented.length, 1);
    assert.deepEqual([first.view.errors, second.view.errors], [[], []]);
  });
});

function openDying(world: World, barrier: number): Promise<StoryWindow> {
  return openWindow(world, { onBarrier: (number, process) => void (number === barrier && process.kill()) });
}

/** @returns how many times pictures that were not sent were offered in a window that came after */
async function restart(world: World, survivors: Survivors | undefined): Promise<number> {
  await world.clock.runOut();
  if (survivors) await losePower(world, survivors);
  let offered = 0;
  for (let restarts = 0; restarts < 2; restarts++) {
    const next = await openWindow(world);
    next.resumeLeft();
    await world.clock.runOut();
    assert.ok(next.view.errors.length + next.view.unsentOffers.length <= 1);
    offered += next.view.unsentOffers.length;
  }
  return offered;
}

async function losePower({ clock, disk, processes }: World, survivors: Survivors): Promise<void> {
  for (const process of processes) process.kill();
  disk.losePower(survivors);
  await clock.advance(bootMs);
}

function checkAll({ service, pictures, links, ledger, disk }: World, when: string, offered = 0): void {
  assert.ok(service.counts.posts <= 1, when);
  const paths = [...pictures.files.keys()].slice(1);
  assert.deepEqual(
    links,
    paths.map((path) => `file:///pictures/${path}`),
    when,
  );
  assert.ok(ledger.presented.length <= 1, when);
  const jobs = Object.entries(disk.files()).filter(([path]) => path.endsWith('.json'));
  const left = jobs.map(([, text]): string => JSON.parse(text).state);
  // Once it was polled for, the acceptance was in the journal.
  const isKnown = service.counts.polls > 0;
  const isUnsent = offered > 0;
  const isUnknown = !isKnown && !isUnsent && (service.counts.accepted === 1 || left.length > 0);
  assert.deepEqual(left, isUnsent ? ['queued'] : isUnknown ? ['uncertain'] : [], when);
  assert.ok(!isUnsent || service.counts.posts === 0, when);
  assert.equal(paths.length, isKnown ? 1 : 0, when);
}
