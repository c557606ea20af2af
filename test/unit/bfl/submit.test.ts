import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import fetch, { FetchError } from 'node-fetch';
import { createClient } from '../../../src/bfl/client.ts';
import { type BflErrorData, type BflErrorKind } from '../../../src/bfl/errors.ts';
import { createService } from '../../../src/bfl/service.ts';
import { RuleError } from '../../../src/recipe/rule.ts';
import { startMs } from '../../support/simulatedClock.ts';
import { createSocketClock } from './clock.ts';
import { body, canaryKey, canarySignature, failure, setUp, tearDown } from './setUp.ts';
import { answerJson } from './testServer.ts';

const httpDate = (ms: number) => new Date(ms).toUTCString();
const twoAddresses = new Agent({
  autoSelectFamily: true,
  lookup: (_host, _options, done) =>
    done(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '127.0.0.2', family: 4 },
    ]),
});
const invalidKey = { detail: 'Not authenticated - Invalid Authentication' };

describe('submit', () => {
  afterEach(tearDown);

  it('posts the body as it is, with the key, once', async () => {
    const { server, client, connection } = await setUp((_, response) =>
      answerJson(response, 200, { id: 't1', polling_url: `${server.origin}/poll/t1`, cost: 4 }),
    );
    const task = await client.submit(connection, '/v1/flux-kontext-pro', body, {});
    assert.deepEqual(task, { id: 't1', pollingUrl: `${server.origin}/poll/t1`, cost: 4 });
    const [request] = server.requests;
    assert.equal(server.requests.length, 1);
    assert.equal(`${request?.method} ${request?.url}`, 'POST /v1/flux-kontext-pro');
    assert.equal(request?.headers['x-key'], canaryKey);
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(request?.body ?? ''), body);
  });

  it('asks the submit host for the result when the answer has no polling URL', async () => {
    const { server, client, connection } = await setUp((_, response) =>
      answerJson(response, 200, { id: 't/1', status: 'Pending', webhook_url: 'https://example.com/' }),
    );
    const task = await client.submit(connection, '/v1/flux-kontext-max', body, {});
    assert.deepEqual(task, { id: 't/1', pollingUrl: `${server.origin}/v1/get_result?id=t%2F1`, cost: null });
    assert.equal(server.requests[0]?.url, '/v1/flux-kontext-max');
  });

  it('T2 keeps a task whose polling URL is forbidden, and never uses that URL', async () => {
    const { server, client, connection, log } = await setUp((_, response) =>
      answerJson(response, 200, { id: 't1', polling_url: 'https://evil-bfl.ai/poll?sig=canary-signature-0123456789' }),
    );
    const task = await client.submit(connection, '/v1/flux-kontext-pro', body, {});
    assert.equal(task.pollingUrl, `${server.origin}/v1/get_result?id=t1`);
    assert.match(log.join('\n'), /evil-bfl\.ai/);
    assert.doesNotMatch(log.join('\n'), /canary/);
  });

  it('F1 a refused connection is retried twice, then told', async () => {
    const bench = await setUp((_, response) => response.end());
    await bench.server.close();
    const retries: unknown[] = [];
    let sendings = 0;
    const error = await failure(
      bench.client.submit(bench.connection, '/v1/flux-kontext-pro', body, {
        onSending: () => void sendings++,
        onRetry: (retry) => retries.push(retry),
      }),
      'notSent',
    );
    assert.equal(error.data.code, 'ECONNREFUSED');
    assert.deepEqual(retries, [
      { reason: 'notSent', delayMs: 500 },
      { reason: 'notSent', delayMs: 1_000 },
    ]);
    assert.equal(sendings, 3);
  });

  it('F3 a refusal of a thousand fields is told as far as a person may read it', async () => {
    const detail = Array.from({ length: 1_000 }, (_, index) => ({ loc: ['body', index], msg: 'x'.repeat(800) }));
    const bench = await setUp((_, response) => answerJson(response, 422, { detail }));
    const { data } = await failure(bench.client.submit(bench.connection, '/v1/flux-kontext-pro', body, {}), 'refused');
    assert.equal(data.fields.length, 10);
    assert.ok(data.detail.length <= 500 && JSON.stringify(data.fields).length < 6_000);
  });

  it('F1 connect failures, then success: one accepted POST', async () => {
    let attempts = 0;
    const flaky: typeof fetch = async (url, init) => {
      const isDown = attempts++ < 2;
      return fetch(isDown ? 'http://127.0.0.1:1/' : url, init);
    };
    const { server, client, connection } = await setUp((_, response) => answerJson(response, 200, { id: 't1' }), {
      fetch: flaky,
    });
    assert.equal((await client.submit(connection, '/v1/flux-kontext-pro', body, {})).id, 't1');
    assert.equal(server.requests.length, 1);
    assert.equal(attempts, 3);
  });

  it('F1 all addresses of a host refused, of which node-fetch keeps a code and no system call', async () => {
    const client = createClient({
      fetch: (url, init) => fetch(url, { ...init, agent: twoAddresses }),
      clock: createSocketClock(),
      log: () => {},
    });
    const connection = { service: createService('global', 'http://localhost:1'), key: canaryKey };
    assert.equal(
      (await failure(client.submit(connection, '/v1/flux-kontext-pro', body, {}), 'notSent')).data.code,
      'ECONNREFUSED',
    );
  });

  it('F1 an unknown name and a failed TLS handshake are not sent', async () => {
    const { server, client } = await setUp((_, response) => response.end());
    for (const [endpoint, code] of [
      ['https://service.invalid', /^(ENOTFOUND|EAI_AGAIN)$/],
      [server.origin.replace('http:', 'https:'), /^EPROTO$/],
    ] as const) {
      const connection = { service: createService('global', endpoint), key: canaryKey };
      const error = await failure(client.submit(connection, '/v1/flux-kontext-pro', body, {}), 'notSent');
      assert.match(error.data.code, code);
    }
    assert.equal(server.requests.length, 0);
  });

  const evidence: readonly [string, string | undefined, BflErrorKind, number][] = [
    ['ETIMEDOUT', 'connect', 'notSent', 3],
    ['EHOSTUNREACH', 'connect', 'notSent', 3],
    ['ECONNRESET', 'connect', 'notSent', 3],
    ['ENETUNREACH', undefined, 'notSent', 3],
    ['EAI_AGAIN', 'getaddrinfo', 'notSent', 3],
    ['SELF_SIGNED_CERT_IN_CHAIN', undefined, 'certificate', 3],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, 'certificate', 3],
    ['CERT_HAS_EXPIRED', undefined, 'certificate', 3],
    ['ECONNRESET', 'read', 'uncertain', 1],
    ['ECONNRESET', undefined, 'uncertain', 1],
    ['ETIMEDOUT', 'read', 'uncertain', 1],
    ['ETIMEDOUT', undefined, 'uncertain', 1],
    ['EHOSTUNREACH', 'write', 'uncertain', 1],
    ['EPIPE', 'write', 'uncertain', 1],
    ['EPROTO', 'write', 'uncertain', 1],
    ['ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC', undefined, 'uncertain', 1],
    ['HPE_INVALID_CONSTANT', undefined, 'uncertain', 1],
  ];
  for (const [code, syscall, kind, expected] of evidence) {
    it(`F1 F2 ${code} in ${syscall ?? 'no system call'} is ${kind}`, async () => {
      let attempts = 0;
      const { client, connection } = await setUp(() => {}, {
        fetch: async () => {
          attempts++;
          throw new FetchError(`request to … failed, reason: ${code}`, 'system', { code, syscall });
        },
      });
      await failure(client.submit(connection, '/v1/flux-kontext-pro', body, {}), kind);
      assert.equal(attempts, expected);
    });
  }

  it('F2 a connection that is lost after the body: uncertain, no second POST', async () => {
    const { server, client, connection } = await setUp((_, response) => response.socket?.destroy());
    const error = await failure(client.submit(connection, '/v1/flux-kontext-pro', body, {}), 'uncertain');
    assert.equal(error.data.reason, 'ECONNRESET');
    assert.equal(server.requests.length, 1);
  });

  it('F2 an answer that breaks off: uncertain, no second POST', async () => {
    const { server, client, connection } = await setUp((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"id":', () => response.socket?.destroy());
    });
    await failure(client.submit(connection, '/v1/flux-kontext-pro', body, {}), 'uncertain');
    assert.equal(server.requests.length, 1);
  });

  it('F2 no answer for 60 s: uncertain, no second POST', async () => {
    const { server, clock, client, connection } = await setUp(() => {});
    const work = failure(client.submit(connection, '/v1/flux-kontext-pro', body, {}), 'uncertain');
    await server.received(1);
    clock.skip(60_000);
    assert.equal((await work).data.reason, 'time-out');
    assert.equal(server.requests.length, 1);
    assert.equal(clock.sleepers(), 0);
  });

  const unclear: readonly [string, number, string][] = [
    ['500', 500, '{"detail":"Internal Server Error"}'],
    ['502 in HTML', 502, '<html>Bad Gateway</html>'],
    ['503', 503, ''],
    ['503 with an id', 503, '{"id":"t1"}'],
    ['504', 504, ''],
    ['408', 408, ''],
    ['303, which follows what was done', 303, ''],
    ['200 in HTML', 200, '<html>Welcome to our network</html>'],
    ['200, empty', 200, ''],
    ['200 without id', 200, '{"polling_url":"https://api.bfl.ai/v1/get_result?id=1"}'],
    ['200 with an empty id', 200, '{"id":""}'],
    ['200 of more than 1 MiB', 200, JSON.stringify({ id: 't1', more: 'x'.repeat(1024 * 1024) })],
  ];
  for (const [name, status, text] of unclear) {
    it(`F2 ${name}: uncertain, no second POST`, async () => {
      const { server, client, connection } = await setUp((_, response) => response.writeHead(status).end(text));
      const error = await failure(client.submit(connection, '/v1/flux-kontext-pro', body, {}), 'uncertain');
      assert.equal(error.data.status, status);
      assert.equal(server.requests.length, 1);
    });
  }

  const field = { loc: ['body', 'aspect_ratio'], msg: 'bad ratio', type: 'value_error' };
  const refusals: readonly [string, number, unknown, BflErrorKind, BflErrorData[BflErrorKind]][] = [
    ['400', 400, { detail: 'Bad' }, 'refused', { status: 400, detail: 'Bad', fields: [] }],
    ['401', 401, invalidKey, 'keyRefused', { status: 401 }],
    ['402', 402, { detail: 'No credits' }, 'noCredits', {}],
    ['403', 403, invalidKey, 'keyRefused', { status: 403 }],
    ['404', 404, { detail: 'Not Found' }, 'refused', { status: 404, detail: 'Not Found', fields: [] }],
    ['413', 413, {}, 'refused', { status: 413, detail: '', fields: [] }],
    ['422 with a string', 422, { detail: 'Invalid API key format' }, 'keyRefused', { status: 422 }],
    [
      '422 with an array',
      422,
      { detail: [field, 'odd'] },
      'refused',
      { status: 422, detail: 'aspect_ratio: bad ratio', fields: [{ field: 'aspect_ratio', message: 'bad ratio' }] },
    ],
    [
      'a refusal that repeats the key',
      400,
      { detail: `no ${canaryKey}` },
      'refused',
      { status: 400, detail: 'no [key]', fields: [] },
    ],
    [
      'a refusal that names signed URLs',
      400,
      { detail: [{ loc: ['body', 'image'], msg: `not at https://delivery.bfl.ai/a?sig=${canarySignature}` }] },
      'refused',
      {
        status: 400,
        detail: 'image: not at https://delivery.bfl.ai/a?…',
        fields: [{ field: 'image', message: 'not at https://delivery.bfl.ai/a?…' }],
      },
    ],
  ];
  for (const [name, status, answer, kind, data] of refusals) {
    it(`F3 ${name}: ${kind}, no retry`, async () => {
      const { server, client, connection, log } = await setUp((_, response) => answerJson(response, status, answer));
      const error = await failure(client.submit(connection, '/v1/flux-kontext-pro', body, {}), kind);
      assert.deepEqual(error.data, data);
      assert.equal(server.requests.length, 1);
      assert.doesNotMatch(log.join('\n'), /canary/);
    });
  }

  for (const [status, kind] of [
    [401, 'blocked'],
    [403, 'blocked'],
    [407, 'proxyRefused'],
  ] as const) {
    it(`F3 ${status} in HTML: ${kind}, the key is not to blame`, async () => {
      const { server, client, connection } = await setUp((_, response) =>
        response.writeHead(status).end('<html>Denied</html>'),
      );
      const error = await failure(client.submit(connection, '/v1/flux-kontext-pro', body, {}), kind);
      assert.deepEqual(error.data, { host: server.origin.slice('http://'.length), status });
      assert.equal(server.requests.length, 1);
    });
  }

  it('F3 a key that no header can carry is refused before sending', async () => {
    const { server, client, connection } = await setUp((_, response) => response.end());
    for (const key of ['', 'two words', 'line\nbreak', 'schlüssel'])
      await failure(client.submit({ ...connection, key }, '/v1/flux-kontext-pro', body, {}), 'keyRefused');

    assert.equal(server.requests.length, 0);
  });

  it('T3 a redirect of a POST is refused, not followed', async () => {
    const other = await setUp((_, response) => response.end());
    for (const status of [301, 302, 307, 308]) {
      const { server, client, connection } = await setUp((_, response) =>
        response.writeHead(status, { location: `${other.server.origin}/v1/flux-kontext-pro` }).end(),
      );
      const error = await failure(client.submit(connection, '/v1/flux-kontext-pro', body, {}), 'refused');
      assert.match(error.data.detail, /^redirect to 127\.0\.0\.1:\d+$/);
      assert.equal(server.requests.length, 1);
    }
    assert.equal(other.server.requests.length, 0);
  });

  const retryAfters: readonly [string, string | undefined, number][] = [
    ['in seconds', '3', 3_000],
    ['as a date', httpDate(startMs + 20_000), 20_000],
    ['as a date that is past', httpDate(0), 1_000],
    ['0', '0', 1_000],
    ['−1', '-1', 1_000],
    ['NaN', 'NaN', 1_000],
    ['999999999', '999999999', 60_000],
    ['absent', undefined, 1_000],
  ];
  for (const [name, header, expectedMs] of retryAfters) {
    it(`F4 429 with Retry-After ${name} waits ${expectedMs / 1_000} s`, async () => {
      const { server, client, connection } = await setUp((_, response, index) =>
        index === 0
          ? answerJson(response, 429, {}, header === undefined ? {} : { 'retry-after': header })
          : answerJson(response, 200, { id: 't1' }),
      );
      const reasons: unknown[] = [];
      await client.submit(connection, '/v1/flux-kontext-pro', body, { onRetry: ({ reason }) => reasons.push(reason) });
      assert.deepEqual(
        server.requests.map(({ atMs }) => Math.round(atMs)),
        [0, expectedMs],
      );
      assert.deepEqual(reasons, ['tooManyTasks']);
    });
  }

  it('F4 a storm of 429 ends at the deadline, after few requests', async () => {
    const { server, clock, client, connection } = await setUp((_, response) =>
      answerJson(response, 429, {}, { 'retry-after': '0' }),
    );
    const work = client.submit(connection, '/v1/flux-kontext-pro', body, { timeoutMs: 120_000 });
    await failure(work, 'tooManyTasks');
    assert.ok(clock.monotonic() <= 120_000 && clock.monotonic() > 100_000, String(clock.monotonic()));
    assert.ok(server.requests.length < 25, String(server.requests.length));
  });

  it('awaits onSending before each attempt', async () => {
    const order: string[] = [];
    const { client, connection } = await setUp((_, response) => {
      order.push('POST');
      answerJson(response, 200, { id: 't1' });
    });
    await client.submit(connection, '/v1/flux-kontext-pro', body, {
      onSending: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push('written');
      },
    });
    assert.deepEqual(order, ['written', 'POST']);
  });

  it('sends nothing when onSending fails', async () => {
    const { server, client, connection } = await setUp((_, response) => response.end());
    const full = new Error('disk full');
    const onSending = () => Promise.reject(full);
    await assert.rejects(client.submit(connection, '/v1/flux-kontext-pro', body, { onSending }), full);
    assert.equal(server.requests.length, 0);
  });

  it('never reuses a connection that another request left open', async () => {
    const sockets = new Set<unknown>();
    const { client, connection } = await setUp((_, response) => {
      sockets.add(response.socket);
      answerJson(response, 200, { id: 't1', credits: 1 });
    });
    await client.getCredits(connection);
    await client.submit(connection, '/v1/flux-kontext-pro', body, {});
    assert.equal(sockets.size, 2);
  });

  it('a RuleError tells neither prompt nor key in its message', () => {
    const error = new RuleError('prompt', 'empty', canaryKey);
    assert.equal(error.message, 'prompt breaks the rule empty');
  });
});
