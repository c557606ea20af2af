import * as vscode from 'vscode';
import { replace } from './replace.ts';

/** An input box that was shown. */
export interface ShownBox {
  readonly title: string | undefined;
  readonly password: boolean;
  /** What it started with. */
  readonly suggestion: string;
  /** What it said to the texts that it did not take. */
  readonly refusals: readonly string[];
  /** Dismisses it. */
  readonly hide: () => void;
}

/** What is typed into a box instead of what it starts with; `accept` leaves that as it is. */
export const accept = Symbol('accept');

const button: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('history') };

/** Types a text and presses the button of the box. */
export function pressButton(typed: string): { readonly typed: string } {
  return { typed };
}

type Answer = string | typeof accept | ReturnType<typeof pressButton>;

/**
 * Has input boxes answered instead of shown, until the test is over: the texts are entered one after the other, the
 * next one when a box refuses the last. A box that finds no text left is dismissed.
 */
export function answerInputBoxes(...texts: readonly Answer[]): readonly ShownBox[] {
  const shown: ShownBox[] = [];
  const left = [...texts];
  replace(vscode.window, 'createInputBox', () => {
    const accepted = new vscode.EventEmitter<void>();
    const hidden = new vscode.EventEmitter<void>();
    const changed = new vscode.EventEmitter<string>();
    const pressed = new vscode.EventEmitter<vscode.QuickInputButton>();
    const refusals: string[] = [];
    const answer = (): void => {
      const text = left.shift();
      if (text === undefined) return hidden.fire();
      if (typeof text === 'string') box.value = text;
      if (typeof text === 'object') box.value = text.typed;
      changed.fire(box.value);
      if (typeof text === 'object') pressed.fire(button);
      else accepted.fire();
    };
    const box = {
      value: '',
      title: undefined as string | undefined,
      password: false,
      onDidAccept: accepted.event,
      onDidHide: hidden.event,
      onDidChangeValue: changed.event,
      onDidTriggerButton: pressed.event,
      set validationMessage(message: string | undefined) {
        if (message === undefined) return;
        refusals.push(message);
        queueMicrotask(answer);
      },
      show(): void {
        const { title, password, value: suggestion } = box;
        shown.push({ title, password, suggestion, refusals, hide: () => hidden.fire() });
        queueMicrotask(answer);
      },
      dispose: () => undefined,
    };
    return box as unknown as vscode.InputBox;
  });
  return shown;
}
