import * as vscode from 'vscode';
import { replace } from './replace.ts';

/** A preview panel that was opened, with its page's side of the messages. */
export interface OpenedPanel {
  readonly panel: vscode.WebviewPanel;
  readonly showOptions: Parameters<typeof vscode.window.createWebviewPanel>[2];
  /** Does what a message of the page does. */
  send(message: unknown): void;
  /** The id that the page sends along. */
  readonly id: string;
}

/** Watches which preview panels open, until the test is over. */
export function watchPreviewPanels(): readonly OpenedPanel[] {
  const opened: OpenedPanel[] = [];
  const { createWebviewPanel } = vscode.window;
  replace(vscode.window, 'createWebviewPanel', (viewType, title, showOptions, options) => {
    const panel = createWebviewPanel(viewType, title, showOptions, options);
    const messages = new vscode.EventEmitter<unknown>();
    Object.defineProperty(panel.webview, 'onDidReceiveMessage', { value: messages.event });
    opened.push({
      panel,
      showOptions,
      send: (message) => messages.fire(message),
      get id() {
        return /data-id="([^"]+)"/.exec(panel.webview.html)?.[1] ?? '';
      },
    });
    return panel;
  });
  return opened;
}
