import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../editor/browser.ts';
import type { EditorVersion } from '../editor/install.ts';
import { extensionVsix, packFixture } from '../editor/packExtension.ts';
import { startEditor, type Editor, type EditorOptions, type Settings } from '../editor/server.ts';
import { startStandin, type Standin } from '../standin/server.ts';
import { openWindow, type Window, type WindowOptions } from './window.ts';

export const elephant = 'A small furry elephant pet looks out from a cat house';

/** A key that the stand-in takes; long, so that a trace of it would be found. */
export const key = 'bfl_stage_key_0123456789';

/** What the window tests of one file share: a stand-in, an editor that points at it, a browser. */
export interface Stage {
  readonly standin: Standin;
  readonly editor: Editor;
  /** Opens a window on a new folder with these files; the first is shown. */
  open(files: Readonly<Record<string, string>>, options?: StageWindowOptions): Promise<StageWindow>;
}

export interface StageWindowOptions extends WindowOptions {
  /** Beyond the stand-in's address; they hold until the next window is opened. */
  readonly settings?: Settings;
}

export interface StageWindow extends Window {
  readonly folder: string;
  /** The files below the folder, with `/`, sorted. */
  files(): readonly string[];
  read(name: string): Buffer;
  /** Changes user settings and waits until the window knows them. */
  applySettings(settings: Settings): Promise<void>;
}

/** Registers hooks that set the stage for the tests of a file; use the result inside tests only. */
export function useStage(version: EditorVersion = 'newest', editorOptions: Partial<EditorOptions> = {}): Stage {
  let standin: Standin;
  let editor: Editor;
  let browser: Browser;
  const folders: string[] = [];
  let applied = 0;

  before(async function () {
    this.timeout(120_000);
    standin = await startStandin({ durations: 'tests' });
    editor = await startEditor({
      version,
      extensions: [extensionVsix, await packFixture('test/fixtures/languages')],
      ...editorOptions,
    });
    browser = await launchBrowser();
  });

  after(async () => {
    await browser?.close();
    await editor?.stop();
    await standin?.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  afterEach(async () => {
    standin.service.faults.clear();
    for (const context of browser.contexts()) await context.close();
  });

  return {
    get standin() {
      return standin;
    },
    get editor() {
      return editor;
    },
    async open(files, { settings = {}, ...options } = {}) {
      const folder = mkdtempSync(join(tmpdir(), 'flux-kontext-ui-'));
      folders.push(folder);
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      await editor.updateUserSettings({ ...unsetSettings, 'fluxKontext.endpoint': standin.apiUrl, ...settings });
      const first = Object.keys(files)[0];
      const opened = first === undefined ? [] : [join(folder, first)];
      const window = await openWindow(browser, editor, folder, { files: opened, ...options });
      return Object.assign(window, {
        folder,
        files: () => listFiles(folder),
        read: (name: string) => readFileSync(join(folder, name)),
        async applySettings(changed: Settings) {
          // The title is a setting too, and one that can be seen.
          const title = `settings ${++applied}`;
          await editor.updateUserSettings({ ...changed, 'window.title': title });
          await window.page.waitForFunction(`document.title.includes(${JSON.stringify(title)})`);
        },
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

/** Repeats an assertion until it holds, for what a person would see a moment later; fails as it does after 15 s. */
export async function eventually(assertion: () => void | Promise<void>): Promise<void> {
  const end = performance.now() + 15_000;
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
  Object.keys(
    (JSON.parse(readFileSync('package.json', 'utf8')) as Manifest).contributes.configuration.properties,
  ).map((name) => [name, undefined]),
);

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, unknown>> } };
}

function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}
