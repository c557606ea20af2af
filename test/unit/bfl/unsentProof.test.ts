import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { Agent as PlainAgent } from 'node:http';
import { Agent } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import fetch from 'node-fetch';
import { makeCertificate } from '../../../scripts/editor/certificate.ts';
import { createService } from '../../../src/bfl/service.ts';
import { type Bench, body, failure, setUp, tearDown } from './setUp.ts';
import { answerJson, type Handler, type TestServer } from './testServer.ts';

const certificate = makeCertificate(['localhost']);
const trusting = { ca: certificate.cert, family: 4 };
const accept: Handler = (_, response) => answerJson(response, 200, { id: 't1' });
const hangUp: Handler = (_, response) => response.socket?.destroy();

const fetchBy =
  (createAgent: () => PlainAgent): typeof fetch =>
  (url, init) =>
    fetch(url, { ...init, agent: createAgent() });
const fetchTrusting = fetchBy(() => new Agent(trusting));

/** What stands between the client and a server, and may let connection number `index` (from 0) through. */
interface Gate {
  readonly origin: string;
  readonly clients: readonly Socket[];
  /** What each connection has sent that was not let through. */
  readonly heard: ReadonlyMap<Socket, readonly Buffer[]>;
  /** Resolves when that many of them have sent something. */
  greeted(count: number): Promise<void>;
  close(): Promise<void>;
}

const gates: Gate[] = [];

