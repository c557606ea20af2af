import assert from 'node:assert/strict';
import fetch from 'node-fetch';
import type { Certificate } from '../../../scripts/editor/certificate.ts';
import { type Client, type ClientOptions, type Connection, createClient } from '../../../src/bfl/client.ts';
import { type BflError, type BflErrorKind, isBflError } from '../../../src/bfl/errors.ts';
import { createService } from '../../../src/bfl/service.ts';
import { createBody } from '../../standin/requestBody.ts';
import type { SimulatedClock } from '../../support/simulatedClock.ts';
import { createSocketClock } from './clock.ts';
import { type Handler, startServer, type TestServer } from './testServer.ts';

export const canaryKey = 'canary-key-0123456789';
export const canarySignature = 'canary-signature-0123456789';

export const body = createBody('A small furry elephant pet looks out from a cat house');

export interface Bench {
  readonly server: TestServer;
  readonly clock: SimulatedClock;
  readonly client: Client;
  readonly connection: Connection;
  readonly log: readonly string[];
}

/** Round numbers, whatever the real schedule is tuned to. */
const schedule = { firstMs: 2_500, fastMs: 600, slowAfterMs: 20_000, growth: 1.5, maxMs: 5_000 };

const open: Bench[] = [];

/**
 * A client against a server of its own; `random` is the middle, so that there is no jitter.
 * @param tls the certificate of a server behind TLS; `fetch` has to trust it
 */
export async function setUp(handler: Handler, options: Partial<ClientOptions> = {}, tls?: Certificate): Promise<Bench> {
  const clock = createSocketClock();
  const server = await startServer(handler, () => clock.monotonic(), tls);
  const log: string[] = [];
  const client = createClient({ fetch, clock, log: (line) => log.push(line), random: () => 0.5, schedule, ...options });
  const connection = { service: createService('global', server.origin), key: canaryKey };
  const bench = { server, clock, client, log, connection };
  open.push(bench);
  return bench;
}

/** To be called after each test: closes the servers, and looks for secrets in the logs. */
export async function tearDown(): Promise<void> {
  const benches = open.splice(0);
  await Promise.all(benches.map(({ server }) => server.close()));
  for (const { log } of benches) assert.doesNotMatch(log.join('\n'), /canary/);
}

/** The error of `kind` that `work` fails with, after a look for secrets in it. */
export async function failure<K extends BflErrorKind>(work: Promise<unknown>, kind: K): Promise<BflError<K>> {
  const error: unknown = await work.then(
    () => assert.fail(`expected ${kind}, but it succeeded`),
    (reason: unknown) => reason,
  );
  if (!isBflError(error, kind)) throw error;
  assertNoSecret(error);
  return error;
}

/** No key and no signature in anything that could be logged. */
export function assertNoSecret(error: unknown): void {
  for (let part = error; part instanceof Error; part = part.cause) {
    const text = `${part.stack} ${JSON.stringify(part)}`;
    assert.ok(!text.includes(canaryKey) && !text.includes(canarySignature), text);
  }
}
