import { createOrdersWith, type Origin } from '../../../src/commands/createOrders.ts';
import type { Order } from '../../../src/jobs/order.ts';

/** The order of one picture by the present settings; undefined if the save dialog was dismissed. */
export async function createOrder({
  prompt,
  ...origin
}: { readonly prompt: string } & Origin): Promise<Order | undefined> {
  return (await createOrdersWith(prompt, { parameters: {} }, origin))[0];
}
