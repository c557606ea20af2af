import type fetch from 'node-fetch';
import { canaryKey, canarySignature } from '../../../scripts/editor/canary.ts';
import type { Order } from '../../../src/jobs/order.ts';
import { recipeOf } from '../../fixtures/recipes.ts';
import { createStandinFetch, type StandinFetchInit } from '../../standin/fetch.ts';
import { createStandinService, type ServiceOptions, type StandinService } from '../../standin/service.ts';
import { createSimulatedClock, type SimulatedClock } from '../../support/simulatedClock.ts';
import { createCrashDisk, type CrashDisk } from '../jobs/crashFs.ts';
import { order as plainOrder } from '../jobs/orders.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { origins } from './origins.ts';
import { createPictureFolder, drawTiny, type PictureFolder } from './pictures.ts';
import type { SimulatedProcess } from './process.ts';

/** All that windows share: time, disk, pictures, documents, keys, and the service at the other end of the wire. */
export interface World {
  readonly clock: SimulatedClock;
  readonly disk: CrashDisk;
  readonly service: StandinService;
  readonly pictures: PictureFolder;
  /** The URIs of the pictures that are linked in the document, in order. */
  readonly links: string[];
  readonly processes: SimulatedProcess[];
  readonly ledger: Ledger;
  /** The key in the secret storage, and what the user does when asked for one: types it, or dismisses the box. */
  readonly key: { stored: string | undefined; typed: string | undefined; asked: number };
  /** What the user does, and when, about pictures that were not sent; by itself closes the message. */
  readonly answer: { unsent: 'send' | 'dismiss' | undefined; afterMs: number };
  /** Whether the document is saved as soon as it is linked in; else VS Code backs it up a second later. */
  readonly isSavedAtOnce: boolean;
  /** Whether the disk with the journal takes no byte more. */
  disks: { isFull: boolean };
  fetchFrom(process: SimulatedProcess): typeof fetch;
}

export interface WorldOptions extends Pick<ServiceOptions, 'durations' | 'limit'> {
  readonly seed?: number;
  /** Default true. */
  readonly isSavedAtOnce?: boolean;
}

/** As good as the first, and as easy to find. */
export const otherKey = `${canaryKey}-other`;

const roundTripMs = 100;

export function createWorld({
  seed = 1,
  durations = { medianMs: 5_000, sigma: 0 },
  limit,
  isSavedAtOnce = true,
}: WorldOptions = {}): World {
  const clock = createSimulatedClock();
  const service = createStandinService({
    clock,
    origins,
    durations,
    limit,
    seed,
    draw: drawTiny,
    signatureMark: canarySignature,
  });
  const ledger = createLedger(clock);
  const standinFetch = createStandinFetch({
    service,
    clock,
    origins,
    apiOrigins: ['https://api.bfl.ai'],
    onStranger: (url) => ledger.strangers.push(url.origin),
    roundTripMs: () => roundTripMs,
  });

  const fetchFrom = (process: SimulatedProcess) => async (url: string, init: StandinFetchInit) => {
    await process.barrier();
    return process.reach(ledger.follow(process, init, standinFetch(url, init)));
  };

  return {
    clock,
    disk: createCrashDisk(() => clock.now()),
    service,
    pictures: createPictureFolder(),
    links: [],
    isSavedAtOnce,
    processes: [],
    ledger,
    key: { stored: canaryKey, typed: undefined, asked: 0 },
    answer: { unsent: undefined, afterMs: 3_000 },
    disks: { isFull: false },
    // The adapter takes and gives what the client uses of node-fetch.
    fetchFrom: (process) => fetchFrom(process) as unknown as typeof fetch,
  };
}

/** What a person asks for, told apart by its prompt. */
export function orderOf(prompt: string, changes: Partial<Order> = {}): Order {
  return {
    ...plainOrder,
    recipe: recipeOf(prompt),
    ...changes,
  };
}
