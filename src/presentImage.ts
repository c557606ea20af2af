import { imageDimensionsFromData } from 'image-dimensions';
import * as vscode from 'vscode';
import { getMarkdownLink } from './documents/linkImage.ts';
import { formatCredits } from './formatCredits.ts';
import type { Job } from './jobs/job.ts';
import type { PreviewAction } from './preview/messages.ts';
import type { Preview, PreviewImage } from './preview/panel.ts';

/** A picture in the preview, with what it was asked for with. */
export interface FinishedImage extends PreviewImage {
  readonly order: Job['order'];
}

/** Shows a finished picture: in the preview, else with a message. At most one message, whatever there is to say. */
export async function presentImage(job: Job, isLinked: boolean, preview: Preview<FinishedImage>): Promise<void> {
  const { order, saved } = job;
  if (!saved) throw new Error('A picture that was not saved cannot be shown.');
  const uri = vscode.Uri.parse(saved.uri, true);
  if (order.preview !== 'never') await preview.show(await describeImage(job, uri), order.preview);
  const name = vscode.workspace.asRelativePath(uri);
  if (saved.rescued !== undefined) {
    const text = vscode.l10n.t(
      'The picture could not be saved where it belongs: {0}. It is safe at {1}.',
      describeReason(saved.rescued),
      uri.fsPath,
    );
    await offer('showWarningMessage', text, vscode.l10n.t('Save As…'), () => saveAs(uri));
  } else if (!isLinked) {
    const text = vscode.l10n.t('The picture is saved as {0}, but its place in the document is gone.', name);
    await offer('showWarningMessage', text, vscode.l10n.t('Copy Link'), () =>
      copyLink(order.link?.document, uri, order.prompt),
    );
  } else if (order.preview === 'never') {
    await offer(
      'showInformationMessage',
      vscode.l10n.t('The picture is saved as {0}.', name),
      vscode.l10n.t('Open'),
      () => openImage(uri),
    );
  }
}

/** What the buttons of the preview do. @param generate makes a picture of an order */
export function createImageActions(
  generate: (order: Job['order']) => Promise<void>,
): Readonly<Record<PreviewAction, (image: FinishedImage) => Promise<void>>> {
  return {
    openFile: ({ uri }) => openImage(vscode.Uri.parse(uri, true)),
    copyLink: ({ uri, prompt, order }) => copyLink(order.link?.document, vscode.Uri.parse(uri, true), prompt),
    copyPrompt: async ({ prompt }) => {
      await vscode.env.clipboard.writeText(prompt);
      sayCopied();
    },
    // Without a seed in the order, the service draws a new one.
    generateAgain: ({ order }) => generate(order),
  };
}

async function openImage(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', uri);
}

async function copyLink(document: string | undefined, image: vscode.Uri, prompt: string): Promise<void> {
  await vscode.env.clipboard.writeText(await getMarkdownLink(document, image, prompt));
  sayCopied();
}

function sayCopied(): void {
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) Copied'), 3000);
}

async function describeImage(job: Job, uri: vscode.Uri): Promise<FinishedImage> {
  const { order, result, task } = job;
  const bytes = await vscode.workspace.fs.readFile(uri);
  const { width, height } = imageDimensionsFromData(bytes) ?? { width: 0, height: 0 };
  const seconds = result?.durationSeconds?.toLocaleString(vscode.env.language, { maximumFractionDigits: 1 });
  const facts: [string, string | undefined][] = [
    [vscode.l10n.t('Seed'), result?.seed?.toString()],
    [vscode.l10n.t('Size'), vscode.l10n.t('{0} × {1} pixels', width, height)],
    [
      vscode.l10n.t('File'),
      vscode.l10n.t('{0} ({1} KB)', vscode.workspace.asRelativePath(uri), Math.ceil(bytes.length / 1000)),
    ],
    [vscode.l10n.t('Duration'), seconds && vscode.l10n.t('{0} s', seconds)],
    [vscode.l10n.t('Cost'), typeof task?.cost === 'number' ? formatCredits(task.cost) : undefined],
    [vscode.l10n.t('Model'), order.model],
    [vscode.l10n.t('Rewritten prompt'), result?.prompt && result.prompt !== order.prompt ? result.prompt : undefined],
  ];
  return {
    id: job.id,
    uri: uri.toString(),
    prompt: order.prompt,
    width,
    height,
    facts: facts.filter((fact): fact is [string, string] => fact[1] !== undefined),
    order,
  };
}

/** Why a file could not be written, by the file system's code. */
function describeReason(code: string): string {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: vscode.l10n.t('the folder cannot be written'),
    EPERM: vscode.l10n.t('the folder cannot be written'),
    EROFS: vscode.l10n.t('the disk is read-only'),
    ENOSPC: vscode.l10n.t('the disk is full'),
    EDQUOT: vscode.l10n.t('the disk quota is used up'),
    EFBIG: vscode.l10n.t('the file is too large for this disk'),
    ENOTDIR: vscode.l10n.t('a file has the name of the folder'),
    EEXIST: vscode.l10n.t('a file has the name of the folder'),
    ENAMETOOLONG: vscode.l10n.t('the file name is too long'),
  };
  return reasons[code] ?? code;
}

async function saveAs(from: vscode.Uri): Promise<void> {
  const to = await vscode.window.showSaveDialog({ defaultUri: from });
  if (to) await vscode.workspace.fs.copy(from, to, { overwrite: true });
}

/** One message with one button; returns at once, for the message may stay for long. */
async function offer(
  show: 'showInformationMessage' | 'showWarningMessage',
  text: string,
  button: string,
  press: () => Promise<void>,
): Promise<void> {
  void vscode.window[show](text, button).then((pressed) => (pressed === button ? press() : undefined));
}
