import type * as vscode from 'vscode';
import { getPromptUnderCursor, getSelections, readPrompts } from '../documents/promptFromEditor.ts';
import type { OffsetRange } from '../markup/markup.ts';
import { isOutput, type Origin } from './createOrders.ts';
import type { Follow } from './makePictures.ts';

/** What a user asks for. */
export interface Intent extends Origin {
  /** The words that a picture is made of; options may stand at their end. */
  readonly words: string;
}

/** An intent for each selection with words for a reader, in the order of the document. */
export async function getSelectedIntents(editor: vscode.TextEditor, follow: Follow): Promise<readonly Intent[]> {
  const { document } = editor;
  const selections = getSelections(editor);
  const places = selections.map(({ range }) => follow(document, range));
  const prompts = await readPrompts(document, selections);
  return prompts.flatMap((words, at) => (words === '' ? [] : [{ words, ...places[at] }]));
}

/**
 * Tracks the cursor from now on. @returns a function that makes an intent of what stands under it; without words where
 * that is nothing
 */
export function followUnderCursor(editor: vscode.TextEditor, follow: Follow): () => Promise<Intent> {
  const { document } = editor;
  if (isOutput(document)) return async () => ({ words: '' });
  const { version } = document;
  const cursor = followCursor(editor, follow);
  return async () => {
    const { prompt, range } = await getPromptUnderCursor(editor);
    return { words: prompt, ...(document.version === version ? follow(document, range) : cursor) };
  };
}

/** Tracks the cursor: without a selection, the picture belongs to the block there. */
export function followCursor({ document, selection }: vscode.TextEditor, follow: Follow): Origin {
  const offset = document.offsetAt(selection.active);
  const range: OffsetRange = { start: offset, end: offset };
  return follow(document, range);
}
