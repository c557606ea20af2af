import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StorageError } from '../../../../src/jobs/errors.ts';
import { createLeases, LeaseLostError } from '../../../../src/jobs/leases/lease.ts';
import type { LeaseOptions, Leases } from '../../../../src/jobs/leases/lease.ts';
import { systemProcesses } from '../../../../src/jobs/leases/owner.ts';
import type { Owner } from '../../../../src/jobs/leases/owner.ts';
import { systemError } from '../crashFs.ts';
import { useTemporaryFolder } from '../temporaryFolder.ts';
import { startWorker } from './startWorker.ts';
import type { Worker } from './startWorker.ts';

const elsewhere: Owner = { host: 'elsewhere', pid: 1, startedAt: '1', bootId: 'b', pidNamespace: 'p' };
const dead: Owner = { ...(await systemProcesses.self()), bootId: 'before the last start' };

describe('A lease', () => {
  const temporary = useTemporaryFolder();
  let number = 0;
  let folder = '';
  let all: Leases[] = [];

  beforeEach(() => {
    folder = join(temporary(), String(number++));
    all = [];
  });
  afterEach(() => Promise.all(all.map((leases) => leases.dispose())));

  function createWindow(options: Partial<LeaseOptions> = {}): Leases {
    const leases = createLeases(join(folder, 'leases'), {
      windowAnswers: async () => true,
      log: () => undefined,
      ...options,
    });
    all.push(leases);
    return leases;
  }

  async function plant(owner: Owner | string, name = 'job.1.lease'): Promise<string> {
    await nodeFs.mkdir(join(folder, 'leases'), { recursive: true });
    const path = join(folder, 'leases', name);
    await nodeFs.writeFile(path, typeof owner === 'string' ? owner : JSON.stringify(owner));
    return path;
  }

  const names = async () => (await nodeFs.readdir(join(folder, 'leases'))).toSorted();

  it('is held by one at a time, within a process as well', async () => {
    const [one, other] = [createWindow(), createWindow()];
    const lease = await one.acquire('job');
    assert.equal(await lease?.isHeld(), true);
    assert.equal(await one.acquire('job'), undefined);
    assert.equal(await other.acquire('job'), undefined);
    assert.ok(await other.acquire('another job'));
  });

  it('can be had by the next once it is given back', async () => {
    const [one, other] = [createWindow(), createWindow()];
    const lease = await one.acquire('job');
    await lease?.release();
    assert.equal(await lease?.isHeld(), false);
    assert.equal(lease?.signal.aborted, false);
    assert.equal(await (await other.acquire('job'))?.isHeld(), true);
  });

  it('is taken over from a dead owner at once', async () => {
    await plant(dead);
    assert.ok(await createWindow().acquire('job'));
    assert.deepEqual(await names(), ['job.2.lease']);
  });

  for (const [what, owner] of [
    ['an owner that cannot be checked', elsewhere],
    ['a half-written file', '{'],
  ] as const) {
    it(`is taken over from ${what} after 30 s without a heartbeat`, async () => {
      const { mtimeMs } = await nodeFs.stat(await plant(owner));
      assert.equal(await createWindow({ now: () => mtimeMs + 30_000 }).acquire('job'), undefined);
      assert.ok(await createWindow({ now: () => mtimeMs + 30_001 }).acquire('job'));
    });
  }

  it('is taken over from an owner that cannot be checked when the clock was set back', async () => {
    const { mtimeMs } = await nodeFs.stat(await plant(elsewhere));
    assert.ok(await createWindow({ now: () => mtimeMs - 3_600_000 }).acquire('job'));
  });

  it('shows a heartbeat', async () => {
    const sleeps = manualSleep();
    let time = Date.now();
    const lease = await createWindow({ sleep: sleeps.sleep, now: () => time }).acquire('job');
    await sleeps.until(2000);
    time += 3_600_000;
    sleeps.wake(2000);
    await sleeps.until(2000);
    const { mtimeMs } = await nodeFs.stat(join(folder, 'leases', 'job.1.lease'));
    assert.ok(Math.abs(mtimeMs - time) < 5, `${mtimeMs} is not ${time}`);
    assert.equal(await lease?.isHeld(), true);
  });

  it('is lost, and says so to all who listen, when it is asked for after another process has taken over', async () => {
    const lease = await createWindow().acquire('job');
    assert.ok(lease);
    await plant(elsewhere, 'job.2.lease');
    assert.equal(await lease.isHeld(), false);
    assert.ok(lease.signal.reason instanceof LeaseLostError);
  });

  it('is lost with the next heartbeat when another process has taken over', async () => {
    const sleeps = manualSleep();
    const lease = await createWindow({ sleep: sleeps.sleep }).acquire('job');
    assert.ok(lease);
    await sleeps.until(2000);
    await plant(elsewhere, 'job.2.lease');
    const lost = once(lease.signal, 'abort');
    sleeps.wake(2000);
    await lost;
    assert.ok(lease.signal.reason instanceof LeaseLostError);
  });

  describe('F14 on a disk that fails', () => {
    type FileCall = 'readdir' | 'utimes' | 'rename';

    /** A window some of whose calls fail while there is a code, and whose clock and heartbeat the test moves. */
    function createWindowOnBadDisk(...calls: readonly FileCall[]) {
      const disk: { code?: string | undefined; time: number } = { time: Date.now() };
      const sleeps = manualSleep();
      const answers = new EventEmitter();
      const fs = { ...nodeFs };
      for (const name of calls) {
        const call = nodeFs[name] as (...parameters: unknown[]) => Promise<never>;
        const failing = (...parameters: unknown[]) =>
          disk.code === undefined ? call(...parameters) : Promise.reject(systemError(disk.code));
        Object.assign(fs, { [name]: failing });
      }
      const leases = createWindow({
        fs,
        now: () => disk.time,
        sleep: sleeps.sleep,
        windowAnswers: async () => {
          answers.emit('asked');
          return true;
        },
      });
      /** Lets a heartbeat happen after `ms`, to its end. */
      const beat = async (ms: number) => {
        await sleeps.until(2000);
        disk.time += ms;
        sleeps.wake(2000);
        await sleeps.until(2000);
      };
      return { disk, leases, beat };
    }

    it('stays while it can be looked at, however long it cannot be renewed', async () => {
      const { disk, leases, beat } = createWindowOnBadDisk('utimes');
      const lease = await leases.acquire('job');
      await beat(2_000);
      disk.code = 'EROFS';
      for (let minute = 0; minute < 5; minute++) await beat(60_000);
      assert.equal(await lease?.isHeld(), true);
      await plant(elsewhere, 'job.2.lease');
      assert.equal(await lease?.isHeld(), false);
      assert.ok(lease?.signal.reason instanceof LeaseLostError);
    });

    it('stays without a look for 30 s from the last renewal, for nobody takes over before', async () => {
      const { disk, leases, beat } = createWindowOnBadDisk('readdir');
      const lease = await leases.acquire('job');
      await beat(2_000);
      disk.code = 'EMFILE';
      await beat(30_000);
      assert.equal(await lease?.isHeld(), true);
      disk.code = undefined;
      await beat(2_000);
      disk.code = 'EMFILE';
      await beat(30_000);
      assert.equal(await lease?.isHeld(), true);
    });

    it('is given up after that, and says why', async () => {
      const { disk, leases, beat } = createWindowOnBadDisk('readdir');
      const lease = await leases.acquire('job');
      await beat(2_000);
      disk.code = 'ENOENT';
      disk.time += 30_001;
      assert.equal(await lease?.isHeld(), false);
      const { reason } = lease?.signal ?? {};
      assert.ok(reason instanceof StorageError);
      assert.deepEqual([reason.code, reason.isUnfinished], ['ENOENT', true]);
    });

    it('stays when its file is gone, unless that may be a day ago', async () => {
      const { disk, leases, beat } = createWindowOnBadDisk();
      const lease = await leases.acquire('job');
      await beat(2_000);
      await nodeFs.unlink(join(folder, 'leases', 'job.1.lease'));
      await beat(60_000);
      assert.equal(await lease?.isHeld(), true);
      disk.time += 24 * 60 * 60 * 1000;
      assert.equal(await lease?.isHeld(), false);
    });

    it('is lost to who took over, and has given back by now', async () => {
      const lease = await createWindow().acquire('job');
      await nodeFs.unlink(join(folder, 'leases', 'job.1.lease'));
      await plant('', 'job.2.free');
      assert.equal(await lease?.isHeld(), false);
    });

    it('is given back as soon as the disk allows it', async () => {
      const { disk, leases } = createWindowOnBadDisk('rename');
      const lease = await leases.acquire('job');
      disk.code = 'EROFS';
      await lease?.release();
      assert.equal(await lease?.isHeld(), false);
      assert.equal(await leases.acquire('job'), undefined);
      disk.code = undefined;
      assert.equal(await (await leases.acquire('job'))?.isHeld(), true);
      assert.deepEqual(await names(), ['job.2.lease']);
    });

    it('does not stay with who failed to take it', async () => {
      let looks = 0;
      const readdir = (path: string) => (++looks === 2 ? Promise.reject(systemError('EMFILE')) : nodeFs.readdir(path));
      const leases = createWindow({ fs: { ...nodeFs, readdir } });
      await assert.rejects(leases.acquire('job'), { code: 'EMFILE' });
      assert.ok(await createWindow().acquire('job'));
    });
  });

  it('F16: is given up when the window does not answer for 5 s, and is free for others', async () => {
    const sleeps = manualSleep();
    const answers = [Promise.resolve(true)];
    const windowAnswers = () => answers.pop() ?? new Promise<boolean>(() => undefined);
    const leases = createWindow({ windowAnswers, sleep: sleeps.sleep });
    const lease = await leases.acquire('job');
    assert.ok(lease);
    assert.equal(await lease.isHeld(), true);
    const lost = once(lease.signal, 'abort');
    sleeps.wake(5000);
    await sleeps.until(500);
    assert.equal(await lease.isHeld(), true, 'what has come in meanwhile is looked at first');
    sleeps.wake(500);
    await lost;
    assert.ok(lease.signal.reason instanceof LeaseLostError);
    assert.equal(await lease.isHeld(), false);
    await leases.dispose();
    assert.ok(await createWindow().acquire('job'));
  });

  it('stays when the host was so busy that it heard the answer too late', async () => {
    // All times are a hundredth of what they are.
    const sleep = (ms: number, signal: AbortSignal) => sleepFor(ms / 100, undefined, { signal });
    const window = fork(fileURLToPath(new URL('answeringWindow.ts', import.meta.url)));
    await once(window, 'message');
    let asked = 0;
    const windowAnswers = async () => {
      // The first is asked before there is a lease.
      if (++asked !== 2) return true;
      const answered = once(window, 'message');
      window.send('Are you there?');
      setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150));
      await answered;
      return true;
    };
    try {
      const lease = await createWindow({ windowAnswers, sleep }).acquire('job');
      assert.ok(lease);
      for (;;) {
        if (asked >= 4 || lease.signal.aborted) break;
        await sleepFor(1);
      }
      assert.equal(await lease.isHeld(), true);
    } finally {
      window.disconnect();
      await once(window, 'exit');
    }
  });

  it('leaves nothing behind when its job is over', async () => {
    const lease = await createWindow().acquire('job');
    await lease?.release(true);
    assert.deepEqual(await names(), []);
  });

  it('of a job that is over keeps its number where somebody may sleep who had an earlier one', async () => {
    const sleeper = await createWindow().acquire('job');
    const { mtimeMs } = await nodeFs.stat(await plant(elsewhere));
    const lease = await createWindow({ now: () => mtimeMs + 30_001 }).acquire('job');
    await lease?.release(true);
    assert.deepEqual(await names(), ['job.2.free']);
    assert.equal(await sleeper?.isHeld(), false);
  });

  it('is left for 30 s to who gave it back and lives, by who is patient', async () => {
    let time = Date.now();
    const [one, other] = [createWindow(), createWindow({ now: () => time })];
    await (await one.acquire('job'))?.release();
    assert.equal(await other.acquire('job', { isPatient: true }), undefined);
    assert.ok((await (await one.acquire('job'))?.release()) === undefined);
    time += 31_000;
    assert.ok(await other.acquire('job', { isPatient: true }));
  });

  it('is not left to who gave it back and is dead', async () => {
    await plant(dead, 'job.1.free');
    assert.ok(await createWindow().acquire('job', { isPatient: true }));
  });

  it('is known to be taken while somebody has it', async () => {
    await plant(dead, 'a.1.lease');
    await plant(elsewhere, 'b.1.lease');
    await plant(elsewhere, 'c.1.free');
    const leases = createWindow();
    const lease = await leases.acquire('job');
    assert.deepEqual([...(await leases.taken())].toSorted(), ['b', 'job']);
    await lease?.release();
    assert.deepEqual([...(await leases.taken())], ['b']);
  });

  it('is of no job whose id leads out of the folder', async () => {
    await assert.rejects(createWindow().acquire('../job'), TypeError);
  });

  it('is not had while the window does not answer', async () => {
    const questions = new EventEmitter();
    const windowAnswers = async () => (await once(questions, 'answered')).length === 0;
    const waiting = createWindow({ windowAnswers }).acquire('job');
    assert.ok(await createWindow().acquire('job'), 'another window has it meanwhile');
    questions.emit('answered');
    assert.equal(await waiting, undefined);
  });

  it('is given up when asking the window fails', async () => {
    const answers = [Promise.resolve(true)];
    const windowAnswers = () => answers.pop() ?? Promise.reject(new Error('gone'));
    const lease = await createWindow({ windowAnswers }).acquire('job');
    assert.ok(lease);
    if (!lease.signal.aborted) await once(lease.signal, 'abort');

    assert.equal(await lease.isHeld(), false);
  });

  it('leaves no timer behind: neither after release nor after dispose', async () => {
    const sleeps = manualSleep();
    const leases = createWindow({ sleep: sleeps.sleep });
    const lease = await leases.acquire('job');
    await sleeps.until(2000);
    await lease?.release();
    assert.equal(sleeps.pending(), 0);

    const second = await leases.acquire('job');
    await sleeps.until(2000);
    await leases.dispose();
    assert.equal(sleeps.pending(), 0);
    assert.equal(second?.signal.aborted, true);
    assert.equal(await leases.acquire('job'), undefined);
  });

  it('does not return to who fell asleep before taking it, though its number is unused again', async () => {
    await plant(dead);
    const events = new EventEmitter();
    const dozing = once(events, 'dozing');
    const sleeper = createWindow({
      fs: {
        ...nodeFs,
        open: async (path, flags, mode) => {
          events.emit('dozing');
          await once(events, 'awake');
          return nodeFs.open(path, flags, mode);
        },
      },
    }).acquire('job');
    await dozing;
    await (await createWindow().acquire('job'))?.release();
    const held = await createWindow().acquire('job');
    assert.deepEqual(await names(), ['job.3.lease']);
    events.emit('awake');
    assert.equal(await sleeper, undefined);
    assert.equal(await held?.isHeld(), true);
    assert.deepEqual(await names(), ['job.3.lease']);
  });

  it('leaves no file for ever', async () => {
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    const old = [
      await plant(dead, 'a.1.lease'),
      await plant(dead, 'b.4.free'),
      await plant(elsewhere, 'c.1.lease'),
      await plant(await systemProcesses.self(), 'd.1.lease'),
    ];
    await Promise.all(old.map((path) => nodeFs.utimes(path, yesterday, yesterday)));
    await plant(dead, 'e.1.lease');
    let time = Date.now();
    const leases = createWindow({ now: () => time });
    await leases.acquire('job');
    assert.deepEqual(await names(), ['d.1.lease', 'e.1.lease', 'job.1.lease']);
    await nodeFs.utimes(await plant('', 'f.2.free'), yesterday, yesterday);
    time += 3_600_001;
    await leases.acquire('other');
    assert.ok(!(await names()).includes('f.2.free'), 'nor in a window that stays open');
  });

  describe('among real processes', () => {
    const workers: Worker[] = [];
    afterEach(async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.kill()));
    });

    async function startWorkers(count: number): Promise<readonly Worker[]> {
      workers.push(...(await Promise.all(Array.from({ length: count }, () => startWorker(folder)))));
      return workers;
    }

    it('F16: stays with a living process and passes at once from a killed one', async () => {
      const [worker] = await startWorkers(1);
      const job = { acquire: 'job' };
      assert.deepEqual(await worker?.perform(job), { isHeld: true });
      assert.equal(await createWindow().acquire('job'), undefined);
      await worker?.kill();
      assert.ok(await createWindow().acquire('job'));
    });

    it('F16: goes to exactly one of many that reach for it at the same time', async () => {
      const processes = await startWorkers(6);
      const rounds = Array.from({ length: 60 }, (_, round) => round);
      // In every other round they race for a dead owner's lease, else for a new one.
      for (const round of rounds) {
        if (round % 2 === 0) await plant(dead, `job${round}.1.lease`);

        const answers = await Promise.all(processes.map((worker) => worker.perform({ acquire: `job${round}` })));
        assert.equal(answers.filter(({ isHeld }) => isHeld).length, 1, `round ${round}`);
      }
    }).timeout(30_000);
  });
});

/** Sleeps that end when the test says so. */
function manualSleep() {
  const sleepers = new Set<{ readonly delayMs: number; readonly wake: () => void }>();
  const events = new EventEmitter();

  function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = {
        delayMs,
        wake: () => {
          sleepers.delete(sleeper);
          resolve();
        },
      };
      signal.addEventListener(
        'abort',
        () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        },
        { once: true },
      );
      sleepers.add(sleeper);
      events.emit('asleep');
    });
  }

  return {
    sleep,
    pending: () => sleepers.size,
    wake: (delayMs: number) => [...sleepers].filter((one) => one.delayMs === delayMs).forEach((one) => one.wake()),
    /** Resolves when somebody sleeps that long. */
    async until(delayMs: number): Promise<void> {
      while (![...sleepers].some((one) => one.delayMs === delayMs)) await once(events, 'asleep');
    },
  };
}
