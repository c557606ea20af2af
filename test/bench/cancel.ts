import nodeFetch from 'node-fetch';
import { type Client, createClient, type Task } from '../../src/bfl/client.ts';
import { defaultSchedule } from '../../src/bfl/schedule.ts';
import { createService } from '../../src/bfl/service.ts';
import { createBody } from '../standin/requestBody.ts';
import { startStandin, type Standin } from '../standin/server.ts';
import { quantile } from './stats.ts';
import { printTable, printTargets, type Target } from './table.ts';

const runs = 100;
const key = 'bench-key';

/** From the cancel to the rejection, over sockets, while the service holds its answer. */
export async function benchCancel(): Promise<void> {
  const targets: Target[] = [];
  const rows: string[][] = [];
  for (const [what, measure] of Object.entries({ poll: cancelPoll, download: cancelDownload, sleep: cancelSleep })) {
    const standin = await startStandin({ durations: { medianMs: 0, sigma: 0 } });
    const latenciesMs: number[] = [];
    try {
      while (latenciesMs.length < runs) latenciesMs.push(await measure(standin));
    } finally {
      await standin.close();
    }
    const p99 = quantile(latenciesMs, 0.99);
    rows.push([what, quantile(latenciesMs, 0.5).toFixed(2), p99.toFixed(2)]);
    targets.push({ what: `p99 during ${what}`, value: p99, limit: 100, unit: ' ms' });
  }
  printTable(`Cancel, ${runs} times each (ms)`, [['', 'median', 'p99'], ...rows]);
  printTargets('Cancel: targets', targets);
}

function cancelPoll(standin: Standin): Promise<number> {
  standin.service.reset();
  standin.service.faults.add({ on: 'poll', do: { hold: true } });
  return cancelAfter(standin, 0, () => standin.service.arrived('poll', 1));
}

function cancelDownload(standin: Standin): Promise<number> {
  standin.service.reset();
  standin.service.faults.add({ on: 'delivery', do: { hold: true } });
  return cancelAfter(standin, 0, () => standin.service.arrived('delivery', 1));
}

function cancelSleep(standin: Standin): Promise<number> {
  standin.service.reset();
  return cancelAfter(standin, 60_000, () => Promise.resolve());
}

async function cancelAfter({ apiUrl }: Standin, firstMs: number, reached: () => Promise<void>): Promise<number> {
  const client = createClient({
    fetch: nodeFetch,
    log: () => undefined,
    schedule: { ...defaultSchedule, firstMs },
    random: () => 0.5,
  });
  const connection = { service: createService('global', apiUrl), key };
  const task = await client.submit(connection, '/v1/flux-kontext-pro', createBody('A picture nobody waits for'), {});
  const cancel = new AbortController();
  const ended = waitAndDownload(client, connection, task, cancel.signal).then(
    () => Promise.reject(new Error('It was not cancelled.')),
    () => performance.now(),
  );
  await reached();
  const startMs = performance.now();
  cancel.abort();
  return (await ended) - startMs;
}

async function waitAndDownload(
  client: Client,
  connection: Parameters<Client['wait']>[0],
  task: Task,
  signal: AbortSignal,
): Promise<void> {
  const refresh = () => client.wait(connection, task, { timeoutMs: 60_000, signal });
  await client.download(connection, await refresh(), { refresh, signal });
}
