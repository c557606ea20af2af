import * as vscode from 'vscode';
import type { Picture } from '../pictures/picture.ts';
import { sayDone } from '../platform/statusBar.ts';
import { getWords } from '../recipe/recipe.ts';
import { getLink } from './insertLink.ts';

/** Copies the links of pictures, written as the languages of their documents want them. */
export async function copyLinks(pictures: readonly Picture[]): Promise<void> {
  const links = await Promise.all(
    pictures.map(({ document, uri, recipe }) => getLink(document, vscode.Uri.parse(uri, true), getWords(recipe))),
  );
  await copyText(links.join('\n\n'));
}

/** Copies a text, and says so in the status bar. */
export async function copyText(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  sayDone(vscode.l10n.t('Copied'), 3);
}
