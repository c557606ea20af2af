import * as vscode from 'vscode';
import type { Order } from '../jobs/job.ts';
import { sayDone } from '../platform/statusBar.ts';
import { getLink } from './insertLink.ts';

/** A picture's file, and what it was asked for with. */
export interface PictureFile {
  readonly order: Order;
  readonly uri: vscode.Uri;
}

/** Copies links as they would stand in the documents that the pictures were asked for in, linked there or not. */
export async function copyLinks(pictures: readonly PictureFile[]): Promise<void> {
  const links = await Promise.all(
    pictures.map(({ order, uri }) => getLink(order.link?.document ?? order.save.document, uri, order.recipe.prompt)),
  );
  await copyText(links.join('\n\n'));
}

/** Copies a text, and says so. */
export async function copyText(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  sayDone(vscode.l10n.t('Copied'), 3);
}
