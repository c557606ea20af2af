import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { findLeft } from '../../../src/jobs/findLeft.ts';
import type { LeftJobs, FindLeftOptions } from '../../../src/jobs/findLeft.ts';
import type { JobState } from '../../../src/jobs/job.ts';
import { openJournal } from '../../../src/jobs/journal.ts';
import type { Journal } from '../../../src/jobs/journal.ts';
import { createLeases } from '../../../src/jobs/leases/lease.ts';
import type { Leases } from '../../../src/jobs/leases/lease.ts';
import { startWorker } from './leases/startWorker.ts';
import { createJobIn, order } from './orders.ts';
import { useTemporaryFolder } from './temporaryFolder.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** What becomes of the job of a dead process: resumed or not, and the state that it is left in. */
const outcomes: readonly { readonly state: JobState; readonly isTaken: boolean; readonly left?: JobState }[] = [
  { state: 'submitting', isTaken: false, left: 'uncertain' },
  { state: 'accepted', isTaken: true, left: 'accepted' },
  { state: 'ready', isTaken: true, left: 'ready' },
  { state: 'saved', isTaken: true, left: 'saved' },
  { state: 'linked', isTaken: true, left: 'linked' },
  { state: 'reported', isTaken: true, left: 'reported' },
  { state: 'failed', isTaken: true, left: 'failed' },
  { state: 'moderated', isTaken: true, left: 'moderated' },
  { state: 'uncertain', isTaken: false, left: 'uncertain' },
  { state: 'cancelled', isTaken: false, left: 'cancelled' },
  { state: 'expired', isTaken: true, left: 'expired' },
];

function summary({ taken, uncertain, busy, failed }: LeftJobs): Readonly<Record<string, readonly JobState[]>> {
  return {
    taken: taken.map(({ job }) => job.state),
    uncertain: uncertain.map(({ state }) => state),
    busy: busy.map(({ state }) => state),
    ...(failed.length === 0 ? {} : { failed: failed.map(({ job }) => job.state) }),
  };
}

