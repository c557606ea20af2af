import { posix } from 'node:path';
import * as vscode from 'vscode';
import { loadMarkup } from '../markup/languages.ts';
import type { Markup, PictureLink } from '../markup/markup.ts';
import { editInTurn } from './editInTurn.ts';
import { getTarget } from './linkTarget.ts';

/** A link to a picture in a document, and the file that it leads to. */
export interface LinkedPicture {
  readonly link: PictureLink;
  readonly uri: vscode.Uri;
}

/** The link to a picture at an offset of a document. */
export async function findLinkAt(document: vscode.TextDocument, offset: number): Promise<LinkedPicture | undefined> {
  const markup = await loadMarkup(document.languageId);
  const link = markup?.linkAt(document.getText(), offset);
  return link && resolve(link, document);
}

/** The links of a document that lead to one of some pictures, in order. */
export async function findLinksTo(
  document: vscode.TextDocument,
  pictures: readonly vscode.Uri[],
): Promise<readonly LinkedPicture[]> {
  const markup = pictures.length === 0 ? undefined : await loadMarkup(document.languageId);
  if (!markup) return [];
  const wanted = new Set(pictures.map(keyOf));
  const links = findLinks(document.getText(), markup, pictures);
  return links.flatMap((link) => resolve(link, document) ?? []).filter(({ uri }) => wanted.has(keyOf(uri)));
}

/** The links that may lead to some pictures, in order. Only the parts of the text that hold a picture's name are parsed. */
function findLinks(text: string, markup: Markup, pictures: readonly vscode.Uri[]): readonly PictureLink[] {
  const names = pictures.map(plainPartOf);
  if (names.includes('')) return markup.links(text);
  const offsets = names.flatMap((name) => offsetsOf(name, text)).toSorted((a, b) => a - b);
  const links = offsets.flatMap((offset) => markup.linkAt(text, offset) ?? []);
  return [...new Map(links.map((link) => [link.range.start, link])).values()];
}

/** The longest part of a file's name that is written in the same way in every link: without letters with marks. */
function plainPartOf({ path }: vscode.Uri): string {
  const parts =
    posix
      .basename(path)
      .normalize('NFD')
      .match(/(?:[A-Za-z\d_-](?!\p{M}))+/gu) ?? [];
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

function offsetsOf(part: string, text: string): readonly number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) offsets.push(at);
  return offsets;
}

/**
 * Lets a link lead to another picture, as one undo step.
 * @returns false if the document has changed since the link was found, or cannot be edited
 */
export async function replaceTarget(
  document: vscode.TextDocument,
  link: PictureLink,
  picture: vscode.Uri,
): Promise<boolean> {
  const text = document.getText();
  const markup = await loadMarkup(document.languageId);
  if (!markup) return false;
  return editInTurn(async () => {
    if (document.getText() !== text) return false;
    const { start, end } = link.targetRange;
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    edit.replace(document.uri, range, markup.retarget(text, link, getTarget(document.uri, picture)));
    return vscode.workspace.applyEdit(edit);
  });
}

function resolve(link: PictureLink, document: vscode.TextDocument): LinkedPicture | undefined {
  const uri = resolveTarget(link.target, document.uri);
  return uri && { link, uri };
}

/**
 * The file that the encoded target of a link leads to: from the folder of the document (of its notebook, of the first
 * workspace folder if it was never saved), or with a leading `/` from the workspace folder; undefined for an address.
 */
function resolveTarget(target: string, document: vscode.Uri): vscode.Uri | undefined {
  const encoded = target.replace(/[?#].*$/s, '');
  if (encoded === '') return undefined;
  if (/^file:/i.test(target)) return vscode.Uri.parse(encoded);
  if (/^[a-z][a-z\d+.-]+:|^\/\//i.test(target)) return undefined;
  const path = decode(encoded);
  const isUntitled = document.scheme === 'untitled' && !document.path.startsWith('/');
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = isUntitled ? folders[0]?.uri : vscode.Uri.joinPath(fileOf(document), '..');
  const root = path.startsWith('/') ? vscode.workspace.getWorkspaceFolder(fileOf(document))?.uri : folder;
  return root && vscode.Uri.joinPath(root, path);
}

/** A file name with a `%` that encodes nothing is taken as it is. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The file that a document stands in for: that of a cell is its notebook. */
function fileOf(document: vscode.Uri): vscode.Uri {
  const isCell = document.scheme === 'vscode-notebook-cell';
  const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => isCell && uri.path === document.path);
  return (notebook?.uri ?? document).with({ fragment: '' });
}

/** Two URIs of one file have the same key: letters with marks can be written in two ways, drives in both cases. */
function keyOf(uri: vscode.Uri): string {
  return uri.with({ path: uri.path.normalize('NFC').replace(/^\/[a-z]:/i, (drive) => drive.toLowerCase()) }).toString();
}
