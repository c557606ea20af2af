import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/browser.ts';
import { extensionVsix, packExtension } from '../../scripts/editor/packExtension.ts';
import { type Editor, startEditor } from '../../scripts/editor/server.ts';
import { openWindow } from '../window/window.ts';
import { quantile } from './stats.ts';
import { printTable, printTargets } from './table.ts';

const runs = 10;
const ours = 'flux-kontext.flux-kontext';
const other = 'vscode.merge-conflict';

/** Milliseconds, as VS Code's own page *Startup Performance* gives them. */
interface Activation {
  readonly load: number;
  readonly call: number;
  readonly finish: number;
}

/** How long VS Code takes to activate the extension, beside a small one that it ships, in the same windows. */
export async function benchActivation(): Promise<void> {
  await packExtension();
  const folder = await mkdtemp(join(tmpdir(), 'flux-kontext-bench-'));
  const editor = await startEditor({ version: 'newest', extensions: [extensionVsix] });
  const browser = await launchBrowser();
  const windows: Record<string, Activation>[] = [];
  try {
    while (windows.length < runs) windows.push(await measureWindow(browser, editor, folder));
  } finally {
    await browser.close();
    await editor.stop();
    await rm(folder, { recursive: true });
  }
  const median = (extension: string, pick: (activation: Activation) => number): number =>
    quantile(
      windows.map((window) => pick(window[extension]!)),
      0.5,
    );
  const work = ({ call, finish }: Activation): number => call + finish;
  const all = ({ load, call, finish }: Activation): number => load + call + finish;
  printTable(`Activation, median of ${runs} windows (ms)`, [
    ['', 'load', 'call', 'finish', 'sum'],
    ...[ours, other].map((name) => [
      name,
      ...[({ load }: Activation) => load, ({ call }: Activation) => call, ({ finish }: Activation) => finish, all].map(
        (pick) => median(name, pick).toFixed(1),
      ),
    ]),
  ]);
  printTargets('Activation: targets', [
    { what: 'call + finish', value: median(ours, work), limit: 5, unit: ' ms' },
    {
      what: `load + call + finish, of ${other}'s`,
      value: median(ours, all) / median(other, all),
      limit: 1.25,
      unit: ' ×',
    },
  ]);
}

async function measureWindow(browser: Browser, editor: Editor, folder: string): Promise<Record<string, Activation>> {
  const window = await openWindow(browser, editor, folder, { size: { width: 1_600, height: 3_000 } });
  try {
    // Extensions start after the window has; the page shows those that have.
    for (;;) {
      await window.runCommand('Developer: Startup Performance');
      await sleep(2_000);
      const text = await window.editorText();
      const found = [ours, other].map((name) => [name, readActivation(text, name)] as const);
      if (found.every(([, activation]) => activation !== undefined))
        return Object.fromEntries(found) as Record<string, Activation>;
    }
  } finally {
    await window.close();
  }
}

function readActivation(page: string, extension: string): Activation | undefined {
  const cells = page
    .split('\n')
    .find((line) => line.includes(`| ${extension} `))
    ?.split('|');
  const [load, call, finish] = cells?.slice(3, 6).map(Number) ?? [];
  return load === undefined || call === undefined || finish === undefined ? undefined : { load, call, finish };
}
