import * as vscode from 'vscode';
import { createInputBox, refuse } from '../platform/boxes.ts';
import { hasWords } from '../recipe/recipe.ts';

/**
 * Asks for a prompt in the input box.
 * @param suggestion what the box starts with; taken whole, line breaks included, if it is accepted as it is
 * @returns the prompt, or undefined if the box was dismissed
 */
export async function askForPrompt(suggestion: string): Promise<string | undefined> {
  const lines = suggestion.split('\n').map((line) => line.trim());
  const shown = lines.filter((line) => line !== '').join(' ');
  const box = createInputBox({
    title: vscode.l10n.t('Generate Image'),
    prompt: vscode.l10n.t('What should the picture show? Enter makes it.'),
    placeholder: vscode.l10n.t('A small furry elephant pet looks out from a cat house'),
  });
  box.value = shown;
  try {
    return await new Promise((resolve) => {
      box.onDidAccept(() => {
        if (!hasWords(box.value)) refuse(box, vscode.l10n.t('The prompt is empty. Say what the picture should show.'));
        else resolve(box.value === shown ? suggestion : box.value.trim());
      });
      box.onDidHide(() => resolve(undefined));
      box.show();
    });
  } finally {
    box.dispose();
  }
}
