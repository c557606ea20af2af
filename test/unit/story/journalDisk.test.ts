import assert from 'node:assert/strict';
import { systemError, type Step } from '../jobs/crashFs.ts';
import { openWindow, states, type StoryWindow } from './window.ts';
import { createWorld, orderOf, type World } from './world.ts';

/** What the disk with journal and leases answers to which calls, while there is a code. */
interface DiskFault {
  code: string | undefined;
  readonly calls: readonly Step['name'][];
}

/** Making a folder that is there is no change. */
const changes: DiskFault['calls'] = ['open', 'write', 'rename', 'unlink', 'utimes'];

interface WorldWithDiskFault {
  readonly world: World;
  /** The same world as seen by who has no trouble with the disk. */
  readonly elsewhere: World;
  readonly fault: DiskFault;
}

function createWorldWithDiskFault(calls: DiskFault['calls']): WorldWithDiskFault {
  const elsewhere = createWorld();
  const fault: DiskFault = { code: undefined, calls };
  const disk: World['disk'] = {
    ...elsewhere.disk,
    mount: (before) =>
      elsewhere.disk.mount(async (step) => {
        await before?.(step);
        if (fault.code !== undefined && calls.includes(step.name)) throw systemError(fault.code);
      }),
  };
  return { world: { ...elsewhere, disk }, elsewhere, fault };
}

async function leaveBehind(window: StoryWindow, { clock }: World): Promise<void> {
  void window.generator.generate([orderOf('a')]);
  await clock.advance(1_000);
  window.process.kill();
}

function assertArrived({ links, ledger, pictures, service }: World): void {
  // Besides the one that was there before.
  assert.equal(pictures.files.size, 2);
  assert.deepEqual([links.length, ledger.presented.length, service.counts.posts], [1, 1, 1]);
}

describe('F14 the journal’s disk, once a picture is in the making', () => {
  it('turns read-only: the picture comes, is saved, linked and shown', async () => {
    const { world, fault } = createWorldWithDiskFault(changes);
    const window = await openWindow(world);
    const command = window.generator.generate([orderOf('a')]);
    await world.clock.advance(1_000);
    fault.code = 'EROFS';
    await world.clock.run(command);
    assertArrived(world);
    window.resumeLeft();
    await world.clock.advance(60_000);
    assert.deepEqual(window.view.errors, []);
    assertArrived(world);
    await window.dispose();
    await world.clock.runOut();
  });

  it('turns read-only, and the picture takes minutes: it comes all the same', async () => {
    const { world, fault } = createWorldWithDiskFault(changes);
    world.service.faults.add({ on: 'poll', forMs: 120_000, do: { status: 503, body: {} } });
    const window = await openWindow(world);
    const command = window.generator.generate([orderOf('a')]);
    await world.clock.advance(1_000);
    fault.code = 'EROFS';
    await world.clock.run(command);
    assertArrived(world);
    assert.deepEqual(window.view.errors, []);
  });

  for (const code of ['EMFILE', 'ENOENT', 'EIO']) {
    it(`cannot be read for some seconds (${code}): the picture comes`, async () => {
      const { world, fault } = createWorldWithDiskFault(['readdir', 'readFile', 'open', 'utimes']);
      const window = await openWindow(world);
      const command = window.generator.generate([orderOf('a')]);
      await world.clock.advance(1_000);
      fault.code = code;
      await world.clock.advance(10_000);
      fault.code = undefined;
      await world.clock.run(command);
      await world.clock.runOut();
      assertArrived(world);
      assert.deepEqual(window.view.errors, []);
      assert.deepEqual(await states(window), []);
    });
  }

  it('cannot be read for longer than others wait: told, and resumed when it can', async () => {
    const { world, fault } = createWorldWithDiskFault(['readdir', 'utimes']);
    world.service.faults.add({ on: 'poll', forMs: 60_000, do: { status: 503, body: {} } });
    const window = await openWindow(world);
    const command = window.generator.generate([orderOf('a')]);
    await world.clock.advance(1_000);
    fault.code = 'EIO';
    await world.clock.run(command);
    await world.clock.runOut();
    assert.deepEqual(window.view.errors, ['EIO']);
    assert.match(window.view.errorTexts[0] ?? '', /^StorageError.*isUnfinished: true/s);
    fault.code = undefined;
    window.resumeLeft();
    await world.clock.runOut();
    assertArrived(world);
    assert.deepEqual(window.view.errors, ['EIO']);
  });

  it('cannot be read by a window, and another one on another machine takes over: only that one goes on', async () => {
    const { world, elsewhere, fault } = createWorldWithDiskFault(['readdir', 'utimes']);
    world.service.faults.add({ on: 'poll', forMs: 60_000, do: { status: 503, body: {} } });
    const first = await openWindow(world);
    void first.generator.generate([orderOf('a')]);
    const second = await openWindow(elsewhere, { machine: 'there' });
    await world.clock.advance(1_000);
    fault.code = 'EIO';
    second.resumeLeft();
    await world.clock.runOut();
    assertArrived(world);
    assert.equal(world.ledger.presented[0]?.process, second.process);
    assert.deepEqual([first.view.errors, second.view.errors], [['EIO'], []]);
  });
});

describe('F16 unfinished pictures on a disk that cannot be written', () => {
  /** A window that looks for what another one has left on a disk that is read-only by now. */
  async function lookOnReadOnlyDisk(): Promise<WorldWithDiskFault & { readonly next: StoryWindow }> {
    const setting = createWorldWithDiskFault(changes);
    await leaveBehind(await openWindow(setting.world), setting.world);
    setting.fault.code = 'EROFS';
    const next = await openWindow(setting.world);
    next.resumeLeft();
    return { ...setting, next };
  }

  it('are told once, however often a window looks, and resumed when it can', async () => {
    const { world, fault, next } = await lookOnReadOnlyDisk();
    await world.clock.advance(60_000);
    assert.deepEqual(next.view.errors, ['EROFS']);
    assert.match(next.view.errorTexts[0] ?? '', /^StorageError.*isUnfinished: true/s);
    assert.deepEqual(await states(next), ['accepted']);
    fault.code = undefined;
    await world.clock.runOut();
    assertArrived(world);
    assert.deepEqual(next.view.errors, ['EROFS']);
    assert.deepEqual(await states(next), []);
  });

  it('are told again when it fails again', async () => {
    const { world, fault, next } = await lookOnReadOnlyDisk();
    await world.clock.advance(15_000);
    fault.code = undefined;
    await world.clock.runOut();
    const other = await openWindow(world);
    await leaveBehind(other, world);
    fault.code = 'ENOSPC';
    next.resumeLeft();
    await world.clock.advance(15_000);
    assert.deepEqual(next.view.errors, ['EROFS', 'ENOSPC']);
  });
});

describe('F16 a picture that nobody fetched', () => {
  it('is told later to have expired, once, and is not waited for at each start', async () => {
    const world = createWorld();
    world.service.faults.add({ on: 'poll', times: 'always', do: { status: 503, body: {} } });
    const first = await openWindow(world);
    await world.clock.run(first.generator.generate([orderOf('a')]));
    assert.deepEqual(await states(first), ['accepted']);
    const { polls } = world.service.counts;
    for (const errors of [['expired'], []]) {
      world.clock.jump(40 * 24 * 3_600_000);
      const next = await openWindow(world);
      next.resumeLeft();
      await world.clock.runOut();
      assert.deepEqual(next.view.errors, errors);
      assert.deepEqual(await states(next), []);
    }
    assert.equal(world.service.counts.polls, polls);
  });
});
