import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { replace } from './replace.ts';

/** A list that was shown: each line with all that it says. */
export interface ShownList {
  readonly title: string | undefined;
  readonly placeholder: string | undefined;
  readonly lines: readonly string[];
  /** The line that Enter would have chosen. */
  readonly active: string | undefined;
}

/** What a person does in a list: chooses the line that starts so, chooses several, or types first. */
export type Choice = string | readonly string[] | { readonly type: string; readonly choose: string };

/**
 * Has lists answered instead of shown, until the test is over, the first list by the first choice. A list that finds no
 * choice left is dismissed.
 */
export function answerLists(...choices: readonly Choice[]): readonly ShownList[] {
  const shown: ShownList[] = [];
  const left = [...choices];
  const create = (): unknown => {
    const accepted = new vscode.EventEmitter<void>();
    const hidden = new vscode.EventEmitter<void>();
    const typed = new vscode.EventEmitter<string>();
    let isOpen = true;
    const answer = (): void => {
      const choice = left.shift();
      if (choice === undefined) return hidden.fire();
      if (typeof choice === 'object' && 'type' in choice) typed.fire(choice.type);
      const wanted = typeof choice === 'string' ? [choice] : 'type' in choice ? [choice.choose] : choice;
      pick.selectedItems = wanted.map((start) => {
        const found = pick.items.find((item) => textOf(item).startsWith(start));
        return found ?? assert.fail(`“${start}” is not in ${pick.items.map(textOf).join(', ')}`);
      });
      pick.activeItems = pick.selectedItems;
      accepted.fire();
      // A line that only says something leaves the list open.
      setImmediate(() => isOpen && answer());
    };
    const pick = {
      items: [] as readonly vscode.QuickPickItem[],
      activeItems: [] as readonly vscode.QuickPickItem[],
      selectedItems: [] as readonly vscode.QuickPickItem[],
      title: undefined as string | undefined,
      placeholder: undefined as string | undefined,
      onDidAccept: accepted.event,
      onDidHide: hidden.event,
      onDidChangeValue: typed.event,
      show(): void {
        const { title, placeholder, items, activeItems } = pick;
        const active = activeItems[0] && textOf(activeItems[0]);
        shown.push({ title, placeholder, lines: items.map(textOf), active });
        queueMicrotask(answer);
      },
      dispose: () => void (isOpen = false),
    };
    return pick;
  };
  replace(vscode.window, 'createQuickPick', create as typeof vscode.window.createQuickPick);
  return shown;
}

/** What a line says, without its icon. */
function textOf({ label, description, detail }: vscode.QuickPickItem): string {
  const texts = [label.replace(/^\$\([\w-]+\) /, ''), description, detail];
  return texts.filter((text) => text !== undefined).join(' | ');
}
