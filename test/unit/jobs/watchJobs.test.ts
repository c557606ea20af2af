import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { watchJobs } from '../../../src/jobs/watchJobs.ts';

describe('F16 The look at the folder of jobs every ten seconds', () => {
  let folder: string;
  let looks = 0;
  let isBusy = false;
  let watch: { dispose(): void };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-kontext-watch-'));
    mock.timers.enable({ apis: ['setInterval'] });
    looks = 0;
    isBusy = false;
  });
  afterEach(async () => {
    watch.dispose();
    mock.timers.reset();
    await rm(folder, { recursive: true, maxRetries: 10 }); // A look may still write.
  });

  const start = (): void => {
    watch = watchJobs(folder, async () => {
      looks++;
      return isBusy;
    });
  };
  const write = (name: string, state: string): Promise<void> =>
    writeFile(join(folder, `${name}.json`), JSON.stringify({ state, updatedAt: Date.now() }));
  /** Five looks, with time for each to read the folder. */
  const wait = async (): Promise<void> => {
    for (let times = 0; times < 5; times++) {
      mock.timers.tick(10_000);
      await setTimeout(20);
    }
  };
  const untilLooks = async (count: number): Promise<void> => {
    for (;;) {
      if (looks >= count) return;
      await wait();
    }
  };

  it('loads nothing while there is no job, or all wait for a person', async () => {
    start();
    await wait();
    await write('a', 'uncertain');
    await write('b', 'cancelled');
    await wait();
    assert.equal(looks, 0);
  });

  it('loads what resumes for a job under way, and again only when something has changed', async () => {
    await write('a', 'accepted');
    start();
    await untilLooks(1);
    await wait();
    assert.equal(looks, 1);
    await write('b', 'accepted');
    await untilLooks(2);
    await wait();
    assert.equal(looks, 2);
  });

  it('looks again and again while somebody works on one, who may be gone the next time', async () => {
    isBusy = true;
    await write('a', 'accepted');
    start();
    await untilLooks(3);
  });

  it('sees what comes while it resumes', async () => {
    await write('a', 'accepted');
    watch = watchJobs(folder, async () => {
      looks++;
      await write(`new-${looks}`, 'accepted');
      return false;
    });
    await untilLooks(3);
  });
});
