// Run by memory.ts with --expose-gc: node memoryChild.ts jobs|bomb URL
import { defaultSchedule } from '../../src/bfl/schedule.ts';
import { createOurClient } from './clients/ours.ts';
import { type MemoryFigures, warmUpJobs } from './memory.ts';
import { runPool } from './pool.ts';

const [what, endpoint = ''] = process.argv.slice(2);
const client = createOurClient({ endpoint, schedule: { ...defaultSchedule, firstMs: 100, fastMs: 50 } });
const generate = (index: number): Promise<unknown> => client.generate(`picture ${index}`).catch(() => undefined);

await runPool(warmUpJobs, 6, generate);
const before = used();
const base = process.memoryUsage.rss();
let highest = base;
// Not `resourceUsage().maxRSS`: on Linux that begins with what the process that started this one had in use.
const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 1);
await runPool(what === 'jobs' ? 100 : 1, 6, generate);
clearInterval(watch);
const figures: MemoryFigures = { growth: used() - before, peak: highest - base };
console.log(JSON.stringify(figures));

/** Bytes in use after a collection. */
function used(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
