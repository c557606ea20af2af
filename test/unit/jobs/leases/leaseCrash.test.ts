import assert from 'node:assert/strict';
import { createLeases } from '../../../../src/jobs/leases/lease.ts';
import type { Leases } from '../../../../src/jobs/leases/lease.ts';
import type { Owner, Processes } from '../../../../src/jobs/leases/owner.ts';
import { createCrashDisk, dieBefore, Killed } from '../crashFs.ts';
import type { BeforeStep } from '../crashFs.ts';

describe('F16: a lease whose owner is killed before each step that it asks of the disk', () => {
  for (const hasPowerCut of [false, true]) {
    it(`can be had by the next${hasPowerCut ? ', after a power cut as well' : ''}`, async () => {
      let stepNumber = 0;
      let isComplete = false;
      while (!isComplete) {
        stepNumber++;
        let time = 1_000_000;
        const disk = createCrashDisk(() => time);
        const dead = new Set<number>();
        const startProcess = (pid: number, beforeStep?: BeforeStep): Leases =>
          createLeases('/leases', {
            fs: disk.mount(beforeStep),
            processes: simulateProcess(pid, dead),
            now: () => time,
            windowAnswers: async () => true,
            sleep: () => new Promise(() => undefined),
            log: () => undefined,
          });

        const die = dieBefore(stepNumber);
        isComplete = true;
        const leases = startProcess(1, (step) => {
          isComplete = step.number < stepNumber;
          return die(step);
        });
        await takeAndGiveBack(leases);
        dead.add(1);
        if (hasPowerCut) disk.losePower();

        const next = startProcess(2);
        const atOnce = await next.acquire('job');
        time += 30_001;
        const lease = atOnce ?? (await next.acquire('job'));
        assert.equal(await lease?.isHeld(), true, `step ${stepNumber}`);
        assert.equal(await startProcess(3).acquire('job'), undefined, `step ${stepNumber}`);
      }
      assert.ok(stepNumber > 8, `only ${stepNumber} steps were tried`);
    });
  }
});

/** As far as it lives. */
async function takeAndGiveBack(leases: Leases): Promise<void> {
  try {
    const lease = await leases.acquire('job');
    await lease?.release();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
}

function simulateProcess(pid: number, dead: ReadonlySet<number>): Processes {
  const self: Owner = { host: 'here', pid, startedAt: '1', bootId: 'b', pidNamespace: 'p' };
  return { self: async () => self, lifeOf: async (owner) => (dead.has(owner.pid) ? 'dead' : 'alive') };
}
