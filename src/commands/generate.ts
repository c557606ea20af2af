import * as vscode from 'vscode';
import type { Order } from '../jobs/order.ts';
import { readPromptOptions } from '../recipe/promptOptions.ts';
import { createOrdersWith } from './createOrders.ts';
import { followCursor, followUnderCursor, getSelectedIntents, type Intent } from './intents.ts';
import type { Follow, MakePictures } from './makePictures.ts';
import type { PromptBox } from './promptBox.ts';

/** The commands that make pictures of words. */
export function createGenerateCommands(make: MakePictures, askForPrompt: PromptBox['ask']) {
  const askForIntent = async ({ words: suggestion, ...origin }: Intent): Promise<readonly Intent[]> => {
    const words = await askForPrompt(suggestion);
    return words === undefined ? [] : [{ ...origin, words }];
  };

  const getIntentsFromSelection = async (follow: Follow): Promise<readonly Intent[]> => {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return askForIntent({ words: '' });
    const getIntentUnderCursor = followUnderCursor(editor, follow);
    const selected = await getSelectedIntents(editor, follow);
    return selected.length > 0 ? selected : askForIntent(await getIntentUnderCursor());
  };

  const getIntentsFromBox = async (argument: unknown, follow: Follow): Promise<readonly Intent[]> => {
    const editor = vscode.window.activeTextEditor;
    const given = argument as { readonly prompt?: unknown } | undefined;
    if (typeof given?.prompt === 'string')
      return [{ words: given.prompt, ...(editor && { document: editor.document }) }];
    if (!editor) return askForIntent({ words: '' });
    const cursor = followCursor(editor, follow);
    const [selected] = await getSelectedIntents(editor, follow);
    return askForIntent(selected ?? { words: '', ...cursor });
  };

  return {
    generateFromSelection: (argument: unknown) =>
      make(async (follow) => createOrdersOf(await getIntentsFromSelection(follow)), knowledgeOf(argument)),
    generate: (argument: unknown) =>
      make(async (follow) => createOrdersOf(await getIntentsFromBox(argument, follow)), knowledgeOf(argument)),
  };
}

/** Whether code called the command with an argument. A menu passes a URI, and the palette nothing. */
function knowledgeOf(argument: unknown): { readonly isFromCode: boolean } {
  return { isFromCode: argument !== undefined && !(argument instanceof vscode.Uri) };
}

async function createOrdersOf(intents: readonly Intent[]): Promise<readonly Order[]> {
  const orders: Order[] = [];
  for (const { words, ...origin } of intents) {
    const { prompt, options } = readPromptOptions(words);
    const created = await createOrdersWith(prompt, options, { ...origin, index: orders.length + 1 });
    if (created.length === 0) return [];
    orders.push(...created);
  }
  return orders;
}
