import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { askForSecret, createInputBox, refuse } from '../../src/platform/boxes.ts';
import { confirm, showMessage, withProgress } from '../../src/platform/dialogs.ts';
import { pickLine, pickLines } from '../../src/platform/lists.ts';
import { sayDone, showStatusItem } from '../../src/platform/statusBar.ts';
import { answerLists } from './support/lists.ts';
import { replace, undoReplacements } from './support/replace.ts';

/** A link and an icon for VS Code, if nobody prevents that. */
const stranger = 'A fox [Press me](command:workbench.action.quit) $(check)';

describe('T8 A stranger’s words are text and nothing more', () => {
  let shown: string[] = [];

  beforeEach(() => (shown = []));
  afterEach(undoReplacements);

  /** Records each text that a function of the window is given, and what else belongs to what it gives. */
  function record(name: keyof typeof vscode.window, result?: unknown): void {
    replace(vscode.window, name, ((...args: readonly unknown[]) => {
      shown.push(...textsIn(args));
      return result;
    }) as never);
  }

  function assertInert(count: number): void {
    const strange = shown.filter((text) => text.includes('A fox'));
    assert.equal(strange.length, count);
    for (const text of strange) {
      assert.doesNotMatch(text, /\]\(/);
      assert.doesNotMatch(text.replace(/^\$\((?:check|history|play)\) /, ''), /\$\(/);
      assert.ok(text.replaceAll('\u2060', '').includes(stranger), 'it reads as it did');
    }
  }

  it('in messages and questions', async () => {
    for (const name of ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'] as const) record(name);
    for (const kind of ['error', 'warning', 'information'] as const) await showMessage(kind, stranger, 'OK');
    await confirm(stranger, stranger, 'OK');
    assertInert(5);
  });

  it('in a progress', async () => {
    replace(vscode.window, 'withProgress', (async (options: unknown, work: (progress: object) => unknown) => {
      shown.push(...textsIn(options));
      return work({ report: (step: unknown) => shown.push(...textsIn(step)) });
    }) as never);
    await withProgress(stranger, async (report) => report(stranger));
    assertInert(2);
  });

  it('in the status bar, where only our own icon is one', () => {
    const item = { show: () => undefined };
    record('createStatusBarItem', item);
    record('setStatusBarMessage');
    const command = { command: 'x', title: 'x' };
    showStatusItem({ name: 'x', icon: 'history', text: stranger, tooltip: stranger, command });
    sayDone(stranger, 1);
    shown.push(...textsIn(item));
    assertInert(3);
  });

  it('in lists and boxes', async () => {
    record('showInputBox');
    const lists = answerLists();
    const line = { icon: 'play', label: stranger, description: stranger, detail: stranger };
    const words = { title: stranger, placeholder: stranger };
    await pickLine({ ...words, lines: [{ label: stranger, isTitle: true }, line], search: () => [line] });
    await pickLines({ ...words, lines: [line] });
    shown.push(...textsIn(lists));
    await askForSecret({ title: stranger, prompt: stranger });
    const box = createInputBox({ title: stranger, prompt: stranger, placeholder: stranger });
    refuse(box, stranger);
    shown.push(...textsIn([box.title, box.prompt, box.placeholder, box.validationMessage]));
    box.dispose();
    assertInert(14);
  });
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
