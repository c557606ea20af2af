import type { Locator } from 'playwright-core';

/** A notification at the lower right of the window. */
export class Notification {
  readonly toast: Locator;
  readonly message: Locator;

  constructor(toast: Locator) {
    this.toast = toast;
    this.message = toast.locator('.notification-list-item-message');
  }

  /** Its text; waits for it. */
  async text(): Promise<string> {
    return this.message.innerText();
  }

  /** Clicks the button with this label, *Cancel* of a progress notification included. */
  async click(button: string): Promise<void> {
    await this.toast.hover();
    await this.toast.getByRole('button', { name: button, exact: true }).click();
  }

  /** The labels of its buttons, joined; without *Clear* and the like, which every notification has. */
  async buttons(): Promise<string> {
    return (await this.toast.locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts()).join(
      ', ',
    );
  }

  /** Closes it as its cross does. */
  async dismiss(): Promise<void> {
    await this.toast.hover();
    await this.toast.getByRole('button', { name: /^Clear Notification/ }).click();
    await this.waitUntilGone();
  }

  async waitFor(): Promise<void> {
    await this.toast.waitFor();
  }

  async waitUntilGone(): Promise<void> {
    await this.toast.waitFor({ state: 'hidden' });
  }
}
