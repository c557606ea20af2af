import assert from 'node:assert/strict';
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalFs } from '../../../src/files/durable.ts';
import { openJournal } from '../../../src/jobs/journal.ts';
import type { Journal } from '../../../src/jobs/journal.ts';
import { createCrashDisk, systemError } from './crashFs.ts';
import type { Step } from './crashFs.ts';
import { createJobIn, goodLife, order } from './orders.ts';
import { useTemporaryFolder } from './temporaryFolder.ts';

const log = () => undefined;

describe('The journal', () => {
  const temporary = useTemporaryFolder();
  let number = 0;
  let folder = '';
  let lines: string[] = [];
  let journal: Journal;

  beforeEach(async () => {
    folder = join(temporary(), String(number++), 'jobs');
    lines = [];
    journal = await openJournal(folder, { log: (line) => lines.push(line) });
  });

  it('writes a job down for other windows to read', async () => {
    const job = await journal.create(order);
    const other = await openJournal(folder, { log });
    assert.equal(job.state, 'submitting');
    assert.deepEqual(await other.get(job.id), job);
    assert.deepEqual(await other.list(), [job]);
  });

  it('lets nobody but the user read it', async () => {
    const job = await journal.create(order);
    await journal.update(job.id, goodLife[0] ?? {});
    const modes = await Promise.all([folder, join(folder, `${job.id}.json`)].map((path) => nodeFs.stat(path)));
    assert.deepEqual(
      modes.map(({ mode }) => (mode & 0o777).toString(8)),
      ['700', '600'],
    );
  });

  it('follows a job through its life', async () => {
    const job = await createJobIn(journal, 'reported');
    assert.deepEqual(job, { ...job, ...Object.assign({}, ...goodLife), order });
    assert.deepEqual(await journal.get(job.id), job);
    await journal.remove(job.id);
    assert.equal(await journal.get(job.id), undefined);
    assert.deepEqual(await nodeFs.readdir(folder), []);
  });

  it('refuses a step that the design does not know, and stays as it was', async () => {
    const job = await createJobIn(journal, 'ready');
    await assert.rejects(journal.update(job.id, { state: 'submitting' }), /from ready to submitting/);
    assert.deepEqual(await journal.get(job.id), job);
  });

  it('refuses to update a job that is gone, and does not mind removing it', async () => {
    const job = await journal.create(order);
    await journal.remove(job.id);
    await journal.remove(job.id);
    await assert.rejects(journal.update(job.id, { state: 'failed' }), /not in the journal/);
  });

  it('F21: keeps the order as it was given, whatever happens to its source', async () => {
    const source = structuredClone(order) as {
      recipe: { prompt: string; parameters: { seed: number } };
    } & typeof order;
    const job = await journal.create(source);
    source.recipe.prompt = 'changed';
    source.recipe.parameters.seed = 42;
    await journal.update(job.id, goodLife[0] ?? {});
    assert.deepEqual(job.order, order);
    assert.deepEqual((await journal.get(job.id))?.order, order);
  });

  it('keeps both of two changes made at the same time', async () => {
    const job = await createJobIn(journal, 'accepted');
    const result = { seed: 1, prompt: null, durationSeconds: null };
    await Promise.all([journal.update(job.id, { result }), journal.update(job.id, { state: 'cancelled' })]);
    const { state, result: kept } = (await journal.get(job.id)) ?? job;
    assert.deepEqual({ state, kept }, { state: 'cancelled', kept: result });
  });

  it('lists jobs from the oldest on', async () => {
    let time = 5;
    const backwards = await openJournal(folder, { log, now: () => time-- });
    const [second, first] = [await backwards.create(order), await backwards.create(order)];
    assert.deepEqual(
      (await journal.list()).map(({ id }) => id),
      [first.id, second.id],
    );
  });

  for (const [what, change] of [
    ['of the next version', (text: string) => text.replace('"version": 2', '"version": 3')],
    ['in a state of a newer version', (text: string) => text.replace('"submitting"', '"dreaming"')],
  ] as const) {
    it(`leaves a file alone that is ${what}: another version may be at work on it`, async () => {
      const [newer, good] = [await journal.create(order), await journal.create(order)];
      const path = join(folder, `${newer.id}.json`);
      const text = change(await nodeFs.readFile(path, 'utf8'));
      await nodeFs.writeFile(path, text);
      assert.deepEqual(await journal.list(), [good]);
      assert.deepEqual(await journal.list(), [good]);
      await assert.rejects(journal.update(newer.id, { state: 'uncertain' }), /not in the journal/);
      assert.equal(await nodeFs.readFile(path, 'utf8'), text);
      assert.equal(lines.length, 1, 'said once in the log');
    });
  }

  it('keeps what a newer version has added to a job', async () => {
    const job = await createJobIn(journal, 'accepted');
    const path = join(folder, `${job.id}.json`);
    const content = JSON.parse(await nodeFs.readFile(path, 'utf8')) as Record<string, object>;
    const added = { ...content, mood: 'good', task: { ...content['task'], lane: 7 } };
    await nodeFs.writeFile(path, JSON.stringify(added));
    await journal.update(job.id, { state: 'cancelled' });
    const kept = JSON.parse(await nodeFs.readFile(path, 'utf8')) as Record<string, object>;
    assert.deepEqual([kept['mood'], Reflect.get(kept['task'] ?? {}, 'lane'), kept['state']], ['good', 7, 'cancelled']);
  });

  for (const [what, change] of [
    ['cut', (text: string) => text.slice(0, 40)],
    ['empty', () => ''],
    ['named after another job', (text: string) => text.replace('"id": "aaaaaaaa', '"id": "bbbbbbbb')],
  ] as const) {
    it(`sets a file aside that is ${what}, once, and reads the others`, async () => {
      const [broken, good] = [
        await journal.create(order, 'aaaaaaaa-51f5-4c5e-9a4a-5f1f6a3a7a11'),
        await journal.create(order),
      ];
      const path = join(folder, `${broken.id}.json`);
      const text = change(await nodeFs.readFile(path, 'utf8'));
      await nodeFs.writeFile(path, text);

      assert.deepEqual(await journal.list(), [good]);
      assert.deepEqual(await journal.list(), [good]);
      assert.equal(await journal.get(broken.id), undefined);

      const [aside = ''] = await nodeFs.readdir(join(folder, 'set-aside'));
      assert.equal(await nodeFs.readFile(join(folder, 'set-aside', aside), 'utf8'), text);
      assert.equal(lines.length, 1);
    });
  }

  it('goes on when one file cannot be read at all', async () => {
    const job = await journal.create(order);
    await nodeFs.mkdir(join(folder, '0b0e4e4c-51f5-4c5e-9a4a-5f1f6a3a7a11.json'));
    assert.deepEqual(await journal.list(), [job]);
    assert.equal(lines.length, 1);
  });

  it('finds no job outside its folder', async () => {
    await nodeFs.mkdir(folder, { recursive: true });
    await nodeFs.writeFile(join(folder, '..', 'other.json'), 'not yours');
    assert.equal(await journal.get('../other'), undefined);
    await journal.remove('../other');
    assert.equal(await nodeFs.readFile(join(folder, '..', 'other.json'), 'utf8'), 'not yours');
  });

  it('costs one look into the folder while there are no jobs, and makes nothing', async () => {
    const steps: Step[] = [];
    const disk = createCrashDisk();
    const quiet = await openJournal('/jobs', { log, fs: disk.mount((step) => void steps.push(step)) });
    assert.deepEqual(await quiet.list(), []);
    assert.deepEqual(
      steps.map(({ name, path }) => `${name} ${path}`),
      ['readdir /jobs'],
    );
  });

  it('clears away what a killed writer left, an hour later', async () => {
    let time = Date.now();
    const later = await openJournal(folder, { log, now: () => time });
    const job = await later.create(order);
    await nodeFs.writeFile(join(folder, `${job.id}.${time}.x.tmp`), '{');
    time += 59 * 60 * 1000;
    await later.list();
    assert.equal((await nodeFs.readdir(folder)).length, 2);
    time += 2 * 60 * 1000;
    await later.list();
    assert.deepEqual(await nodeFs.readdir(folder), [`${job.id}.json`]);
  });

  it('says so when the disk is full, and harms nothing', async () => {
    const disk = createCrashDisk();
    const roomy = await openJournal('/jobs', { log, fs: disk.mount() });
    const job = await roomy.create(order);
    const before = disk.files();
    const full = await openJournal('/jobs', {
      log,
      fs: disk.mount(({ name }) => {
        if (name === 'write') throw systemError('ENOSPC');
      }),
    });
    await assert.rejects(full.create(order), { code: 'ENOSPC' });
    await assert.rejects(full.update(job.id, goodLife[0] ?? {}), { code: 'ENOSPC' });
    assert.deepEqual(disk.files(), before);
  });

  it('outlasts a scanner that holds the file open, and a folder that cannot be flushed, as on Windows', async () => {
    let refusals = 2;
    const fs: JournalFs = {
      ...nodeFs,
      rename: async (from, to) => {
        if (refusals-- > 0) throw systemError('EPERM');

        await nodeFs.rename(from, to);
      },
      open: async (path, flags, mode) => {
        if (path === folder) throw systemError('EISDIR');

        return nodeFs.open(path, flags, mode);
      },
    };
    const onWindows = await openJournal(folder, { log, fs });
    const job = await onWindows.create(order);
    assert.deepEqual(await journal.get(job.id), job);
  });
});
