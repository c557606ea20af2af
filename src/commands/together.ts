import * as vscode from 'vscode';
import type { Order } from '../jobs/order.ts';
import type { History } from '../pictures/history.ts';
import type { Picture } from '../pictures/picture.ts';
import { sizeOf } from '../platform/fileSize.ts';

type Source = Pick<History, 'findVariations'>;

/** The pictures that were ordered together with one and whose files are still there, itself included. */
export async function findTogether(history: Source, picture: Picture): Promise<readonly Picture[]> {
  if (!picture.variations) return [picture];
  const pictures = await history.findVariations(picture.variations.id);
  const areThere = await Promise.all(pictures.map(isThere));
  return pictures.filter((_, at) => areThere[at]);
}

async function isThere({ uri }: Picture): Promise<boolean> {
  return (await sizeOf(vscode.Uri.parse(uri, true))) !== undefined;
}

/** The pictures that have come of the orders that were given together with one. */
export async function findVariations(history: Source, { variations }: Order): Promise<readonly Picture[]> {
  return variations ? history.findVariations(variations.id) : [];
}
