import * as vscode from 'vscode';
import { getFileId } from '../documents/fileId.ts';
import { findOpen } from '../documents/findOpen.ts';
import type { Order } from '../jobs/job.ts';
import type { TrackedPlace } from '../making/ports.ts';
import { hasMarkup, loadMarkup } from '../markup/languages.ts';
import { readSettings, type Settings } from '../platform/settings.ts';
import { parseRecipe } from '../recipe/recipe.ts';
import { chooseTarget } from '../saving/chooseTarget.ts';
import { holdsPictures } from '../saving/target.ts';

/** What a user asks for: a prompt, and the place in a document that it was taken from, if any. */
export interface Intent {
  readonly prompt: string;
  /** The document, as it was when the command was called. */
  readonly document?: vscode.TextDocument;
  /** The place of the prompt, tracked since the command was called. */
  readonly place?: TrackedPlace;
  /** The number of the picture in its batch, from 1. */
  readonly index?: number;
}

/**
 * Makes an order from an intent and the settings of this moment. Finds every invalid setting before anything is paid
 * for. Asks where to save if neither a document nor a folder decides it, or if that place cannot be written.
 * @returns undefined if the save dialog was dismissed
 * @throws {RuleError}
 * @throws {SavePathError} if `savePath` cannot be used
 */
export async function createOrder(intent: Intent): Promise<Order | undefined> {
  const { prompt, place, index = 1 } = intent;
  // The document may have been renamed, or saved for the first time, while an input box was open.
  const shown = (place && findOpen(place.document)) ?? intent.document;
  const document = shown && !isOutput(shown) ? shown : undefined;
  const file = document && getFile(document);
  const workspaceFolder = file ? vscode.workspace.getWorkspaceFolder(file) : vscode.workspace.workspaceFolders?.[0];
  // The URI of a notebook's cell lies in no workspace folder, so look up that of the notebook.
  const settings = readSettings(file ?? document?.uri ?? workspaceFolder?.uri);
  const recipe = parseRecipe(settings.model, prompt, settings.parameters);

  const folder = file ? vscode.Uri.joinPath(file, '..') : document ? undefined : workspaceFolder?.uri;
  return chooseTarget({
    recipe,
    service: settings.service,
    ...(settings.webhookUrl !== undefined && { webhookUrl: settings.webhookUrl }),
    timeoutSeconds: settings.timeoutSeconds,
    save: {
      folder: folder?.toString(),
      workspaceFolder: workspaceFolder?.uri.toString(),
      document: file?.toString(),
      template: settings.savePath,
      mayLeaveWorkspace: settings.savePathIsOwn,
      heading: /\$\{heading\}/.test(settings.savePath) ? await getHeading(document, place) : '',
      index,
    },
    link: place && document && (await createLink(document, place, settings)),
    show: settings.openPreview,
  });
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
