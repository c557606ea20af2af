import * as vscode from 'vscode';
import type { HostMessage, PageView } from '../../../src/workbench/protocol.ts';
import { replace } from './replace.ts';

/** A preview panel, with its page's side of the messages. */
export interface OpenedPanel {
  readonly panel: vscode.WebviewPanel;
  /** Does what a message of the page does. */
  send(message: unknown): void;
  /** Presses a button of the selected picture, or of another one. */
  press(action: string, id?: string): void;
  /** What the page was told, the newest last. */
  readonly told: readonly HostMessage[];
  /** What it shows by that. */
  readonly shown: PageView | undefined;
}

/** Takes the place of a panel's page. */
export function takePage(panel: vscode.WebviewPanel): OpenedPanel {
  const messages = new vscode.EventEmitter<unknown>();
  const told: HostMessage[] = [];
  Object.defineProperty(panel.webview, 'onDidReceiveMessage', { value: messages.event });
  panel.webview.postMessage = async (message: HostMessage) => told.push(message) > 0;
  const getShown = (): PageView | undefined => {
    const last = told.findLast(({ type }) => type === 'show' || type === 'notice');
    return last?.type === 'show' ? last.view : undefined;
  };
  return {
    panel,
    told,
    send: (message) => messages.fire(message),
    press: (action, id = getShown()?.selected) => messages.fire({ type: 'press', action, id }),
    get shown() {
      return getShown();
    },
  };
}

/** Watches which preview panels open, until the test is over. */
export function watchPreviewPanels(): readonly OpenedPanel[] {
  const opened: OpenedPanel[] = [];
  const { createWebviewPanel } = vscode.window;
  replace(vscode.window, 'createWebviewPanel', (viewType, title, showOptions, options) => {
    const panel = createWebviewPanel(viewType, title, showOptions, options);
    opened.push(takePage(panel));
    return panel;
  });
  return opened;
}
