import * as vscode from 'vscode';
import { describeRule } from '../messages/ruleErrors.ts';
import { createInputBox, refuse } from '../platform/boxes.ts';
import { pickLine } from '../platform/lists.ts';
import { readPromptOptions } from '../recipe/promptOptions.ts';
import { hasWords } from '../recipe/recipe.ts';
import { asRuleError } from '../recipe/rule.ts';

/** The input box that asks for a prompt; it knows the earlier prompts. */
export interface PromptBox {
  /**
   * @param suggestion what the box starts with; taken whole, line breaks included, if it is accepted as it is
   * @returns the prompt, or undefined if the box was dismissed
   */
  ask(this: void, suggestion: string): Promise<string | undefined>;
  /** Shows the prompt before the one in the open box. */
  previous(this: void): Promise<void>;
  /** Shows the prompt after the one in the open box, in the end what was typed. */
  next(this: void): Promise<void>;
}

/** True while the box is open, for the arrow keys. */
const contextKey = 'fluxKontext.isAskingForPrompt';

/** @param getEarlier the prompts of the history, the newest first */
export function createPromptBox(getEarlier: () => Promise<readonly string[]>): PromptBox {
  let step: ((by: 1 | -1) => Promise<void>) | undefined;

  const ask = async (suggestion: string): Promise<string | undefined> => {
    let start = suggestion;
    for (;;) {
      const answer = await askOnce(start);
      if (typeof answer !== 'object') return answer;
      start = (await pickEarlier(await getEarlier())) ?? answer.typed;
    }
  };

  const askOnce = async (start: string): Promise<string | ListAsked | undefined> => {
    const box = createInputBox({
      title: vscode.l10n.t('Generate Image'),
      prompt: vscode.l10n.t('What should the picture show?'),
      placeholder: vscode.l10n.t('A small furry elephant pet looks out from a cat house'),
    });
    box.buttons = [{ iconPath: new vscode.ThemeIcon('history'), tooltip: vscode.l10n.t('Earlier Prompts (Up)') }];
    box.value = onOneLine(start);
    // A prompt that is accepted as it was shown keeps its line breaks.
    const whole = new Map([[box.value, start]]);
    step = walk(box, whole, getEarlier);
    try {
      await vscode.commands.executeCommand('setContext', contextKey, true);
      return await new Promise((resolve) => {
        box.onDidAccept(() => {
          const refusal = findRefusal(box.value);
          if (refusal === undefined) resolve(whole.get(box.value) ?? box.value.trim());
          else refuse(box, refusal);
        });
        box.onDidTriggerButton(() => resolve({ typed: whole.get(box.value) ?? box.value }));
        box.onDidHide(() => resolve(undefined));
        box.show();
      });
    } finally {
      step = undefined;
      box.dispose();
      await vscode.commands.executeCommand('setContext', contextKey, false);
    }
  };

  return { ask, previous: async () => step?.(1), next: async () => step?.(-1) };
}

/** The list of earlier prompts was asked for. */
interface ListAsked {
  /** What stood in the box. */
  readonly typed: string;
}

/** Walks through the earlier prompts; before the newest of them stands what was typed. */
function walk(
  box: vscode.InputBox,
  whole: Map<string, string>,
  getEarlier: () => Promise<readonly string[]>,
): (by: 1 | -1) => Promise<void> {
  let earlier: readonly string[] | undefined;
  let typed = '';
  /** What the last step has put into the box; anything else was typed since. */
  let shown: string | undefined;
  let at = 0;
  return async (by) => {
    earlier ??= await getEarlier();
    if (box.value !== shown) [typed, at] = [box.value, 0];
    const prompts = [typed, ...earlier.filter((prompt) => onOneLine(prompt) !== typed)];
    at = Math.min(Math.max(at + by, 0), prompts.length - 1);
    const prompt = prompts[at] ?? '';
    shown = onOneLine(prompt);
    box.value = shown;
    if (at > 0) whole.set(shown, prompt);
  };
}

async function pickEarlier(prompts: readonly string[]): Promise<string | undefined> {
  return pickLine({
    title: vscode.l10n.t('Earlier Prompts'),
    placeholder:
      prompts.length === 0
        ? vscode.l10n.t('There are none yet.')
        : vscode.l10n.t('Type to search. Enter puts the prompt into the box.'),
    lines: prompts.map((prompt) => ({ label: onOneLine(prompt), value: prompt })),
  });
}

function onOneLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
}

/** Says what is wrong with a prompt or the options at its end. */
function findRefusal(text: string): string | undefined {
  try {
    if (hasWords(readPromptOptions(text).prompt)) return undefined;
    return vscode.l10n.t('The prompt is empty. Say what the picture should show.');
  } catch (error) {
    return describeRule(asRuleError(error));
  }
}
