import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { projectPath } from '../../scripts/editor/paths.ts';
import { rememberDurations } from '../../scripts/editor/rememberDurations.ts';
import type { Editor, Payload } from '../../scripts/editor/server.ts';
import { escapeRegExp } from './escapeRegExp.ts';
import { Notification } from './notification.ts';
import { QuickInput } from './quickInput.ts';

/** The themes by what they are, in the names of VS Code's settings. */
export const colorThemes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  highContrast: 'Default High Contrast',
};

export interface WindowOptions {
  readonly size?: { readonly width: number; readonly height: number };
  readonly theme?: keyof typeof colorThemes;
  readonly payload?: Payload;
  /** Files to open at the start, absolute paths. */
  readonly files?: readonly string[];
  /** How long pictures take, as far as the extension knows; by itself as long as in tests. */
  readonly usualMs?: number;
  /** False: secrets live as long as the page. Default: they survive a reload, as on a desktop. */
  readonly keepSecrets?: boolean;
}

/** How long a test waits for what a person would see: long enough for a machine that is busy with other tests. */
export const patienceMs = 60_000;

/** Opens a VS Code window on a folder; resolves when VS Code has finished starting. */
export async function openWindow(
  browser: Browser,
  editor: Editor,
  folder: string,
  options: WindowOptions = {},
): Promise<Window> {
  const { size = { width: 1280, height: 800 }, theme = 'light', files = [], payload = [] } = options;
  await editor.updateUserSettings({
    'workbench.colorTheme': colorThemes[theme],
    'workbench.quickOpen.closeOnFocusLost': false, // a webview that loads would close the palette
  });
  const context = await browser.newContext({ viewport: size, permissions: ['clipboard-read'] });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  if (options.keepSecrets ?? true) {
    // The workbench asks its server for the key that encrypts its secrets; the same answer keeps them readable.
    await page.route('**/mint-key', (route) => route.fulfill({ body: Buffer.alloc(32, 7) }));
  }
  await rememberDurations(page, editor.url('/'), options.usualMs);
  const openFiles = files.map((file) => ['openFile', editor.fileUri(file)] as const);
  await page.goto(editor.url(folder, [...openFiles, ...payload]));
  const window = new Window(page);
  await window.untilStarted();
  return window;
}

/** A VS Code window, driven as a person drives it: by what is seen, with mouse and keyboard. */
export class Window {
  readonly page: Page;
  readonly quickInput: QuickInput;

  constructor(page: Page) {
    this.page = page;
    this.quickInput = new QuickInput(page);
  }

  /** Waits until VS Code has restored its editors and knows its extensions' menus; keys work from then on. */
  async untilStarted(): Promise<void> {
    for (const mark of ['code/LifecyclePhase/Restored', 'code/didLoadExtensions'])
      await this.page.waitForFunction(`performance.getEntriesByName('${mark}').length > 0`);
  }

  /** Runs a command through the command palette, by its title or by `Category: Title`. */
  async runCommand(title: string): Promise<void> {
    await this.pressUntilQuickInput('F1');
    await this.quickInput.search(`>${title}`, title);
  }

  /** Opens a file of the folder by its name. Not in the oldest VS Code, which lacks its search program here. */
  async openFile(name: string): Promise<void> {
    await this.pressUntilQuickInput('ControlOrMeta+P');
    await this.quickInput.search(name, name);
    await this.tab(name).waitFor();
  }

  /**
   * A key that is pressed while a webview loads with the focus in it is lost. Pressed twice, it would open the box once
   * more, over what was typed by then: on a busy machine a box takes its time.
   */
  private async pressUntilQuickInput(key: string): Promise<void> {
    do await this.page.keyboard.press(key);
    while (!(await this.quickInput.opensWithin(5000)));
  }

