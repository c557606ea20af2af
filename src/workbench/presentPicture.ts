import { imageDimensionsFromData } from 'image-dimensions';
import * as vscode from 'vscode';
import { formatCredits } from '../account/formatCredits.ts';
import { copyLinks, copyText } from '../documents/copyLinks.ts';
import type { Job, Order } from '../jobs/job.ts';
import type { Preview, PreviewActions } from './panel.ts';
import type { Picture } from './storedPicture.ts';

/** Shows a finished picture in the preview, unless it is to be shown nowhere; the focus stays where it is. */
export async function presentPicture(job: Job, preview: Preview<Order>): Promise<void> {
  const { order, saved } = job;
  if (!saved) throw new Error('A picture that was not saved cannot be shown.');
  if (order.show === 'never') return;
  await preview.show(await describeImage(job, vscode.Uri.parse(saved.uri, true)), order, order.show);
}

/** What the buttons of the preview do. @param generate makes a picture of an order */
export function createImageActions(generate: (order: Order) => Promise<void>): PreviewActions<Order> {
  return {
    openFile: async ({ uri }) =>
      void (await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(uri, true))),
    copyLink: ({ uri }, order) => copyLinks([{ order, uri: vscode.Uri.parse(uri, true) }]),
    copyPrompt: ({ prompt }) => copyText(prompt),
    // Without a seed in the order, the service draws a new one.
    generateAgain: (_, order) => generate(order),
  };
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
