import { posix } from 'node:path';
import { imageDimensionsFromData } from 'image-dimensions';
import * as vscode from 'vscode';
import { getMarkdownLink } from '../documents/insertLink.ts';
import { describeDiskReason } from '../messages/diskReason.ts';
import { formatCredits } from '../account/formatCredits.ts';
import { saveAs } from '../saving/saveByHand.ts';
import type { Job, Order } from '../jobs/job.ts';
import type { Preview, PreviewActions } from './panel.ts';
import type { Picture } from './storedPicture.ts';
import { choose } from '../platform/boxes.ts';
import { showMessage } from '../platform/dialogs.ts';
import { listNames, nameFirst, nameOf } from '../messages/text.ts';
import type { NewsDesk } from '../messages/newsDesk.ts';
import { sayDone } from '../platform/statusBar.ts';

/** For what goes wrong after a button was pressed. */
type ShowError = (error: unknown) => void;

/** Shows a finished picture: in the preview, else with a message. At most one message, whatever there is to say. */
export async function presentImage(
  job: Job,
  isLinked: boolean,
  preview: Preview<Order>,
  desk: NewsDesk,
  show: ShowError,
): Promise<void> {
  const { order, saved } = job;
  if (!saved) throw new Error('A picture that was not saved cannot be shown.');
  const uri = vscode.Uri.parse(saved.uri, true);
  if (order.show !== 'never') await preview.show(await describeImage(job, uri), order, order.show);
  if (saved.rescued !== undefined) {
    offerRescued(job, uri, saved.rescued, show);
  } else if (!isLinked) {
    desk.tell('unlinked', [{ order, uri }], (images) => offerLinks(images, show));
  } else if (order.show === 'never') {
    desk.tell('saved', [{ order, uri }], (images) => offerToOpen(images, show));
  }
}

/** A picture as it was saved. */
interface SavedImage {
  readonly order: Order;
  readonly uri: vscode.Uri;
}

/** Says where pictures are whose links found no place. */
function offerLinks(images: readonly SavedImage[], show: ShowError): void {
  const [first] = images;
  const text =
    first && images.length === 1
      ? vscode.l10n.t(
          '{0} is saved as {1}, but its place in the document is gone.',
          nameOf(first.order.recipe.prompt),
          fileName(first),
        )
      : vscode.l10n.t(
          '{0} pictures are saved ({1}), but their places in the document are gone.',
          images.length,
          listNames(images.map(fileName)),
        );
  const button = images.length === 1 ? vscode.l10n.t('Copy Link') : vscode.l10n.t('Copy Links');
  offer('warning', text, button, show, () => copyLinks(images));
}

/** Says where pictures are that nothing shows. */
function offerToOpen(images: readonly SavedImage[], show: ShowError): void {
  const [first] = images;
  if (first && images.length === 1) {
    const text = vscode.l10n.t('{0} is saved as {1}.', nameOf(first.order.recipe.prompt), fileName(first));
    offer('information', text, vscode.l10n.t('Open'), show, () => openImage(first.uri));
    return;
  }
  const text = vscode.l10n.t('{0} pictures are saved: {1}.', images.length, listNames(images.map(fileName)));
  offer('information', text, vscode.l10n.t('Open…'), show, () =>
    choose(
      vscode.l10n.t('Saved Images'),
      vscode.l10n.t('Which one to open?'),
      images.map((image) => ({
        icon: 'file-media',
        label: fileName(image),
        detail: nameOf(image.order.recipe.prompt),
        run: () => openImage(image.uri),
      })),
    ),
  );
}

function fileName({ uri }: SavedImage): string {
  return vscode.workspace.asRelativePath(uri);
}

/** What the buttons of the preview do. @param generate makes a picture of an order */
export function createImageActions(generate: (order: Order) => Promise<void>): PreviewActions<Order> {
  return {
    openFile: ({ uri }) => openImage(vscode.Uri.parse(uri, true)),
    copyLink: ({ uri }, order) => copyLinks([{ order, uri: vscode.Uri.parse(uri, true) }]),
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

/** Copies links as they would stand in the documents that the pictures were asked for in, linked there or not. */
async function copyLinks(images: readonly SavedImage[]): Promise<void> {
  const links = await Promise.all(
    images.map(({ order, uri }) =>
      getMarkdownLink(order.link?.document ?? order.save.document, uri, order.recipe.prompt),
    ),
  );
  await vscode.env.clipboard.writeText(links.join('\n\n'));
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
    [vscode.l10n.t('Model'), order.recipe.model],
    [
      vscode.l10n.t('Rewritten prompt'),
      result?.prompt && result.prompt !== order.recipe.prompt ? result.prompt : undefined,
    ],
  ];
  return {
    id: job.id,
    uri: uri.toString(),
    prompt: order.recipe.prompt,
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
  offer('warning', nameFirst(nameOf(job.order.recipe.prompt), text), vscode.l10n.t('Save As…'), show, async () => {
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
