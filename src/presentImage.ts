import { posix } from 'node:path';
import { imageDimensionsFromData } from 'image-dimensions';
import * as vscode from 'vscode';
import { getMarkdownLink } from './documents/linkImage.ts';
import { describeDiskReason } from './errorTexts/diskReason.ts';
import { formatCredits } from './formatCredits.ts';
import { saveAs } from './images/saveAs.ts';
import type { Job, Order } from './jobs/job.ts';
import type { Preview, PreviewActions } from './preview/panel.ts';
import type { Picture } from './preview/storedPicture.ts';
import { showMessage } from './talk/messages.ts';
import { sayDone } from './talk/statusBar.ts';

/** For what goes wrong after a button was pressed. */
type ShowError = (error: unknown) => void;

/** Shows a finished picture: in the preview, else with a message. At most one message, whatever there is to say. */
export async function presentImage(
  job: Job,
  isLinked: boolean,
  preview: Preview<Order>,
  show: ShowError,
): Promise<void> {
  const { order, saved } = job;
  if (!saved) throw new Error('A picture that was not saved cannot be shown.');
  const uri = vscode.Uri.parse(saved.uri, true);
  if (order.preview !== 'never') await preview.show(await describeImage(job, uri), order, order.preview);
  const name = vscode.workspace.asRelativePath(uri);
  if (saved.rescued !== undefined) {
    offerRescued(job, uri, saved.rescued, show);
  } else if (!isLinked) {
    const text = vscode.l10n.t('The picture is saved as {0}, but its place in the document is gone.', name);
    offer('warning', text, vscode.l10n.t('Copy Link'), show, () => copyLink(order.link?.document, uri, order.prompt));
  } else if (order.preview === 'never') {
    const text = vscode.l10n.t('The picture is saved as {0}.', name);
    offer('information', text, vscode.l10n.t('Open'), show, () => openImage(uri));
  }
}

/** What the buttons of the preview do. @param generate makes a picture of an order */
export function createImageActions(generate: (order: Order) => Promise<void>): PreviewActions<Order> {
  return {
    openFile: ({ uri }) => openImage(vscode.Uri.parse(uri, true)),
    copyLink: ({ uri, prompt }, order) => copyLink(order.link?.document, vscode.Uri.parse(uri, true), prompt),
    copyPrompt: async ({ prompt }) => {
      await vscode.env.clipboard.writeText(prompt);
      sayCopied();
    },
    // Without a seed in the order, the service draws a new one.
    generateAgain: (_, order) => generate(order),
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
  sayDone(vscode.l10n.t('Copied'), 3);
}

async function describeImage(job: Job, uri: vscode.Uri): Promise<Picture> {
  const { order, result, task } = job;
  const bytes = await vscode.workspace.fs.readFile(uri);
  const { width, height } = imageDimensionsFromData(bytes) ?? { width: 0, height: 0 };
  const cost = result?.cost ?? task?.cost;
  const seconds = result?.durationSeconds?.toLocaleString(vscode.env.language, { maximumFractionDigits: 1 });
  const facts: [string, string | undefined][] = [
    [vscode.l10n.t('Seed'), result?.seed?.toString()],
    [vscode.l10n.t('Size'), vscode.l10n.t('{0} × {1} pixels', width, height)],
    [
      vscode.l10n.t('File'),
      vscode.l10n.t('{0} ({1} KB)', vscode.workspace.asRelativePath(uri), Math.ceil(bytes.length / 1000)),
    ],
    [vscode.l10n.t('Duration'), seconds && vscode.l10n.t('{0} s', seconds)],
    [vscode.l10n.t('Cost'), typeof cost === 'number' ? formatCredits(cost) : undefined],
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
  };
}

/** Says where a picture is that could not be saved where it belongs, until it is saved by hand or that is declined. */
function offerRescued(job: Job, uri: vscode.Uri, reason: unknown, show: ShowError): void {
  const text = vscode.l10n.t(
    'The picture could not be saved where it belongs: {0}. It is safe at {1}.',
    describeDiskReason(reason),
    uri.fsPath,
  );
  const name = posix.basename(uri.path);
  const { folder, target } = job.order.save;
  const wanted =
    target === undefined
      ? vscode.Uri.joinPath(
          folder === undefined ? vscode.Uri.joinPath(uri, '..') : vscode.Uri.parse(folder, true),
          name,
        )
      : vscode.Uri.parse(target, true);
  offer('warning', text, vscode.l10n.t('Save As…'), show, async () => {
    const bytes = await vscode.workspace.fs.readFile(uri);
    await saveAs(wanted, bytes).catch((error: unknown) => offerRescued(job, uri, error, show));
  });
}

/** One message with one button; returns at once, for the message may stay for long. */
function offer(
  kind: 'information' | 'warning',
  text: string,
  button: string,
  show: ShowError,
  press: () => Promise<void>,
): void {
  showMessage(kind, text, button)
    .then((pressed) => (pressed === button ? press() : undefined))
    .then(undefined, show);
}
