import * as vscode from 'vscode';
import { describeRule } from '../messages/ruleErrors.ts';
import { createInputBox, refuse } from '../platform/boxes.ts';
import { showMessage } from '../platform/dialogs.ts';
import { findStyles, getStyle, saveStyle } from '../platform/styles.ts';
import { asRuleError } from '../recipe/rule.ts';
import { isSameName, noStyle, parseStyleName, plainText, type Style } from '../recipe/styles.ts';
import type { Draft } from './draft.ts';

/**
 * Asks for a name, saves the options of a draft as a style of the workspace folder, and opens its file. Its text is that
 * of the draft's style, else the words alone.
 */
export async function saveAsStyle(draft: Draft, folder: vscode.Uri | undefined): Promise<void> {
  if (!folder) {
    void showMessage('warning', vscode.l10n.t('Styles are saved in a workspace folder: open a folder first.'));
    return;
  }
  const taken = (await findStyles(folder)).map(({ name }) => name);
  const name = await askForName(taken);
  if (name === undefined) return;
  const { model, parameters } = draft;
  const text = draft.style === noStyle ? plainText : (await getStyle(draft.style, folder)).text;
  // A seed is of one picture, not of a style.
  const { seed: _, ...kept } = parameters;
  const style: Style = { name, text, model, parameters: kept };
  await vscode.window.showTextDocument(await saveStyle(style, folder), { preview: false });
}

async function askForName(taken: readonly string[]): Promise<string | undefined> {
  const box = createInputBox({
    title: vscode.l10n.t('Save as Style'),
    prompt: vscode.l10n.t('How is the style called? Its file opens, so that you can write its text.'),
  });
  try {
    return await new Promise((resolve) => {
      box.onDidAccept(() => {
        const refusal = findRefusal(box.value.trim(), taken);
        if (refusal === undefined) resolve(box.value.trim());
        else refuse(box, refusal);
      });
      box.onDidHide(() => resolve(undefined));
      box.show();
    });
  } finally {
    box.dispose();
  }
}

function findRefusal(name: string, taken: readonly string[]): string | undefined {
  if (taken.some((one) => isSameName(one, name))) return vscode.l10n.t('There is a style of this name.');
  try {
    parseStyleName(name);
    return undefined;
  } catch (error) {
    return describeRule(asRuleError(error));
  }
}
