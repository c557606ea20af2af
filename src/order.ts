import * as vscode from 'vscode';
import { createRequestBody } from './bfl/request.ts';
import { markdownLanguages } from './documents/linkImage.ts';
import { getFileId } from './documents/fileId.ts';
import type { TrackedPlace } from './documents/trackPlace.ts';
import { getTarget } from './images/saveImage.ts';
import { createSlug } from './images/savePath.ts';
import type { Order } from './jobs/job.ts';
import { readSettings, type Settings } from './settings.ts';

/** What a picture is asked for with: a prompt, and the place in a document that it was taken from, if any. */
export interface Intent {
  readonly prompt: string;
  /** As it was when the command was given. */
  readonly document?: vscode.TextDocument;
  /** Followed since the command was given. */
  readonly place?: TrackedPlace;
  /** 1 for the first of several. */
  readonly index?: number;
}

/**
 * Makes an intent into an order by the settings of this moment. All that can be wrong is found out here, before
 * anything is paid for. Asks where to save when neither a document nor a folder says so.
 * @returns undefined if the save dialog was dismissed
 * @throws {BflError} `invalidRequest`
 * @throws {SavePathError} if `savePath` cannot be used
 */
export async function createOrder(intent: Intent): Promise<Order | undefined> {
  const { prompt, place, index = 1 } = intent;
  const document = (place && findDocument(place)) ?? intent.document;
  const file = document && getFile(document);
  const workspaceFolder = file ? vscode.workspace.getWorkspaceFolder(file) : vscode.workspace.workspaceFolders?.[0];
  // A cell's own URI belongs to no folder.
  const settings = readSettings(file ?? document?.uri ?? workspaceFolder?.uri);
  const { prompt: sent, ...request } = createRequestBody({ ...settings.request, prompt });

  const folder = file ? vscode.Uri.joinPath(file, '..') : document ? undefined : workspaceFolder?.uri;
  const target = folder ? undefined : await askForTarget(prompt, settings, workspaceFolder?.uri);
  if (!folder && !target) return undefined;

  const order: Order = {
    prompt: sent,
    model: settings.model,
    service: settings.service,
    request: request,
    timeoutSeconds: settings.timeoutSeconds,
    save: {
      folder: folder?.toString(),
      workspaceFolder: workspaceFolder?.uri.toString(),
      document: file?.toString(),
      template: settings.savePath,
      mayLeaveWorkspace: settings.savePathIsOwn,
      target: target?.toString(),
      heading: /\$\{heading\}/.test(settings.savePath) ? await getHeading(document, place) : '',
      index,
    },
    link: place && document && (await createLink(document, place, settings)),
    preview: settings.openPreview,
  };
  await getTarget(order, { seed: null, date: new Date() }, '00000000');
  return order;
}

/** Whether this window has the folder that an order is for; one for no folder belongs to every window. */
export function belongsToThisWindow({ save }: Order): boolean {
  if (save.workspaceFolder === undefined) return true;
  return vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === save.workspaceFolder) ?? false;
}

/** The file that a document is, or whose cell it is; undefined if it was never saved. */
function getFile(document: vscode.TextDocument): vscode.Uri | undefined {
  if (document.uri.scheme === 'vscode-notebook-cell') {
    const notebook = vscode.workspace.notebookDocuments.find((one) =>
      one.getCells().some((cell) => cell.document === document),
    );
    return notebook?.isUntitled === false ? notebook.uri : undefined;
  }
  return document.isUntitled ? undefined : document.uri;
}

/** While a box was open, it may have been renamed, or saved for the first time. */
function findDocument(place: TrackedPlace): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === place.document);
}

async function createLink(
  document: vscode.TextDocument,
  tracked: TrackedPlace,
  settings: Settings,
): Promise<Order['link']> {
  if (settings.insertLink === 'never' || !markdownLanguages.includes(document.languageId)) return undefined;
  const fileId = await getFileId(document.uri);
  return { ...tracked.place, languageId: document.languageId, mode: settings.insertLink, ...(fileId && { fileId }) };
}

async function getHeading(document: vscode.TextDocument | undefined, place: TrackedPlace | undefined): Promise<string> {
  if (!document || !place || !markdownLanguages.includes(document.languageId)) return '';
  const { getHeadingAt } = await import('./documents/markdown.ts');
  return getHeadingAt(document.getText(), place.range?.start ?? place.place.offset);
}

async function askForTarget(
  prompt: string,
  settings: Settings,
  folder: vscode.Uri | undefined,
): Promise<vscode.Uri | undefined> {
  const extension = settings.request.outputFormat === 'jpeg' ? 'jpg' : settings.request.outputFormat;
  const name = `${createSlug(prompt)}.${extension}`;
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Where to save the picture'),
    saveLabel: vscode.l10n.t('Generate Image'),
    defaultUri: folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(name),
    filters: { [vscode.l10n.t('Images')]: ['jpg', 'png', 'webp'] },
  });
}
