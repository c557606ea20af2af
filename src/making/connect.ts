import type { Connection } from '../bfl/client.ts';
import { createService, keyOwner, type Service } from '../bfl/service.ts';
import type { Order } from '../jobs/job.ts';
import type { KeySource } from './ports.ts';

/** Services with the keys that they take. Both calls give `undefined` when the person gives no key. */
export interface Connections {
  /** The service of an order with its key, which is asked for if there is none yet. */
  connect(this: void, order: Order): Promise<Connection | undefined>;
  /** The same service with another key than the one it refused: one set meanwhile, else one that is asked for. */
  reconnect(this: void, refused: Connection): Promise<Connection | undefined>;
}

export function createConnections(keys: KeySource): Connections {
  const asking = new Map<string, Promise<string | undefined>>();

  /** Asks once for all jobs that want the same key: a second box would close the first. */
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
