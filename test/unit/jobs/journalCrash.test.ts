import assert from 'node:assert/strict';
import { openJournal } from '../../../src/jobs/journal.ts';
import type { Journal } from '../../../src/jobs/journal.ts';
import { createCrashDisk, dieBefore, Killed } from './crashFs.ts';
import type { CrashDisk } from './crashFs.ts';
import { goodLife, order } from './orders.ts';

const id = '0b0e4e4c-51f5-4c5e-9a4a-5f1f6a3a7a11';
const lifeStates = ['none', 'submitting', ...goodLife.map((change) => change.state)];

/** What happened to the disk after the process had died. */
const aftermaths: Readonly<Record<string, (disk: CrashDisk) => void>> = {
  'only the process died': () => undefined,
  'the power failed and all that was not flushed is lost': (disk) => disk.losePower(),
  'the power failed and the names were written, the content was not': (disk) =>
    disk.losePower({ names: (most) => most }),
  'the power failed and half was written': (disk) =>
    disk.losePower({ names: (most) => Math.ceil(most / 2), bytes: (most) => Math.floor(most / 2) }),
};

describe('F16: the journal, killed before each step that it asks of the disk', () => {
  for (const [what, happen] of Object.entries(aftermaths)) {
    it(`holds what it had said, or what it was about to say, when ${what}`, async () => {
      let isComplete = false;
      let stepNumber = 0;
      while (!isComplete) {
        stepNumber++;
        const disk = createCrashDisk();
        const killed = await openJournal('/jobs', { fs: disk.mount(dieBefore(stepNumber)), log: () => undefined });
        const promised = await live(killed);
        isComplete = promised === lifeStates.length - 1;
        happen(disk);

        const lines: string[] = [];
        const journal = await openJournal('/jobs', { fs: disk.mount(), log: (line) => lines.push(line) });
        const found = lifeStates.indexOf((await journal.get(id))?.state ?? 'none');
        assert.ok(
          found === promised || found === promised + 1,
          `step ${stepNumber}: promised ${lifeStates[promised]}, found ${lifeStates[found]}`,
        );
        assert.deepEqual(lines, [], `step ${stepNumber}: a file was cut`);
        await finish(journal, found);
        assert.equal((await journal.list())[0]?.state, 'reported');
      }
      assert.ok(stepNumber > 6 * 8, `only ${stepNumber} steps were tried`);
    });
  }
});

/** Lives until it is killed. @returns the index of the last state that the journal said it had written */
async function live(journal: Journal): Promise<number> {
  let promised = 0;
  try {
    await journal.create(order, id);
    promised++;
    for (const change of goodLife) {
      await journal.update(id, change);
      promised++;
    }
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  return promised;
}

/** The next process brings the job to its end. */
async function finish(journal: Journal, from: number): Promise<void> {
  if (from === 0) await journal.create(order, id);

  for (const change of goodLife.slice(Math.max(0, from - 1))) await journal.update(id, change);
}