async function startGate(
  server: TestServer,
  isOpen: (index: number) => boolean,
  onHello: (client: Socket) => void = () => {},
): Promise<Gate> {
  const clients: Socket[] = [];
  const heard = new Map<Socket, Buffer[]>();
  const listener = createServer((client) => {
    client.on('error', () => client.destroy());
    if (isOpen(clients.push(client) - 1)) {
      const there = connect(Number(new URL(server.origin).port), '127.0.0.1');
      there.on('error', () => client.destroy());
      client.pipe(there).pipe(client);
      return;
    }
    client.once('data', () => onHello(client));
    client.on('data', (chunk) => {
      heard.set(client, [...(heard.get(client) ?? []), chunk]);
      listener.emit('heard');
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const gate: Gate = {
    origin: `https://localhost:${(listener.address() as AddressInfo).port}`,
    clients,
    heard,
    greeted: async (count) => {
      while (heard.size < count) await once(listener, 'heard');
    },
    close: async () => {
      for (const client of clients) client.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
  gates.push(gate);
  return gate;
}

const submit = ({ client, connection }: Bench, origin: string, reasons: string[] = []) =>
  client.submit({ ...connection, service: createService('global', origin) }, '/v1/flux-kontext-pro', body, {
    onRetry: ({ reason }) => reasons.push(reason),
  });

describe('A request without a connection', () => {
  afterEach(async () => {
    await Promise.all(gates.splice(0).map((gate) => gate.close()));
    await tearDown();
  });

  const ends: readonly [string, (client: Socket) => void][] = [
    ['is reset', (client) => client.resetAndDestroy()],
    ['is closed', (client) => client.end()],
    ['is answered without TLS', (client) => client.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ];
  for (const [name, end] of ends) {
    it(`F1 a TLS handshake that ${name}: retried, one accepted POST`, async () => {
      const bench = await setUp(accept, { fetch: fetchTrusting }, certificate);
      const gate = await startGate(bench.server, (index) => index === 2, end);
      const reasons: string[] = [];
      assert.equal((await submit(bench, gate.origin, reasons)).id, 't1');
      assert.deepEqual(reasons, ['notSent', 'notSent']);
      assert.equal(bench.server.requests.length, 1);
    });
  }

  it('F1 a TLS handshake without an end: not sent after 20 s, and nothing of the request was', async () => {
    const bench = await setUp(accept, { fetch: fetchTrusting }, certificate);
    const gate = await startGate(bench.server, () => false);
    const work = failure(submit(bench, gate.origin), 'notSent');
    for (const count of [1, 2, 3]) {
      await gate.greeted(count);
      const closed = once(gate.clients[count - 1] as Socket, 'close');
      bench.clock.skip(20_000);
      await closed;
    }
    assert.equal((await work).data.code, 'ETIMEDOUT');
    assert.equal(gate.clients.length, 3);
    assert.deepEqual(new Set(recordTypes(Buffer.concat([...gate.heard.values()].flat()))), new Set(['handshake']));
    assert.equal(bench.clock.sleepers(), 0);
  });

  it('F1 a name look-up without an end: not sent after 20 s', async () => {
    const lookups: string[] = [];
    const agent = () => new PlainAgent({ lookup: (host) => void lookups.push(host) });
    const bench = await setUp(accept, { fetch: fetchBy(agent) });
    const work = failure(submit(bench, 'http://localhost:1'), 'notSent');
    for (const count of [1, 2, 3]) {
      while (lookups.length < count) await new Promise((resolve) => setImmediate(resolve));
      bench.clock.skip(20_000);
    }
    assert.equal((await work).data.code, 'ETIMEDOUT');
  });

  it('F1 an agent that finds no way: not sent after 20 s, nor when it finds one later', async () => {
    const agents: LateAgent[] = [];
    const createAgent = () => {
      const agent = new LateAgent();
      agents.push(agent);
      return agent;
    };
    const bench = await setUp(accept, { fetch: fetchBy(createAgent) }, certificate);
    const { origin } = bench.server;
    const work = failure(submit(bench, origin), 'notSent');
    for (const count of [1, 2, 3]) {
      while (agents.length < count) await new Promise((resolve) => setImmediate(resolve));
      bench.clock.skip(20_000);
    }
    assert.equal((await work).data.code, 'ETIMEDOUT');

    const socket = connectTls({ ...trusting, host: 'localhost', port: Number(new URL(origin).port) });
    await once(socket, 'secureConnect');
    const closed = once(socket, 'close');
    agents[0]?.give(socket);
    await closed;
    assert.equal(bench.server.requests.length, 0);
    assert.equal(socket.bytesWritten, 0);
  });

  it('F2 a connection that is reset after the TLS handshake and the body: uncertain', async () => {
    const resetClient = () => gate.clients[0]?.resetAndDestroy();
    const bench = await setUp(resetClient, { fetch: fetchTrusting }, certificate);
    const gate = await startGate(bench.server, () => true);
    const error = await failure(submit(bench, gate.origin), 'uncertain');
    assert.equal(error.data.reason, 'ECONNRESET');
    assert.equal(bench.server.requests.length, 1);
  });

  it('F2 a request that may have been sent has more than 20 s', async () => {
    const bench = await setUp(
      (_, response) => {
        bench.clock.skip(20_000);
        void bench.clock.armed().then(() => answerJson(response, 200, { id: 't1' }));
      },
      { fetch: fetchTrusting },
      certificate,
    );
    assert.equal((await submit(bench, bench.server.origin)).id, 't1');
    assert.equal(bench.server.requests.length, 1);
  });

  it('F1 F2 of two requests at once, each is judged by itself', async () => {
    const bench = await setUp(hangUp, { fetch: fetchTrusting }, certificate);
    const gate = await startGate(
      bench.server,
      () => false,
      (client) => client.resetAndDestroy(),
    );
    await Promise.all([
      failure(submit(bench, gate.origin), 'notSent'),
      failure(submit(bench, bench.server.origin), 'uncertain'),
    ]);
    assert.equal(gate.clients.length, 3);
    assert.equal(bench.server.requests.length, 1);
  });

  it('F2 a request that was not watched is uncertain, whatever happens to it', async () => {
    const elsewhere = AsyncLocalStorage.snapshot();
    const bench = await setUp(
      accept,
      { fetch: (...request) => elsewhere(() => fetchTrusting(...request)) },
      certificate,
    );
    const gate = await startGate(
      bench.server,
      () => false,
      (client) => client.resetAndDestroy(),
    );
    await failure(submit(bench, gate.origin), 'uncertain');
    assert.equal(gate.clients.length, 1);
  });
});

/** Gives a request no socket until it is told to, as VS Code's agent does while a proxy does not answer. */
class LateAgent extends Agent {
  give: (socket: Duplex) => void = () => assert.fail('Nobody asked.');

  override createConnection(_: unknown, done?: (error: null, socket: Duplex) => void): undefined {
    this.give = (socket) => done?.(null, socket);
  }
}

/** Source: https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
function recordTypes(bytes: Buffer): string[] {
  const types: string[] = [];
  for (let at = 0; at < bytes.length; at += 5 + bytes.readUInt16BE(at + 3))
    types.push(bytes[at] === 22 ? 'handshake' : `type ${bytes[at]}`);

  return types;
}
