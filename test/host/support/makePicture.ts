import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Task } from '../../standin/tasks.ts';
import { generateFromSelection, open, select } from './scene.ts';
import { standin } from './standin.ts';

/** A picture that the extension has made for a document. */
export interface MadePicture {
  readonly editor: vscode.TextEditor;
  /** Its file. */
  readonly image: vscode.Uri;
  /** As the service knows it. */
  readonly task: Task;
}

/** Has the extension make a picture of the words of a new document, and link it there. */
export async function makePicture(
  folder: vscode.Uri,
  words = 'A red fox',
  documentName = 'story.md',
): Promise<MadePicture> {
  const isHtml = documentName.endsWith('.html');
  const editor = await open(folder, documentName, isHtml ? `<p>${words}</p>\n` : `${words}\n`);
  select(editor, words);
  await generateFromSelection();
  const name = words.toLowerCase().replaceAll(' ', '-');
  const image = vscode.Uri.joinPath(editor.document.uri, `../images/${name}.jpg`);
  return { editor, image, task: (await standin.tasks()).at(-1) ?? assert.fail() };
}
