import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { getFileId } from '../documents/fileId.ts';
import { findOpen } from '../documents/findOpen.ts';
import type { Order } from '../jobs/order.ts';
import type { TrackedPlace } from '../making/ports.ts';
import { hasMarkup, loadMarkup } from '../markup/languages.ts';
import { readSettings, type Settings } from '../platform/settings.ts';
import type { PromptOptions } from '../recipe/promptOptions.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { chooseTarget } from '../saving/chooseTarget.ts';
import { holdsPictures } from '../saving/target.ts';
import { createRecipes } from './createRecipes.ts';

/** Where a picture belongs. */
export interface Origin {
  /** The document, as it was when the command was called. */
  readonly document?: vscode.TextDocument;
  /** The place in the document that the link goes to, tracked since the command was called. */
  readonly place?: TrackedPlace;
  /** A file that the picture is saved beside if it belongs to no document. */
  readonly beside?: vscode.Uri;
  /** The number of the picture in its batch, from 1. */
  readonly index?: number;
}

/** What the settings are read for. */
export interface Scope {
  /** The document, unless it is that of the Output panel. */
  readonly document: vscode.TextDocument | undefined;
  /** The document's file, if pictures can be saved beside it. */
  readonly file: vscode.Uri | undefined;
  readonly workspaceFolder: vscode.Uri | undefined;
  readonly settings: Settings;
}

/** Reads the settings for a place. @throws {RuleError} the first setting with a value that cannot be used */
export function readScope({ document: called, place, beside }: Origin): Scope {
  // The document may have been renamed, or saved for the first time, while an input box was open.
  const shown = (place && findOpen(place.document)) ?? called;
  const document = shown && !isOutput(shown) ? shown : undefined;
  const file = document && getFile(document);
  const owner = file ?? (document ? undefined : beside);
  const folder = owner ? vscode.workspace.getWorkspaceFolder(owner) : vscode.workspace.workspaceFolders?.[0];
  // The URI of a notebook's cell lies in no workspace folder, so look up that of the notebook.
  const settings = readSettings(owner ?? document?.uri ?? folder?.uri);
  return { document, file, workspaceFolder: folder?.uri, settings };
}

/**
 * Makes the orders of words with options, by the settings for their place.
 * @returns no order if the save dialog was dismissed
 */
export async function createOrdersWith(
  words: string,
  options: PromptOptions,
  origin: Origin,
): Promise<readonly Order[]> {
  const scope = readScope(origin);
  const recipes = await createRecipes(words, options, scope.settings, scope.workspaceFolder);
  return createOrders(recipes, origin, scope);
}

/**
 * Makes an order of each recipe; several recipes are variations of one. Finds every invalid setting before anything is
 * paid for. Asks where to save if neither a document nor a folder decides it, or if that place cannot be written.
 * @returns no order if the save dialog was dismissed
 * @throws {SavePathError} if `savePath` cannot be used
 */
export async function createOrders(
  recipes: readonly Recipe[],
  { place, beside, index = 1 }: Origin,
  { document, file, workspaceFolder, settings }: Scope,
): Promise<readonly Order[]> {
  const [recipe] = recipes;
  if (!recipe) return [];
  const folder = file ? vscode.Uri.joinPath(file, '..') : document ? undefined : workspaceFolder;
  const order = await chooseTarget({
    recipe,
    service: settings.service,
    ...(settings.webhookUrl !== undefined && { webhookUrl: settings.webhookUrl }),
    timeoutSeconds: settings.timeoutSeconds,
    save: {
      folder: folder?.toString(),
      workspaceFolder: workspaceFolder?.toString(),
      document: file?.toString(),
      template: settings.savePath,
      mayLeaveWorkspace: settings.savePathIsOwn,
      heading: /\$\{heading\}/.test(settings.savePath) ? await getHeading(document, place) : '',
      index,
      ...(beside && !document && { target: beside.toString() }),
    },
    link: place && document && (await createLink(document, place, settings)),
    show: settings.openPreview,
  });
  if (!order) return [];
  const group = { id: randomUUID(), count: recipes.length };
  return recipes.map((one, at) => ({
    ...order,
    recipe: one,
    save: { ...order.save, index: index + at },
    ...(recipes.length > 1 && { variations: { ...group, index: at + 1 } }),
  }));
}

/** Whether this window has opened the order's workspace folder; true if the order has none. */
export function belongsToThisWindow({ save }: Order): boolean {
  if (save.workspaceFolder === undefined) return true;
  return vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === save.workspaceFolder) ?? false;
}

/** Whether a document is that of the Output panel: an editor with the focus, but no text of the user's. */
export function isOutput({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'output';
}

/** The file of a document or of a cell's notebook; undefined if pictures cannot be saved beside it. */
function getFile(document: vscode.TextDocument): vscode.Uri | undefined {
  const owner = getOwner(document);
  return owner && !owner.isUntitled && holdsPictures(owner.uri) ? owner.uri : undefined;
}

/** The document itself, or for a cell its notebook. */
function getOwner(document: vscode.TextDocument): vscode.TextDocument | vscode.NotebookDocument | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return document;
  return vscode.workspace.notebookDocuments.find((one) => one.getCells().some((cell) => cell.document === document));
}

async function createLink(
  document: vscode.TextDocument,
  tracked: TrackedPlace,
  settings: Settings,
): Promise<Order['link']> {
  if (settings.insertLink === 'never' || !hasMarkup(document.languageId)) return undefined;
  // A document that cannot be saved cannot be edited either, such as an old version in Git.
  if (!getOwner(document)?.isUntitled && !getFile(document)) return undefined;
  const fileId = await getFileId(document.uri);
  return { ...tracked.place, languageId: document.languageId, mode: settings.insertLink, ...(fileId && { fileId }) };
}

async function getHeading(document: vscode.TextDocument | undefined, place: TrackedPlace | undefined): Promise<string> {
  if (!document || !place) return '';
  const markup = await loadMarkup(document.languageId);
  return markup?.headingAt(document.getText(), place.range?.start ?? place.place.offset) ?? '';
}
