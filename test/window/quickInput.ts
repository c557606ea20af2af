import type { Locator, Page } from 'playwright-core';
import { escapeRegExp } from './escapeRegExp.ts';

/** The box at the top of the window: command palette, quick pick and input box are one. */
export class QuickInput {
  readonly widget: Locator;
  readonly input: Locator;
  /** Title, description or validation text. */
  readonly message: Locator;
  readonly title: Locator;
  private readonly entries: Locator;
  private readonly labels: Locator;

  constructor(page: Page) {
    this.widget = page.locator('.quick-input-widget:visible');
    this.input = this.widget.locator('.quick-input-box input');
    this.message = this.widget.locator('.quick-input-message');
    this.title = this.widget.locator('.quick-input-title');
    this.entries = this.widget.locator('.monaco-list-row');
    this.labels = page.locator('.label-name');
  }

  async opensWithin(timeoutMs: number): Promise<boolean> {
    return this.widget.waitFor({ timeout: timeoutMs }).then(
      () => true,
      () => false,
    );
  }

  /** Replaces what stands in the box; waits for the box. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  /**
   * Types a text and takes the entry of that label, with or without a category. By keyboard, as the list moves under a
   * mouse while it is sorted.
   */
  async search(text: string, label: string): Promise<void> {
    await this.type(text);
    const name = new RegExp(`^\\s*(.*: )?${escapeRegExp(label)}$`);
    const entry = this.entries.filter({ has: this.labels.filter({ hasText: name }) });
    while (!(await entry.getAttribute('class'))?.includes('focused')) await this.input.press('ArrowDown');

    await this.accept();
  }

  /** The first entry that contains `text`. */
  entry(text: string): Locator {
    return this.entries.filter({ hasText: text }).first();
  }

  /** Clicks the first entry that contains `text`; waits for it. */
  async pick(text: string): Promise<void> {
    await this.entry(text).click();
  }

  /** Presses Enter in the box. */
  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  /** Presses Escape in the box and waits until it has closed. */
  async dismiss(): Promise<void> {
    await this.input.press('Escape');
    await this.widget.waitFor({ state: 'hidden' });
  }

  /** Presses the button with this tooltip in the box's title bar. */
  async press(button: string): Promise<void> {
    await this.widget.getByRole('button', { name: button }).click();
  }
}
