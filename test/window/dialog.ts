import type { Locator } from 'playwright-core';
import type { Window } from './window.ts';

/** The modal dialog of the window, which has everything else wait. */
export class Dialog {
  readonly box: Locator;

  constructor({ page }: Window) {
    this.box = page.locator('.monaco-dialog-box');
  }

  /** What it says, detail included; waits for it. */
  async text(): Promise<string> {
    return this.box.locator('.dialog-message-container').innerText();
  }

  /** Presses the button with this label and waits until the dialog has closed. */
  async press(button: string): Promise<void> {
    await this.box.getByRole('button', { name: button, exact: true }).click();
    await this.box.waitFor({ state: 'hidden' });
  }
}
