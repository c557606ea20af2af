import type * as vscode from 'vscode';
import { followRange } from '../documents/place.ts';
import type { Order } from '../jobs/order.ts';
import type { PictureGenerator, TrackedPlace } from '../making/ports.ts';
import type { OffsetRange } from '../markup/markup.ts';
import { confirmSpending, type Knowledge } from './confirmSpending.ts';
import type { Origin } from './createOrders.ts';

/** Tracks a range of a document from now until the pictures are made. */
export type Follow = (document: vscode.TextDocument, range: OffsetRange) => Pick<Origin, 'document' | 'place'>;

/** Makes the pictures of some orders. Asks first where money could be spent that the user did not mean to spend. */
export type MakePictures = (
  createOrders: (follow: Follow) => Promise<readonly Order[]>,
  knowledge?: Knowledge,
) => Promise<void>;

/**
 * @param sayPlaces tells the user where pictures are saved if their own setting leads out of the workspace
 */
export function createMakePictures(
  generator: Pick<PictureGenerator, 'generate'>,
  sayPlaces: (orders: readonly Order[]) => void,
): MakePictures {
  return async (createOrders, knowledge = {}) => {
    const places: TrackedPlace[] = [];
    try {
      const orders = await createOrders((document, range) => {
        const place = followRange(document, range);
        places.push(place);
        return { document, place };
      });
      if (orders.length === 0 || !(await confirmSpending(orders, knowledge))) return;
      sayPlaces(orders);
      await generator.generate(orders);
    } finally {
      for (const place of places) place.dispose();
    }
  };
}
