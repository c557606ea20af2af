import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import nodeFetch from 'node-fetch';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/browser.ts';
import { extensionVsix, packExtension } from '../../scripts/editor/packExtension.ts';
import { type Editor, startEditor } from '../../scripts/editor/server.ts';
import { createClient } from '../../src/bfl/client.ts';
import { createService } from '../../src/bfl/service.ts';
import type { Job } from '../../src/jobs/job.ts';
import { openJournal } from '../../src/jobs/journal.ts';
import { leaseFile } from '../../src/jobs/leases/leaseFiles.ts';
import { systemProcesses } from '../../src/jobs/leases/owner.ts';
import { recipeOf } from '../fixtures/recipes.ts';
import { createBody } from '../standin/requestBody.ts';
import { startStandin, type Standin } from '../standin/server.ts';
import { openWindow } from '../window/window.ts';
import { quantile } from './stats.ts';
import { printTable, printTargets } from './table.ts';

const runs = 5;
const extensionId = 'flux-kontext.flux-kontext';
const key = 'bench-key';
/** Longer ago than any schedule is quiet: the first poll is due at once. */
const acceptedAgoMs = 60_000;
const patienceMs = 30_000;

interface Place {
  readonly editor: Editor;
  readonly browser: Browser;
  readonly standin: Standin;
  readonly folder: string;
}

/** Milliseconds since VS Code began to activate the extension. */
interface TakeUp {
  readonly polledMs: number;
  readonly savedMs: number;
}

/** How soon a new window goes on with a picture that another one left, in a real host. */
export async function benchResumeLeft(): Promise<void> {
  await packExtension();
  const folder = await mkdtemp(join(tmpdir(), 'flux-kontext-bench-'));
  const standin = await startStandin({ durations: { medianMs: 0, sigma: 0 } });
  const editor = await startEditor({
    version: 'newest',
    extensions: [extensionVsix],
    userSettings: { 'fluxKontext.endpoint': standin.apiUrl },
    env: { FLUX_KONTEXT_ENDPOINT_KEY: key },
  });
  const browser = await launchBrowser();
  const found: Record<string, TakeUp[]> = { 'without a lease': [], 'with the lease of a dead process': [] };
  try {
    for (let run = 0; run < runs; run++) {
      for (const [index, takeUps] of Object.values(found).entries())
        takeUps.push(await measure({ editor, browser, standin, folder }, `picture-${index}-${run}`, index === 1));
    }
  } finally {
    await browser.close();
    await editor.stop();
    await standin.close();
    await rm(folder, { recursive: true });
  }
  const rows = Object.entries(found).map(([name, takeUps]) => ({
    name,
    polledMs: takeUps.map(({ polledMs }) => polledMs),
    savedMs: takeUps.map(({ savedMs }) => savedMs),
  }));
  printTable(`Resuming a picture, ${runs} windows each (ms from the start of the activation)`, [
    ['', 'first poll, median', 'slowest', 'saved file, median', 'slowest'],
    ...rows.map(({ name, polledMs, savedMs }) => [
      name,
      ...[polledMs, savedMs].flatMap((all) => [quantile(all, 0.5).toFixed(0), Math.max(...all).toFixed(0)]),
    ]),
  ]);
  printTargets(
    'Resuming: targets',
    rows.map(({ name, polledMs }) => ({
      what: `slowest first poll, ${name}`,
      value: Math.max(...polledMs) / 1_000,
      limit: 1,
      unit: ' s',
    })),
  );
}

async function measure(place: Place, name: string, isLeased: boolean): Promise<TakeUp> {
  const { editor, browser, standin, folder } = place;
  const startMs = Date.now();
  standin.service.reset();
  await leaveJob(place, name, isLeased);
  const window = await openWindow(browser, editor, folder);
  try {
    const savedAt = await waitForFile(join(folder, `${name}.jpg`));
    const polledAt = standin.service.counts.requests.find(({ kind }) => kind === 'poll')?.at ?? NaN;
    const activatedAt = await findActivation(editor, startMs);
    return { polledMs: polledAt - activatedAt, savedMs: savedAt - activatedAt };
  } finally {
    await window.close();
  }
}

/** What a killed window leaves: a job whose task is ready, and maybe a lease. */
async function leaveJob({ editor, standin, folder }: Place, name: string, isLeased: boolean): Promise<void> {
  const jobs = join(editor.dataDir, 'data/User/globalStorage', extensionId, 'jobs');
  const journal = await openJournal(jobs, { log: console.error });
  const client = createClient({ fetch: nodeFetch, log: () => undefined });
  const workspaceFolder = pathToFileURL(folder).href;
  const service = { region: 'global', endpoint: standin.apiUrl } as const;
  const connection = { service: createService(service.region, service.endpoint), key };
  const { id, pollingUrl, cost } = await client.submit(connection, '/v1/flux-kontext-pro', createBody(name), {});
  const order: Job['order'] = {
    recipe: recipeOf(name),
    service,
    timeoutSeconds: 300,
    save: {
      folder: workspaceFolder,
      workspaceFolder,
      template: '${slug}',
      mayLeaveWorkspace: false,
      heading: '',
      index: 1,
    },
    show: 'never',
  };
  const job = await journal.create(order);
  const task = { id, pollingUrl, cost, acceptedAt: Date.now() - acceptedAgoMs };
  await journal.update(job.id, { state: 'accepted', task });
  if (isLeased) {
    const owner = { ...(await systemProcesses.self()), pid: spawnSync(process.execPath, ['--version']).pid };
    await writeFile(join(jobs, leaseFile(job.id, 1).name), JSON.stringify(owner));
  }
}

/** When the file got its name. Rejects if it does not come. */
async function waitForFile(path: string): Promise<number> {
  const signal = AbortSignal.timeout(patienceMs);
  for (;;) {
    const file = await stat(path).catch(() => undefined);
    if (file !== undefined) return file.ctimeMs;

    await sleep(100, undefined, { signal });
  }
}

/** When VS Code began to activate the extension, as its own log says. */
async function findActivation(editor: Editor, sinceMs: number): Promise<number> {
  const logs = join(editor.dataDir, 'data/logs');
  const names = (await readdir(logs, { recursive: true })).filter((name) => name.endsWith('remoteexthost.log'));
  const texts = await Promise.all(names.map((name) => readFile(join(logs, name), 'utf8')));
  const times = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.includes(`_doActivateExtension ${extensionId}`))
    .map((line) => Date.parse(`${line.slice(0, '2000-01-01 00:00:00.000'.length)}Z`));
  return times.find((time) => time >= sinceMs) ?? NaN;
}
