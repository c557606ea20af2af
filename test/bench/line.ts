import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeNewFile } from '../../src/files/newFile.ts';
import { createRandom } from '../standin/random.ts';
import { startStandin, type Standin } from '../standin/server.ts';
import type { PictureClient } from './clients/client.ts';
import { createGuideClient } from './clients/guide.ts';
import { createOurClient } from './clients/ours.ts';
import { runPool } from './pool.ts';
import { mean, quantile } from './stats.ts';
import { printTable, printTargets } from './table.ts';
import { medianMs, widths } from './widths.ts';

const pictures = 40;
const atOnce = 8;

/** From ready at the service to the file on the disk, over sockets and in real time: ours and the guide's at once. */
export async function benchLine(): Promise<void> {
  const standin = await startStandin({ durations: { medianMs, sigma: 0.35 } });
  const folder = await mkdtemp(join(tmpdir(), 'flux-kontext-bench-'));
  try {
    const random = createRandom(1);
    const history = Array.from({ length: 100 }, () => widths[1]!.draw(random));
    const guide = createGuideClient({ fetch, sleep, origin: standin.apiUrl });
    const ours = createOurClient({ endpoint: standin.apiUrl, history });
    const [guideMs, oursMs] = await Promise.all([
      measure(standin, guide, (name, bytes) => writeFile(join(folder, `${name}.jpg`), bytes)),
      measure(standin, ours, (name, bytes) => writeNewFile(folder, name, '.jpg', bytes)),
    ]);
    printTable(`Ready at the service → saved file, ${pictures} pictures each, over sockets, in real time`, [
      ['', 'mean (s)', 'p95 (s)'],
      ...[[guide.name, guideMs] as const, [ours.name, oursMs] as const].map(([name, delaysMs]) => [
        name,
        (mean(delaysMs) / 1_000).toFixed(2),
        (quantile(delaysMs, 0.95) / 1_000).toFixed(2),
      ]),
    ]);
    printTargets('Line: target', [
      { what: "mean, of the guide's", value: mean(oursMs) / mean(guideMs), limit: 0.6, unit: ' ×' },
    ]);
  } finally {
    await standin.close();
    await rm(folder, { recursive: true });
  }
}

async function measure(
  { service }: Standin,
  client: PictureClient,
  save: (name: string, bytes: Uint8Array) => Promise<unknown>,
): Promise<number[]> {
  const delaysMs: number[] = [];
  await runPool(pictures, atOnce, async (index) => {
    const prompt = `${client.name} ${index}`;
    await save(prompt, await client.generate(prompt));
    const task = service.tasks.find((candidate) => candidate.prompt === prompt);
    delaysMs.push(Date.now() - (task?.readyAt ?? NaN));
  });
  return delaysMs;
}
