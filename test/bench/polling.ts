import type nodeFetch from 'node-fetch';
import { createAiSdkClient } from './clients/aiSdk.ts';
import type { PictureClient } from './clients/client.ts';
import { createGuideClient } from './clients/guide.ts';
import { createOurClient } from './clients/ours.ts';
import { leastDelayMs } from './optimum.ts';
import { runPool } from './pool.ts';
import { withSimulatedTimers } from './simulatedTimers.ts';
import { mean, quantile } from './stats.ts';
import { printTable, printTargets, type Target } from './table.ts';
import { createWebFetch } from './webFetch.ts';
import { type Width, widths } from './widths.ts';
import { apiOrigin, createWorld, meanRoundTripMs, type World } from './world.ts';

/** Pictures before any is counted, so that what learns has learned. */
const warmUp = 100;
const atOnce = 24;
const pollsPerSecond = 20;

interface Figures {
  readonly name: string;
  readonly meanMs: number;
  readonly p95Ms: number;
  readonly polls: number;
  /** From the prompt to the bytes. */
  readonly pictureMs: number;
}

const rivals: readonly ((world: World) => PictureClient)[] = [
  ({ clock, fetch }) =>
    createGuideClient({ sleep: (ms) => clock.sleep(ms), fetch: createWebFetch(fetch), origin: apiOrigin }),
  ({ fetch }) => createAiSdkClient({ fetch: createWebFetch(fetch), origin: apiOrigin }),
];

/** From ready at the service to seen here, and the polls that it costs, on a simulated clock. */
export async function benchPolling(): Promise<void> {
  const targets: Target[] = [];
  for (const width of widths) {
    const guide = await measure(width, rivals[0]!, 1, 3_000);
    const aiSdk = await measure(width, rivals[1]!, 1, 300);
    const ours = await measure(width, createOurs([]), 1, 6_000);
    const unlearned = await measure(width, createOurs(undefined), 1, 1_000);
    const least = leastDelayMs(width.cdf, ours.polls, meanRoundTripMs);
    printFigures(`Polling, ${width.name}, one at a time`, [
      guide,
      aiSdk,
      { ...unlearned, name: 'ours, nothing learned' },
      ours,
      optimum('the optimum for our polls', least, ours.polls),
    ]);
    targets.push(
      { what: `${width.name}: mean, of the guide's`, value: ours.meanMs / guide.meanMs, limit: 0.6, unit: ' ×' },
      { what: `${width.name}: polls, of the guide's`, value: ours.polls / guide.polls, limit: 1.3, unit: ' ×' },
      { what: `${width.name}: mean, of the optimum`, value: ours.meanMs / least, limit: 1.2, unit: ' ×' },
    );
  }
  printTargets('Polling, one at a time: targets', targets);
  await benchBusyPolling();
}

async function benchBusyPolling(): Promise<void> {
  const targets: Target[] = [];
  for (const width of widths) {
    const guide = await measure(width, rivals[0]!, atOnce, 1_000);
    const aiSdk = await measure(width, rivals[1]!, atOnce, 300);
    const ours = await measure(width, createOurs([]), atOnce, 6_000);
    const affordable = (pollsPerSecond * ours.pictureMs) / 1_000 / atOnce;
    const least = leastDelayMs(width.cdf, affordable, meanRoundTripMs);
    printFigures(`Polling, ${width.name}, ${atOnce} at once`, [
      guide,
      aiSdk,
      ours,
      optimum(`the optimum for ${pollsPerSecond} polls a second`, least, affordable),
    ]);
    targets.push({ what: `${width.name}: mean, of the optimum`, value: ours.meanMs / least, limit: 1.2, unit: ' ×' });
  }
  printTargets(`Polling, ${atOnce} at once: targets`, targets);
}

function optimum(name: string, meanMs: number, polls: number): Figures {
  return { name, meanMs, polls, p95Ms: NaN, pictureMs: NaN };
}

function createOurs(history: number[] | undefined): (world: World) => PictureClient {
  return ({ clock, fetch }) =>
    createOurClient({ clock, fetch: fetch as typeof nodeFetch, pollsPerSecond, ...(history && { history }) });
}

async function measure(
  width: Width,
  create: (world: World) => PictureClient,
  parallel: number,
  count = 2_000,
): Promise<Figures> {
  const world = createWorld(width, 1);
  const client = create(world);
  return withSimulatedTimers(world.clock, async () => {
    const picturesMs: number[] = [];
    const generate = async (index: number): Promise<void> => {
      const startMs = world.clock.now();
      await client.generate(`picture ${index}`);
      picturesMs.push(world.clock.now() - startMs);
    };
    await runPool(warmUp, parallel, generate);
    const pollsBefore = world.service.counts.polls;
    await runPool(count, parallel, generate);
    const delaysMs = world.delaysMs.slice(warmUp);
    return {
      name: client.name,
      meanMs: mean(delaysMs),
      p95Ms: quantile(delaysMs, 0.95),
      polls: (world.service.counts.polls - pollsBefore) / count,
      pictureMs: mean(picturesMs.slice(warmUp)),
    };
  });
}

function format(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(2);
}

function printFigures(title: string, rows: readonly Figures[]): void {
  printTable(title, [
    ['', 'mean (s)', 'p95 (s)', 'polls'],
    ...rows.map(({ name, meanMs, p95Ms, polls }) => [
      name,
      format(meanMs / 1_000),
      format(p95Ms / 1_000),
      format(polls),
    ]),
  ]);
}
