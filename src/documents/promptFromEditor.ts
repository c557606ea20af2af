import type * as vscode from 'vscode';
import { loadMarkup } from '../markup/languages.ts';
import type { Passage } from '../markup/markup.ts';

/** The selected texts, in the order of the document; blank selections do not count. */
export function getSelections({ document, selections }: vscode.TextEditor): readonly Passage[] {
  return selections
    .map((selection) => createPassage(document.getText(selection), document.offsetAt(selection.start)))
    .filter(({ prompt }) => prompt !== '')
    .toSorted((a, b) => a.range.start - b.range.start);
}

/** What a reader sees of selected texts of a document as it is now; empty where that is nothing. */
export async function readPrompts(
  document: vscode.TextDocument,
  selections: readonly Passage[],
): Promise<readonly string[]> {
  const text = document.getText();
  const markup = selections.length === 0 ? undefined : await loadMarkup(document.languageId);
  return selections.map(({ prompt, range }) => markup?.readSelection(text, range) ?? prompt);
}

/** What a prompt might be made of when nothing is selected: the paragraph or heading under the cursor, else its line. */
export async function getPromptUnderCursor({ document, selection }: vscode.TextEditor): Promise<Passage> {
  const offset = document.offsetAt(selection.active);
  const markup = await loadMarkup(document.languageId);
  if (markup)
    return markup.promptAt(document.getText(), offset) ?? { prompt: '', range: { start: offset, end: offset } };
  const line = document.lineAt(selection.active.line);
  return createPassage(line.text, document.offsetAt(line.range.start));
}

function createPassage(text: string, offset: number): Passage {
  const prompt = text.trim();
  const start = offset + text.indexOf(prompt);
  return { prompt, range: { start, end: start + prompt.length } };
}
