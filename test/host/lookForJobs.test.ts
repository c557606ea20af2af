import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activate } from '../../src/extension.ts';
import { replace, undoReplacements } from './support/replace.ts';

describe('The look for pictures that another window left', () => {
  let storage: string;

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'flux-kontext-look-'));
    await mkdir(join(storage, 'jobs'));
    await writeFile(join(storage, 'jobs', 'left.json'), '{}');
  });
  afterEach(async () => {
    undoReplacements();
    await rm(storage, { recursive: true });
  });

  it('is taken again after the app could not be loaded, and ends with the extension', async () => {
    const nothing = new vscode.Disposable(() => undefined);
    replace(vscode.commands, 'registerCommand', () => nothing);
    replace(vscode.window, 'registerWebviewPanelSerializer', () => nothing);
    let loads = 0;
    replace(vscode.window, 'createOutputChannel', () => {
      throw new Error(`load ${++loads}`);
    });
    const intervals = replaceIntervals(10_000);
    const subscriptions: vscode.Disposable[] = [];
    const context = { globalStorageUri: vscode.Uri.file(storage), subscriptions };

    let told = nextConsoleError();
    activate(context as unknown as vscode.ExtensionContext);
    assert.equal(String(await told), 'Error: load 1');

    told = nextConsoleError();
    intervals.forEach((look) => look());
    assert.equal(String(await told), 'Error: load 2');

    told = nextConsoleError();
    intervals.forEach((look) => look());
    for (const subscription of subscriptions) subscription.dispose();
    assert.equal(String(await told), 'Error: load 3', 'it was under way');
    assert.equal(intervals.size, 0);
  });
});

/** The next thing that is written to the console as an error, once all that follows at once has happened. */
function nextConsoleError(): Promise<unknown> {
  return new Promise((resolve) => {
    replace(console, 'error', (error: unknown) => void setImmediate(() => resolve(error)));
  });
}

/** Has the test decide when intervals of this length are over; gives those that are set. */
function replaceIntervals(length: number): Map<unknown, () => void> {
  const intervals = new Map<unknown, () => void>();
  const { setInterval, clearInterval } = globalThis;
  const set = (callback: () => void, ms: number): unknown => {
    if (ms !== length) return setInterval(callback, ms);
    const interval = {};
    intervals.set(interval, callback);
    return interval;
  };
  replace(globalThis, 'setInterval', set as typeof setInterval);
  replace(globalThis, 'clearInterval', (interval) => intervals.delete(interval) || clearInterval(interval));
  return intervals;
}
