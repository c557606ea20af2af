import { createOrders, type Origin, readScope } from '../../../src/commands/createOrders.ts';
import { createRecipes } from '../../../src/commands/createRecipes.ts';
import type { Order } from '../../../src/jobs/order.ts';

/** The order of one picture by the present settings; undefined if the save dialog was dismissed. */
export async function createOrder({
  prompt,
  ...origin
}: { readonly prompt: string } & Origin): Promise<Order | undefined> {
  const scope = readScope(origin);
  const recipes = await createRecipes(prompt, { parameters: {} }, scope.settings, scope.workspaceFolder);
  return (await createOrders(recipes, origin, scope))[0];
}
