import type * as vscode from 'vscode';
import { markdownLanguages } from './insertLink.ts';
import type { EditorPrompt } from '../markup/passage.ts';

/** The selected texts, in the order of the document; blank selections do not count. */
export function getSelections({ document, selections }: vscode.TextEditor): readonly EditorPrompt[] {
  return selections
    .map((selection) => createEditorPrompt(document.getText(selection), document.offsetAt(selection.start)))
    .filter(({ prompt }) => prompt !== '')
    .toSorted((a, b) => a.range.start - b.range.start);
}

/** What a reader sees of selected texts of a document as it is now; empty where that is nothing. */
export async function readPrompts(
  document: vscode.TextDocument,
  selections: readonly EditorPrompt[],
): Promise<readonly string[]> {
  if (selections.length === 0 || !markdownLanguages.includes(document.languageId)) {
    return selections.map(({ prompt }) => prompt);
  }
  const text = document.getText();
  const { getSelectedText } = await import('../markup/markdown.ts');
  return selections.map(({ range }) => getSelectedText(text, range, document.languageId));
}

/** What a prompt might be made of when nothing is selected: the paragraph or heading under the cursor, else its line. */
export async function getPromptUnderCursor({ document, selection }: vscode.TextEditor): Promise<EditorPrompt> {
  const offset = document.offsetAt(selection.active);
  if (markdownLanguages.includes(document.languageId)) {
    const { getPassageAt } = await import('../markup/markdown.ts');
    const passage = getPassageAt(document.getText(), offset, document.languageId);
    return passage ?? { prompt: '', range: { start: offset, end: offset } };
  }
  const line = document.lineAt(selection.active.line);
  return createEditorPrompt(line.text, document.offsetAt(line.range.start));
}

function createEditorPrompt(text: string, offset: number): EditorPrompt {
  const prompt = text.trim();
  const start = offset + text.indexOf(prompt);
  return { prompt, range: { start, end: start + prompt.length } };
}
