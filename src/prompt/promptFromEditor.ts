import type * as vscode from 'vscode';
import { markdownLanguages } from '../documents/linkImage.ts';
import type { OffsetRange } from '../documents/movingRange.ts';

/** A prompt and the text of the document it was taken from. */
export interface EditorPrompt {
  readonly prompt: string;
  readonly range: OffsetRange;
}

/** The selected texts as prompts, in the order of the document; blank selections do not count. */
export function getSelectedPrompts({ document, selections }: vscode.TextEditor): readonly EditorPrompt[] {
  return selections
    .map((selection) => createEditorPrompt(document.getText(selection), document.offsetAt(selection.start)))
    .filter(({ prompt }) => prompt !== '')
    .toSorted((a, b) => a.range.start - b.range.start);
}

/** What a prompt might be made of when nothing is selected: the paragraph or heading under the cursor, else its line. */
export async function getPromptUnderCursor({ document, selection }: vscode.TextEditor): Promise<EditorPrompt> {
  const offset = document.offsetAt(selection.active);
  if (markdownLanguages.includes(document.languageId)) {
    const { getBlockAt } = await import('../documents/markdown.ts');
    const block = getBlockAt(document.getText(), offset);
    if (block?.type === 'paragraph' || block?.type === 'heading') return { prompt: block.text, range: block };
    return { prompt: '', range: { start: offset, end: offset } };
  }
  const line = document.lineAt(selection.active.line);
  return createEditorPrompt(line.text, document.offsetAt(line.range.start));
}

function createEditorPrompt(text: string, offset: number): EditorPrompt {
  const prompt = text.trim();
  const start = offset + text.indexOf(prompt);
  return { prompt, range: { start, end: start + prompt.length } };
}