  /** The editor tab with this title. */
  tab(title: string): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: title });
  }

  /** The visible line of the text editor that contains `text`. */
  line(text: string): Locator {
    const painted = new RegExp(escapeRegExp(text).replaceAll(' ', String.raw`\s`)); // spaces become no-break spaces
    return this.page.locator('.editor-instance .view-line', { hasText: painted }).first();
  }

  /** Selects the line that contains `text`, without its end: a click, then keys. A wrapped line is selected whole. */
  async selectLine(text: string): Promise<void> {
    await this.line(text).click({ position: { x: 2, y: 8 } });
    await this.page.keyboard.press('ControlOrMeta+L');
    await this.page.keyboard.press('Shift+ArrowLeft');
  }

  /** Puts the cursor at the start of a line, counted from 1. */
  async goToLine(number: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.quickInput.type(`:${number}`);
    await this.quickInput.accept();
    await this.quickInput.widget.waitFor({ state: 'hidden' });
  }

  /** Opens the context menu on the line that contains `text` and clicks an item. */
  async contextMenu(text: string, item: string): Promise<void> {
    await this.line(text).click({ button: 'right', position: { x: 30, y: 8 } });
    await this.chooseMenuItem(item);
  }

  /**
   * Chooses an item of the open menu. A menu of VS Code does not hear the mouse in its first 100 ms, which are longer on a
   * busy machine: click again as long as it is open.
   */
  async chooseMenuItem(label: string): Promise<void> {
    const item = this.menuItem(label);
    do await item.click();
    while (!(await isWithin('hidden', item, 2000)));
  }

  /** An item of the open menu. */
  menuItem(label: string): Locator {
    return this.page.locator('.monaco-menu .action-item', { hasText: label });
  }

  /** The visible text of the text editor; a line that is wrapped counts as several. */
  async editorText(): Promise<string> {
    const lines = await this.page
      .locator('.editor-instance .view-line')
      .evaluateAll((found: readonly ViewLine[]): ViewLine[] =>
        found.map(({ offsetTop, textContent }) => ({ offsetTop, textContent })),
      );
    return lines
      .toSorted((a, b) => a.offsetTop - b.offsetTop)
      .map((line) => line.textContent.replaceAll('\u00A0', ' '))
      .join('\n');
  }

  /** The notification whose text contains `text`. */
  notification(text: string | RegExp): Notification {
    return new Notification(this.page.locator('.notifications-toasts .notification-toast', { hasText: text }));
  }

  /** Asserts how many messages are shown. A progress does not count: it goes a moment after the message of its end came. */
  async expectMessages(count: number): Promise<void> {
    const toasts = this.page.locator('.notifications-toasts .notification-toast');
    const cancel = this.page.getByRole('button', { name: 'Cancel', exact: true });
    await toasts.filter({ has: cancel }).first().waitFor({ state: 'hidden' });
    const texts = await toasts.locator('.notification-list-item-message').allInnerTexts();
    assert.equal(texts.length, count, `the messages shown: ${texts.join(' | ')}`);
  }

  /** The item of the status bar that contains `text`. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text });
  }

  /** The page inside the visible webview of an extension. */
  webview(extensionId = 'flux-kontext.flux-kontext'): FrameLocator {
    const outer = this.page.frameLocator(`iframe.webview[src*="extensionId=${extensionId}&"]:visible`);
    return outer.frameLocator('#active-frame');
  }

  /** What was copied last. */
  async clipboard(): Promise<string> {
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  /** Reloads the window as a person would; resolves when it has started again. */
  async reload(): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), this.runCommand('Developer: Reload Window')]);
    await this.untilStarted();
  }

  /**
   * Saves a picture of the window as `out/screenshots/NAME.png`, or in another folder of the project.
   * @param part the elements to show, with a margin; the whole window unless given
   */
  async screenshot(name: string, folder = 'out/screenshots', part: readonly Locator[] = []): Promise<string> {
    const path = projectPath(`${folder}/${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    const boxes = await Promise.all(part.map((element) => element.boundingBox()));
    const clip = surround(boxes.filter((box) => box !== null));
    await this.page.screenshot({ path, ...(clip && { clip }) });
    return path;
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

/** The smallest box around some, with a margin. */
function surround(boxes: readonly Box[], margin = 12): Box | undefined {
  if (boxes.length === 0) return undefined;
  const left = Math.min(...boxes.map(({ x }) => x)) - margin;
  const top = Math.min(...boxes.map(({ y }) => y)) - margin;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + margin;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + margin;
  const [x, y] = [Math.max(left, 0), Math.max(top, 0)];
  return { x, y, width: right - x, height: bottom - y };
}

/** Whether an element is there, or is gone, within some milliseconds. */
export async function isWithin(state: 'visible' | 'hidden', element: Locator, ms: number): Promise<boolean> {
  try {
    await element.waitFor({ state, timeout: ms });
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return false;
    throw error;
  }
}

/** What is needed of an `HTMLElement`: the types of the browser are not in this program. */
interface ViewLine {
  readonly offsetTop: number;
  readonly textContent: string;
}
