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
const { rss } = process.memoryUsage();
await runPool(what === 'jobs' ? 100 : 1, 6, generate);
const peak = process.resourceUsage().maxRSS * 1_024 - rss;
const figures: MemoryFigures = { growth: used() - before, peak };
console.log(JSON.stringify(figures));

/** Bytes in use after a collection. */
function used(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
