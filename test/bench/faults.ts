import type nodeFetch from 'node-fetch';
import { createAiSdkClient } from './clients/aiSdk.ts';
import type { PictureClient } from './clients/client.ts';
import { createGuideClient } from './clients/guide.ts';
import { createOurClient } from './clients/ours.ts';
import { type FaultCase, faultCases } from './faultCases.ts';
import { withSimulatedTimers } from './simulatedTimers.ts';
import { printTable, printTargets } from './table.ts';
import { createWebFetch } from './webFetch.ts';
import { widths } from './widths.ts';
import { apiOrigin, createWorld, image, type World } from './world.ts';

const patienceMs = 600_000;

const clients: readonly ((world: World) => PictureClient)[] = [
  ({ clock, fetch }) =>
    createGuideClient({ sleep: (ms) => clock.sleep(ms), fetch: createWebFetch(fetch), origin: apiOrigin }),
  ({ fetch }) => createAiSdkClient({ fetch: createWebFetch(fetch), origin: apiOrigin }),
  ({ clock, fetch }) => createOurClient({ clock, fetch: fetch as typeof nodeFetch }),
];

interface Outcome {
  readonly isBest: boolean;
  readonly boughtTwice: boolean;
  readonly keyLeaked: boolean;
  readonly text: string;
}

/** What becomes of one picture when one thing goes wrong, on a simulated clock. */
export async function benchFaults(): Promise<void> {
  const rows: string[][] = [];
  const outcomes: Outcome[][] = [];
  for (const faultCase of faultCases) {
    const row: Outcome[] = [];
    for (const create of clients) row.push(await measure(faultCase, create));

    outcomes.push(row);
    rows.push([faultCase.name, ...row.map(({ isBest, text }) => `${text} ${isBest ? '✔' : '✘'}`)]);
  }
  const count = (is: (outcome: Outcome) => boolean): string[] =>
    clients.map((_, client) => String(outcomes.filter((row) => is(row[client]!)).length));
  printTable(`${faultCases.length} faults`, [
    ['', 'the guide', '@ai-sdk', 'ours'],
    ...rows,
    ['as good as can be', ...count(({ isBest }) => isBest)],
    ['bought twice', ...count(({ boughtTwice }) => boughtTwice)],
    ['key leaked', ...count(({ keyLeaked }) => keyLeaked)],
  ]);
  const ours = outcomes.map((row) => row.at(-1)!);
  const oursNotBest = (isWanted: (best: FaultCase['best']) => boolean): number =>
    ours.filter(({ isBest }, index) => !isBest && isWanted(faultCases[index]!.best)).length;
  printTargets('Faults: targets for ours', [
    { what: 'recoverable, but not delivered', value: oursNotBest((best) => best === 'picture'), limit: 0 },
    { what: 'not recoverable, but not said what it is', value: oursNotBest((best) => best !== 'picture'), limit: 0 },
    { what: 'bought twice', value: ours.filter(({ boughtTwice }) => boughtTwice).length, limit: 0 },
    { what: 'key leaked', value: ours.filter(({ keyLeaked }) => keyLeaked).length, limit: 0 },
  ]);
}

async function measure({ rules, best }: FaultCase, create: (world: World) => PictureClient): Promise<Outcome> {
  let keyLeaked = false;
  const world = createWorld(widths[0]!, 1, (_, { headers }) => {
    keyLeaked ||= headers?.['x-key'] !== undefined;
  });
  world.service.faults.add(...rules);
  const result = await withSimulatedTimers(world.clock, () =>
    Promise.race([
      create(world)
        .generate('A detective in the rain')
        .catch((error: unknown) => String(error)),
      world.clock.sleep(patienceMs).then(() => 'hangs'),
    ]),
  );
  const bought = world.service.counts.accepted;
  const isDelivered = typeof result !== 'string' && Buffer.from(result).equals(image);
  const isBest = best === 'picture' ? isDelivered : typeof result === 'string' && best.test(result);
  const what =
    typeof result === 'string' ? describeError(best, isBest, bought) : isDelivered ? 'delivered' : 'wrong bytes';
  const boughtTwice = bought > 1;
  const text = [what, ...(boughtTwice ? [`bought ${bought} ×`] : []), ...(keyLeaked ? ['key leaked'] : [])].join(', ');
  return { isBest: isBest && !boughtTwice && !keyLeaked, boughtTwice, keyLeaked, text };
}

function describeError(best: FaultCase['best'], isBest: boolean, bought: number): string {
  if (best === 'picture') return bought > 0 ? 'lost, paid' : 'failed, not paid';

  return isBest ? 'right error' : 'error';
}
