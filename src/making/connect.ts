import type { Connection } from '../bfl/client.ts';
import { createService, keyOwner, type Service } from '../bfl/service.ts';
import type { Order } from '../jobs/order.ts';
import type { KeySource } from './ports.ts';

/** Gives connections: a service with its API key. Both calls give `undefined` when the user enters no key. */
export interface Connections {
  /** Gives the order's service with its stored key; asks the user for a key if none is stored. */
  connect(this: void, order: Order): Promise<Connection | undefined>;
  /**
   * Gives the same service with another key than the refused one: a key stored meanwhile, or else a key the user
   * enters.
   */
  reconnect(this: void, refused: Connection): Promise<Connection | undefined>;
}

export function createConnections(keys: KeySource): Connections {
  const asking = new Map<string, Promise<string | undefined>>();

  /** Shares one input box among all jobs that want the same key, because a second input box would close the first. */
  function ask(service: Service): Promise<string | undefined> {
    const owner = keyOwner(service);
    const asked = asking.get(owner) ?? keys.ask(service).finally(() => asking.delete(owner));
    asking.set(owner, asked);
    return asked;
  }

  async function connectWithout(service: Service, refused: string | undefined): Promise<Connection | undefined> {
    const current = await keys.get(service);
    const key = current === undefined || current === refused ? await ask(service) : current;
    return key === undefined ? undefined : { service, key };
  }

  return {
    connect: ({ service: { region, endpoint } }) => connectWithout(createService(region, endpoint), undefined),
    reconnect: ({ service, key }) => connectWithout(service, key),
  };
}
