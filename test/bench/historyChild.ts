// Run by history.ts with --expose-gc: node historyChild.ts FOLDER
import { performance } from 'node:perf_hooks';
import { openHistory } from '../../src/pictures/history.ts';
import type { LoadFigures } from './history.ts';

const [folder = ''] = process.argv.slice(2);
const history = openHistory(folder, { shared: () => [], limit: () => 10_000, log: console.error });
const before = used();
const start = performance.now();
const entries = await history.list();
const ms = performance.now() - start;
const figures: LoadFigures = { count: entries.length, ms, heapBytes: used() - before };
console.log(JSON.stringify(figures));

/** Bytes in use after a collection. */
function used(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
