import * as vscode from 'vscode';
import { confirmSpending } from './confirmSpending.ts';
import type { ImageGenerator } from './generateImage.ts';
import type { Order } from './jobs/job.ts';
import { createOrder, type Intent } from './order.ts';
import { askForPrompt } from './prompt/askForPrompt.ts';
import { getPromptUnderCursor, getSelectedPrompts, type EditorPrompt } from './prompt/promptFromEditor.ts';

/** The commands that make pictures. */
export function createGenerateCommands(generator: ImageGenerator) {
  const run = async (intents: readonly Intent[], argument: unknown): Promise<void> => {
    const orders = await createOrders(intents);
    if (orders.length > 0 && (await confirmSpending(orders, isFromCode(argument)))) await generator.generate(orders);
  };
  return {
    generateFromSelection: async (argument: unknown) => run(await getIntentsFromSelection(), argument),
    generate: async (argument: unknown) => run(await getIntentFromBox(argument), argument),
  };
}

/** A menu passes a URI, the palette nothing; anything else comes from another extension's or a document's code. */
function isFromCode(argument: unknown): boolean {
  return argument !== undefined && !(argument instanceof vscode.Uri);
}

async function getIntentsFromSelection(): Promise<readonly Intent[]> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return askForIntent('');
  const { document } = editor;
  const selected = getSelectedPrompts(editor);
  if (selected.length > 0) return selected.map(({ prompt, range }, at) => ({ prompt, document, range, index: at + 1 }));
  const suggestion = await getPromptUnderCursor(editor);
  return askForIntent(suggestion.prompt, document, suggestion);
}

async function getIntentFromBox(argument: unknown): Promise<readonly Intent[]> {
  const editor = vscode.window.activeTextEditor;
  const selection: EditorPrompt | undefined = editor && getSelectedPrompts(editor)[0];
  const given = argument as { readonly prompt?: unknown } | undefined;
  if (typeof given?.prompt === 'string')
    return [{ prompt: given.prompt, ...(editor && { document: editor.document }) }];
  return askForIntent(selection?.prompt ?? '', editor?.document, selection ?? (editor && atCursor(editor)));
}

async function askForIntent(
  suggestion: string,
  document?: vscode.TextDocument,
  place?: EditorPrompt,
): Promise<readonly Intent[]> {
  const prompt = await askForPrompt(suggestion);
  return prompt === undefined ? [] : [{ prompt, ...(document && { document }), ...(place && { range: place.range }) }];
}

/** Without a selection the picture belongs to the block at the cursor, which has no text of its own here. */
function atCursor({ document, selection }: vscode.TextEditor): EditorPrompt {
  const offset = document.offsetAt(selection.active);
  return { prompt: '', range: { start: offset, end: offset } };
}

async function createOrders(intents: readonly Intent[]): Promise<readonly Order[]> {
  const orders: Order[] = [];
  for (const intent of intents) {
    const order = await createOrder(intent);
    if (!order) return [];
    orders.push(order);
  }
  return orders;
}
