import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { projectPath } from '../../scripts/editor/paths.ts';
import { createMarkdown } from '../../src/markup/markdown.ts';
import { type History, openHistory } from '../../src/pictures/history.ts';
import { searchEntries } from '../../src/pictures/historyEntry.ts';
import { formatPicture } from '../../src/pictures/picture.ts';
import { createDocument } from './documents.ts';
import { createLines, createPicture, sha256Of } from './historyLines.ts';
import { quantile } from './stats.ts';
import { printTargets } from './table.ts';

/** What `historyChild.ts` measures. */
export interface LoadFigures {
  readonly count: number;
  readonly ms: number;
  readonly heapBytes: number;
}

const count = 10_000;
const markdown = createMarkdown('markdown');
const mebibyte = 1_024 * 1_024;
const open = (folder: string): History =>
  openHistory(folder, { shared: () => [], limit: () => count, log: console.error });

/** The history of 10,000 pictures: how it is loaded, searched, asked for the recipe of a file, and added to. */
export async function benchHistory(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'flux-kontext-history-'));
  try {
    const folder = join(root, 'history');
    const lines = createLines(count);
    await mkdir(folder);
    await writeFile(join(folder, 'old.jsonl'), lines);
    const loads = await repeat(5, () => loadInChild(folder));
    const history = open(folder);
    const { recipe, hash, hover } = await measureRecipe(history, join(root, 'picture.jpg'));
    const search = await measureSearch(history);
    const { ours, plain } = await measureAppends(open(join(root, 'other')), join(root, 'plain.jsonl'));
    printTargets(`The history of ${loads[0]?.count ?? 0} pictures, ${(lines.length / count).toFixed(0)} bytes each`, [
      { what: 'loaded in a new process', value: median(loads.map(({ ms }) => ms)), limit: 150, unit: ' ms' },
      { what: 'memory', value: median(loads.map(({ heapBytes }) => heapBytes)) / mebibyte, limit: 25, unit: ' MiB' },
      { what: 'searched', value: search, limit: 20, unit: ' ms' },
      {
        what: `recipe of a file of 2 MB (${hash.toFixed(2)} ms for its SHA-256 alone)`,
        value: recipe,
        limit: 10,
        unit: ' ms',
      },
      { what: 'hover: the link in 200 KB of text, and its recipe', value: hover, limit: 50, unit: ' ms' },
      {
        what: `picture added, beside appendFile with flush (${plain.toFixed(2)} ms)`,
        value: ours / plain,
        limit: 2,
        unit: ' ×',
      },
    ]);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function loadInChild(folder: string): Promise<LoadFigures> {
  const child = projectPath('test/bench/historyChild.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', child, folder]);
  return JSON.parse(stdout) as LoadFigures;
}

async function measureRecipe(history: History, path: string) {
  const bytes = randomBytes(2_000_000);
  await writeFile(path, bytes);
  await history.add(createPicture(count / 2, sha256Of(bytes)));
  const hashes = await repeat(21, () => time(async () => sha256Of(bytes)));
  const recipes = await repeat(21, () =>
    time(async () => {
      if (!(await history.find(sha256Of(await readFile(path))))) throw new Error('The picture was not found.');
    }),
  );
  const text = `${createDocument(200_000)}\n![A fox](./fox.jpg)\n`;
  const hovers = await repeat(21, () =>
    time(async () => {
      if (!markdown.linkAt(text, text.length - 5)) throw new Error('The link was not found.');
      await history.find(sha256Of(await readFile(path)));
    }),
  );
  return { recipe: median(recipes), hash: median(hashes), hover: median(hovers) };
}

/** For words that many pictures have, and one that few have. */
async function measureSearch(history: History): Promise<number> {
  const entries = await history.list();
  const searches = await repeat(9, () =>
    time(async () => {
      if (searchEntries(entries, 'cafe dusk 77').length === 0) throw new Error('Nothing was found.');
    }),
  );
  return median(searches);
}

/** Both in turn, so that what else the disk does slows down both. */
async function measureAppends(history: History, plainPath: string) {
  const ours: number[] = [];
  const plain: number[] = [];
  for (let at = 0; at < 100; at++) {
    const picture = createPicture(at);
    ours.push(await time(() => history.add(picture)));
    plain.push(await time(() => appendFile(plainPath, formatPicture(picture, at), { flush: true })));
  }
  return { ours: median(ours), plain: median(plain) };
}

async function repeat<T>(times: number, run: () => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let at = 0; at < times; at++) results.push(await run());
  return results;
}

async function time(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