describe('Recovery', () => {
  const temporary = useTemporaryFolder();
  let number = 0;
  let folder = '';
  let lines: string[] = [];
  let journal: Journal;
  let leases: Leases;

  beforeEach(async () => {
    folder = join(temporary(), String(number++));
    lines = [];
    journal = await openJournal(join(folder, 'jobs'), { log });
    leases = createWindow();
  });
  afterEach(() => leases.dispose());

  const log = (line: string) => void lines.push(line);
  const createWindow = () => createLeases(join(folder, 'leases'), { windowAnswers: async () => true, log });
  const findLeftHere = (options: Partial<FindLeftOptions> = {}) => findLeft(journal, leases, { log, ...options });
  const states = async () => (await journal.list()).map(({ state }) => state);

  it('F16: resumes what killed processes left, from each state', async () => {
    const worker = await startWorker(folder);
    const jobs = outcomes.map((outcome) => ({ ...outcome, id: randomUUID() }));
    for (const { id, state } of jobs) await worker.perform({ acquire: id, state });

    const living = await findLeftHere();
    assert.deepEqual(summary(living), {
      taken: [],
      uncertain: [],
      busy: ['submitting', 'accepted', 'ready', 'saved', 'linked', 'reported', 'failed', 'moderated', 'expired'],
    });

    await worker.kill();
    const recovered = await findLeftHere();

    for (const { id, state, isTaken, left } of jobs) {
      assert.equal((await journal.get(id))?.state, left, state);
      assert.equal(
        recovered.taken.some(({ job }) => job.id === id),
        isTaken,
        state,
      );
    }
    assert.deepEqual(
      recovered.uncertain.map(({ id }) => id),
      [jobs[0]?.id],
    );
    assert.deepEqual(recovered.busy, []);
    assert.ok((await Promise.all(recovered.taken.map(({ lease }) => lease.isHeld()))).every(Boolean));
  });

  it('gives each job to one window only', async () => {
    await createJobIn(journal, 'accepted');
    const other = createWindow();
    const both = await Promise.all([findLeftHere(), findLeft(journal, other, { log })]);
    assert.equal(both.flatMap(({ taken }) => taken).length, 1);
    await other.dispose();
  });

  it('says once that a job is uncertain', async () => {
    await createJobIn(journal, 'submitting');
    assert.deepEqual(summary(await findLeftHere()), { taken: [], uncertain: ['uncertain'], busy: [] });
    assert.deepEqual(summary(await findLeftHere()), { taken: [], uncertain: [], busy: [] });
  });

  it('leaves to other windows what this one cannot take further', async () => {
    await createJobIn(journal, 'saved');
    await createJobIn(journal, 'accepted');
    const recovered = await findLeftHere({ isOurs: (job) => job.state === 'accepted' });
    assert.deepEqual(summary(recovered), { taken: ['accepted'], uncertain: [], busy: [] });
    const other = createWindow();
    assert.deepEqual(summary(await findLeft(journal, other, { log })), {
      taken: ['saved'],
      uncertain: [],
      busy: ['accepted'],
    });
    await other.dispose();
  });

  it('believes the journal of now, not the one of before it had the lease', async () => {
    const job = await createJobIn(journal, 'submitting');
    const late: Journal = {
      ...journal,
      list: async () => {
        const seen = await journal.list();
        await journal.update(job.id, {
          state: 'accepted',
          task: { id: 't', pollingUrl: 'u', cost: null, acceptedAt: Date.now() },
        });
        return seen;
      },
    };
    assert.deepEqual(summary(await findLeft(late, leases, { log })), { taken: ['accepted'], uncertain: [], busy: [] });
  });

  it('forgets after 30 days what nobody came back to, saved pictures as well', async () => {
    for (const { state } of outcomes) await createJobIn(journal, state);

    const { taken } = await findLeftHere({ now: () => Date.now() + 29 * dayMs });
    await Promise.all(taken.map(({ lease }) => lease.release()));
    assert.deepEqual((await states()).toSorted(), [
      'cancelled',
      'expired',
      'expired',
      'expired',
      'failed',
      'linked',
      'moderated',
      'reported',
      'saved',
      'uncertain',
      'uncertain',
    ]);
    const later = await findLeftHere({ now: () => Date.now() + 31 * dayMs, isOurs: () => false });
    assert.deepEqual(summary(later), { taken: [], uncertain: [], busy: [] });
    assert.deepEqual(await states(), []);
  });

  for (const state of ['accepted', 'ready'] as const) {
    it(`takes a job that is ${state} for a day as expired, whoever it was left to`, async () => {
      const { id } = await createJobIn(journal, state);
      await journal.update(id, { isTold: true });
      const isOurs = () => false;
      assert.deepEqual((await findLeftHere({ now: () => Date.now() + 0.9 * dayMs, isOurs })).taken, []);
      const { taken } = await findLeftHere({ now: () => Date.now() + 1.1 * dayMs, isOurs });
      assert.deepEqual(
        taken.map(({ job }) => [job.id, job.state, job.failure?.kind]),
        [[id, 'expired', 'expired']],
      );
      const left = await journal.get(id);
      assert.deepEqual([left?.state, left?.isTold], ['expired', false]);
    });
  }

  it('goes on with the others when one job cannot be resumed', async () => {
    const bad = await createJobIn(journal, 'submitting');
    await createJobIn(journal, 'accepted');
    const failing: Journal = { ...journal, update: () => Promise.reject(new Error('disk full')) };
    assert.deepEqual(summary(await findLeft(failing, leases, { log })), {
      taken: ['accepted'],
      uncertain: [],
      busy: [],
      failed: ['submitting'],
    });
    assert.match(lines.join('\n'), new RegExp(`${bad.id} could not be resumed: Error: disk full`));
    assert.deepEqual(summary(await findLeftHere()).uncertain, ['uncertain']);
  });

  it('forgets at once what was reported and has no link that could be lost', async () => {
    await createJobIn(journal, 'reported', undefined, { ...order, link: undefined });
    assert.deepEqual(summary(await findLeftHere()), { taken: [], uncertain: [], busy: [] });
    assert.deepEqual(await states(), []);
  });

  it('does not report that what is over could not be tidied away', async () => {
    await createJobIn(journal, 'reported', undefined, { ...order, link: undefined });
    const failing: Journal = { ...journal, remove: () => Promise.reject(new Error('read-only')) };
    assert.deepEqual(summary(await findLeft(failing, leases, { log })), { taken: [], uncertain: [], busy: [] });
  });
});
