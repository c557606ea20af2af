import assert from 'node:assert/strict';
import type { BflErrorKind } from '../../../src/bfl/errors.ts';
import { failure, setUp, tearDown } from './setUp.ts';
import { answerJson } from './testServer.ts';

describe('getCredits', () => {
  afterEach(tearDown);

  it('asks once, with the key', async () => {
    const { server, client, connection } = await setUp((_, response) => answerJson(response, 200, { credits: 12.5 }));
    assert.equal(await client.getCredits(connection), 12.5);
    const [request] = server.requests;
    assert.equal(`${request?.method} ${request?.url}`, 'GET /v1/credits');
    assert.equal(request?.headers['x-key'], connection.key);
    assert.equal(server.requests.length, 1);
  });

  const failures: readonly [number, unknown, BflErrorKind, number][] = [
    [403, { detail: 'Not authenticated - Invalid Authentication' }, 'keyRefused', 1],
    [422, { detail: 'Invalid API key format' }, 'keyRefused', 1],
    [403, undefined, 'blocked', 1],
    [407, undefined, 'proxyRefused', 1],
    [404, { detail: 'Not Found' }, 'refused', 1],
    [429, {}, 'tooManyTasks', 1],
    [500, {}, 'unavailable', 3],
    [200, { credits: '12' }, 'unavailable', 3],
    [200, undefined, 'unavailable', 3],
  ];
  for (const [status, answer, kind, requests] of failures) {
    it(`${status} with ${JSON.stringify(answer)} is ${kind} after ${requests}`, async () => {
      const { server, client, connection } = await setUp((_, response) =>
        response.writeHead(status).end(JSON.stringify(answer)),
      );
      await failure(client.getCredits(connection), kind);
      assert.equal(server.requests.length, requests);
    });
  }

  it('a failure of the network passes', async () => {
    const { client, connection } = await setUp((_, response, index) =>
      index < 2 ? response.socket?.destroy() : answerJson(response, 200, { credits: 1 }),
    );
    assert.equal(await client.getCredits(connection), 1);
  });

  it('nobody listens: not sent', async () => {
    const { server, client, connection } = await setUp((_, response) => response.end());
    await server.close();
    assert.equal((await failure(client.getCredits(connection), 'notSent')).data.code, 'ECONNREFUSED');
  });

  it('T3 the key does not follow a redirect to another host', async () => {
    const other = await setUp((_, response) => answerJson(response, 200, { credits: 1 }));
    const { client, connection } = await setUp((_, response) =>
      response.writeHead(302, { location: `${other.server.origin}/v1/credits` }).end(),
    );
    await failure(client.getCredits(connection), 'forbiddenUrl');
    assert.equal(other.server.requests.length, 0);
  });
});
