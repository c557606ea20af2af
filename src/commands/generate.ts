import * as vscode from 'vscode';
import { followRange } from '../documents/place.ts';
import { getPromptUnderCursor, getSelections, readPrompts } from '../documents/promptFromEditor.ts';
import type { Order } from '../jobs/job.ts';
import type { PictureGenerator, TrackedPlace } from '../making/ports.ts';
import type { OffsetRange } from '../markup/markup.ts';
import { askForPrompt } from './askForPrompt.ts';
import { confirmSpending } from './confirmSpending.ts';
import { createOrder, type Intent, isOutput } from './createOrder.ts';

/**
 * The commands that make pictures.
 * @param sayPlaces tells the user where pictures are saved if their own setting leads out of the workspace
 */
export function createGenerateCommands(generator: PictureGenerator, sayPlaces: (orders: readonly Order[]) => void) {
  const run = async (getIntents: (follow: Follow) => Promise<readonly Intent[]>, argument: unknown): Promise<void> => {
    const places: TrackedPlace[] = [];
    try {
      const orders = await createOrders(
        await getIntents((document, range) => {
          const place = followRange(document, range);
          places.push(place);
          return { document, place };
        }),
      );
      if (orders.length === 0 || !(await confirmSpending(orders, isFromCode(argument)))) return;
      sayPlaces(orders);
      await generator.generate(orders);
    } finally {
      for (const place of places) place.dispose();
    }
  };
  return {
    generateFromSelection: async (argument: unknown) => run(getIntentsFromSelection, argument),
    generate: async (argument: unknown) => run((follow) => getIntentFromBox(argument, follow), argument),
  };
}

/** Tracks a place from now until the command has ended. */
type Follow = (document: vscode.TextDocument, range: OffsetRange) => Pick<Intent, 'document' | 'place'>;

/** Whether code called the command with an argument. A menu passes a URI, and the palette nothing. */
function isFromCode(argument: unknown): boolean {
  return argument !== undefined && !(argument instanceof vscode.Uri);
}

async function getIntentsFromSelection(follow: Follow): Promise<readonly Intent[]> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return askForIntent('', {});
  const { document } = editor;
  const { version } = document;
  const cursor = follow(document, cursorOf(editor));
  const selected = await getSelectedIntents(editor, follow);
  if (selected.length > 0) return selected.map((intent, at) => ({ ...intent, index: at + 1 }));
  if (isOutput(document)) return askForIntent('', {});
  const { prompt, range } = await getPromptUnderCursor(editor);
  return askForIntent(prompt, document.version === version ? follow(document, range) : cursor);
}

async function getIntentFromBox(argument: unknown, follow: Follow): Promise<readonly Intent[]> {
  const editor = vscode.window.activeTextEditor;
  const given = argument as { readonly prompt?: unknown } | undefined;
  if (typeof given?.prompt === 'string')
    return [{ prompt: given.prompt, ...(editor && { document: editor.document }) }];
  if (!editor) return askForIntent('', {});
  const cursor = follow(editor.document, cursorOf(editor));
  const [{ prompt, ...place } = { prompt: '', ...cursor }] = await getSelectedIntents(editor, follow);
  return askForIntent(prompt, place);
}

/** An intent for each selection with words for a reader, in the order of the document. */
async function getSelectedIntents(editor: vscode.TextEditor, follow: Follow): Promise<readonly Intent[]> {
  const { document } = editor;
  const selections = getSelections(editor);
  const places = selections.map(({ range }) => follow(document, range));
  const prompts = await readPrompts(document, selections);
  return prompts.flatMap((prompt, at) => (prompt === '' ? [] : [{ prompt, ...places[at] }]));
}

async function askForIntent(suggestion: string, place: Pick<Intent, 'document' | 'place'>): Promise<readonly Intent[]> {
  const prompt = await askForPrompt(suggestion);
  return prompt === undefined ? [] : [{ prompt, ...place }];
}

/** The range of the cursor: without a selection, the picture belongs to the block there. */
function cursorOf({ document, selection }: vscode.TextEditor): OffsetRange {
  const offset = document.offsetAt(selection.active);
  return { start: offset, end: offset };
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
