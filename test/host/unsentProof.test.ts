import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import fetch from 'node-fetch';
import { createClient } from '../../src/bfl/client.ts';
import { isBflError } from '../../src/bfl/errors.ts';
import { createService } from '../../src/bfl/service.ts';
import { createBody } from '../standin/requestBody.ts';

const body = createBody('a cat');

describe('A request in this editor’s host, whose http asks for a proxy first', () => {
  it('F1 is known not to be sent when the TLS handshake is reset, and is tried again', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.once('data', () => socket.resetAndDestroy());
      socket.on('error', () => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = createClient({ fetch, log: () => undefined });
    const connection = { service: createService('global', `https://127.0.0.1:${port}`), key: 'a-key' };
    try {
      await assert.rejects(client.submit(connection, '/v1/flux-kontext-pro', body, {}), (error) =>
        isBflError(error, 'notSent'),
      );
      assert.equal(connections, 3);
    } finally {
      server.close();
      await once(server, 'close');
    }
  });
});
