import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/editor/browser.ts';
import { canariesIn, canaryKey, canarySignature, findCanaries } from '../../scripts/editor/canary.ts';
import type { EditorVersion } from '../../scripts/editor/install.ts';
import { extensionVsix, packFixture } from '../../scripts/editor/packExtension.ts';
import { startEditor, type Editor, type EditorOptions, type Settings } from '../../scripts/editor/server.ts';
import { startStandin, type Standin } from '../standin/server.ts';
import { startRealHosts, type RealHosts } from './realHosts.ts';
import { openWindow, patienceMs, type Window, type WindowOptions } from './window.ts';

export const elephant = 'A small furry elephant pet looks out from a cat house';

/** A key that the stand-in takes. No trace of it may be left behind, nor of a signed URL. */
export const key = canaryKey;

export interface StageOptions extends Partial<EditorOptions> {
  /** The stand-in is found under the service's real names, through a proxy; no `endpoint` is set. Default false. */
  readonly useRealHosts?: boolean;
  /** Extensions of `test/fixtures` beside ours. */
  readonly fixtures?: readonly string[];
}

/** What the window tests of one file share: a stand-in, an editor that points at it, a browser. */
export interface Stage {
  readonly standin: Standin;
  readonly editor: Editor;
  /** Throws unless the stage was set with `useRealHosts`. */
  readonly realHosts: RealHosts;
  /** Opens a window on a new folder with these files; the first is shown. */
  open(files: Readonly<Record<string, string>>, options?: StageWindowOptions): Promise<StageWindow>;
}

export interface StageWindowOptions extends WindowOptions {
  /** Beyond the stand-in's address; they hold until the next window is opened. */
  readonly settings?: Settings;
  /** Instead of a new folder: that of another window, whose files stay as they are. */
  readonly folder?: string;
  /** Instead of the stage's. */
  readonly browser?: Browser;
}

export interface StageWindow extends Window {
  readonly folder: string;
  /** The files below the folder, with `/`, sorted. */
  files(): readonly string[];
  read(name: string): Buffer;
}

/** Registers hooks that set the stage for the tests of a file; use the result inside tests only. */
export function useStage(version: EditorVersion = 'newest', options: StageOptions = {}): Stage {
  let standin: Standin;
  let editor: Editor;
  let browser: Browser;
  let realHosts: RealHosts | undefined;
  const { useRealHosts = false, fixtures = ['languages'], ...editorOptions } = options;
  const folders: string[] = [];
  const pageTraces = new Set<string>();

  before(async () => {
    const standinOptions = { durations: 'tests', signatureMark: canarySignature } as const;
    realHosts = useRealHosts ? await startRealHosts(makeFolder(), standinOptions) : undefined;
    standin = realHosts?.standin ?? (await startStandin(standinOptions));
    editor = await startEditor({
      version,
      extensions: [extensionVsix, ...(await Promise.all(fixtures.map((name) => packFixture(`test/fixtures/${name}`))))],
      ...editorOptions,
      env: { ...realHosts?.env, ...editorOptions.env },
    });
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    const traces = [...pageTraces, ...findCanaries(editor ? [editor.dataDir, ...folders] : [])];
    await editor?.stop();
    await (realHosts ?? standin)?.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(traces, [], 'no trace of the key or of a signed URL is left behind');
    assert.deepEqual(standin?.service.counts.keysSeen.delivery, [], 'delivery never sees a key');
  });

  afterEach(async () => {
    standin.service.faults.clear();
    for (const context of browser.contexts()) {
      for (const page of context.pages()) (await canariesOn(page)).forEach((trace) => pageTraces.add(trace));
      await context.close();
    }
  });

  function makeFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'flux-kontext-ui-'));
    folders.push(folder);
    return folder;
  }

  return {
    get standin() {
      return standin;
    },
    get editor() {
      return editor;
    },
    get realHosts() {
      assert.ok(realHosts);
      return realHosts;
    },
    async open(files, { settings = {}, folder = makeFolder(), browser: chosen = browser, ...windowOptions } = {}) {
      for (const [name, text] of Object.entries(files)) writeNewFile(join(folder, name), text);
      const address = realHosts ? { 'http.proxy': realHosts.proxy.url } : { 'fluxKontext.endpoint': standin.apiUrl };
      await editor.updateUserSettings({ ...unsetSettings, ...address, ...settings });
      const first = Object.keys(files)[0];
      const opened = first === undefined ? [] : [join(folder, first)];
      const window = await openWindow(chosen, editor, folder, { files: opened, ...windowOptions });
      return Object.assign(window, {
        folder,
        files: () => listFiles(folder),
        read: (name: string) => readFileSync(join(folder, name)),
      });
    },
  };
}

/** Chooses *Generate Image from Selection* in the context menu of the line with `text`, after selecting it. */
export async function generateFromLine(window: Window, text: string): Promise<void> {
  await window.selectLine(text);
  await window.contextMenu(text, 'Generate Image from Selection');
}

/** Types the key into the box that asks for it. */
export async function enterKey(window: Window, text = key): Promise<void> {
  await window.quickInput.title.filter({ hasText: 'API key' }).waitFor();
  await window.quickInput.type(text);
  await window.quickInput.accept();
}

/** Waits until the preview has painted its picture; gives the size in pixels. */
export async function paintedSize(window: Window): Promise<{ width: number; height: number }> {
  const image = window.webview().locator('img');
  await image.waitFor();
  return image.evaluate(async (element: { decode(): Promise<void>; naturalWidth: number; naturalHeight: number }) => {
    await element.decode();
    return { width: element.naturalWidth, height: element.naturalHeight };
  });
}

/** Repeats an assertion until it holds, for what a person would see a moment later; fails as it does in the end. */
export async function eventually(assertion: () => void | Promise<void>): Promise<void> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > end) throw error;
      await setTimeout(100);
    }
  }
}

/** The extension's settings that a test may have set for the window before. */
const unsetSettings: Settings = Object.fromEntries(
  Object.keys((JSON.parse(readFileSync('package.json', 'utf8')) as Manifest).contributes.configuration.properties).map(
    (name) => [name, undefined],
  ),
);

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, unknown>> } };
}

function writeNewFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) writeFileSync(path, text);
}

/** The canaries that can be read on a page or in a webview of it. */
async function canariesOn(page: Page): Promise<readonly string[]> {
  const texts = await Promise.all(page.frames().map((frame) => frame.content().catch(() => '')));
  return canariesIn(texts.join('\n')).map((canary) => `page ${page.url()}: ${canary}`);
}

function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}
