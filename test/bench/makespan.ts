import type nodeFetch from 'node-fetch';
import { createSlots } from '../../src/jobs/slots.ts';
import { createRandom } from '../standin/random.ts';
import { createOurClient } from './clients/ours.ts';
import { printTable, printTargets, type Target } from './table.ts';
import { type Width, widths } from './widths.ts';
import { createWorld } from './world.ts';

const atOnce = 24;
const model = 'flux-kontext-pro';

/**
 * How long a batch takes, from the first POST to the last byte, on a simulated clock. The bound is what the service
 * itself needs for the same tasks in the same order, with each slot taken again the moment that its task is ready:
 * no polls, no round trips.
 */
export async function benchMakespan(): Promise<void> {
  const rows: string[][] = [];
  const targets: Target[] = [];
  for (const width of widths) {
    for (const count of [50, 200]) {
      const { totalMs, boundMs } = await measure(width, count);
      const what = `${count} pictures, ${width.name}`;
      rows.push([what, (totalMs / 1_000).toFixed(1), (boundMs / 1_000).toFixed(1)]);
      targets.push({ what, value: totalMs / boundMs, limit: 1.15, unit: ' × the bound' });
    }
  }
  printTable(`Makespan, ${atOnce} in flight (bound: list scheduling of the same tasks, no overhead)`, [
    ['', 'makespan (s)', 'bound (s)'],
    ...rows,
  ]);
  printTargets('Makespan: targets', targets);
}

async function measure(width: Width, count: number): Promise<{ totalMs: number; boundMs: number }> {
  const random = createRandom(2);
  const world = createWorld(width, 1);
  const client = createOurClient({
    clock: world.clock,
    fetch: world.fetch as typeof nodeFetch,
    history: Array.from({ length: 100 }, () => width.draw(random)),
  });
  const slots = createSlots(() => atOnce);
  const { signal } = new AbortController();
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const slot = await slots.acquire(model, signal);
      await client.generate(`picture ${index}`, () => slot.release());
    }),
  );
  const durationsMs = world.service.tasks.map(({ acceptedAt, readyAt }) => readyAt - acceptedAt);
  return { totalMs: world.clock.monotonic(), boundMs: scheduleList(durationsMs, atOnce) };
}

/** When the last of the tasks ends if each starts, in their order, as soon as one of `slots` is free. */
export function scheduleList(durationsMs: readonly number[], slots: number): number {
  const freeAtMs: number[] = Array.from({ length: slots }, () => 0);
  for (const durationMs of durationsMs) {
    const first = freeAtMs.indexOf(Math.min(...freeAtMs));
    freeAtMs[first] = (freeAtMs[first] ?? 0) + durationMs;
  }
  return Math.max(...freeAtMs);
}
