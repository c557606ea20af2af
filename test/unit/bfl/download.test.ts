import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fetch, { Headers, Response } from 'node-fetch';
import type { DownloadOptions } from '../../../src/bfl/client.ts';
import type { BflErrorKind } from '../../../src/bfl/errors.ts';
import { createService } from '../../../src/bfl/service.ts';
import type { Format } from '../../../src/recipe/format.ts';
import { createImage } from './images.ts';
import { type Bench, canarySignature, failure, setUp, tearDown } from './setUp.ts';

const jpeg = createImage('jpeg');
const expiredXml = '<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code></Error>';
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('base64');

function resultAt({ server }: Bench, path = '/t1.jpeg') {
  return {
    sample: `${server.origin}${path}?sig=${canarySignature}`,
    seed: 42,
    prompt: null,
    durationSeconds: null,
    cost: null,
  };
}

/** Downloads from the bench; a fresh URL is one with the path `/fresh.jpeg`. */
async function download(bench: Bench, options: Partial<DownloadOptions> = {}) {
  const refresh = async () => resultAt(bench, '/fresh.jpeg');
  return bench.client.download(bench.connection, resultAt(bench), { refresh, ...options });
}

function answerImage(response: ServerResponse, bytes: Uint8Array, headers = {}): void {
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes.length, ...headers }).end(bytes);
}

function answerExpired(response: ServerResponse): void {
  response.writeHead(403, { 'content-type': 'application/xml' }).end(expiredXml);
}

/** The bytes in steps, with a time after each. */
async function* drip(bench: Bench, bytes: Uint8Array, step: number, stepMs: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) {
    yield bytes.subarray(at, at + step);
    // Until it has gone through the buffers of the stream.
    for (let turns = 0; turns < 20; turns++) await setImmediate();
    bench.clock.skip(stepMs);
  }
}

describe('download', () => {
  afterEach(tearDown);

  it('T3 gives the bytes as delivered, fetched once, without the key', async () => {
    const bench = await setUp((_, response) => answerImage(response, jpeg, { 'content-md5': md5(jpeg) }));
    const image = await download(bench);
    assert.equal(image.type, 'jpeg');
    assert.ok(jpeg.equals(image.bytes));
    assert.equal(bench.server.requests.length, 1);
    const [request] = bench.server.requests;
    assert.ok(!JSON.stringify(request).includes(bench.connection.key));
    assert.equal(request?.headers['accept-encoding'], 'identity');
    assert.match(bench.log.join('\n'), /bytes of jpeg from 127\.0\.0\.1:\d+\/t1\.jpeg$/);
    assert.doesNotMatch(bench.log.join('\n'), /canary/);
    assert.equal(bench.clock.sleepers(), 0);
  });

  for (const type of ['jpeg', 'png', 'webp'] satisfies Format[]) {
    it(`F12 a ${type} is a ${type}, whatever was asked for or is said of it`, async () => {
      const bench = await setUp((_, response) =>
        answerImage(response, createImage(type), { 'content-type': 'text/html' }),
      );
      assert.equal((await download(bench)).type, type);
    });
  }

  it('F10 expired: a fresh URL is asked for once', async () => {
    const bench = await setUp(({ url }, response) =>
      url.startsWith('/fresh') ? answerImage(response, jpeg) : answerExpired(response),
    );
    assert.ok(jpeg.equals((await download(bench)).bytes));
    assert.equal(bench.server.requests.length, 2);
  });

  const noImage: readonly [string, number, string, string, BflErrorKind][] = [
    ['403 of the store', 403, 'application/xml', expiredXml, 'undelivered'],
    ['404', 404, 'application/xml', expiredXml, 'undelivered'],
    ['404 in HTML', 404, 'text/html', '<html></html>', 'undelivered'],
    ['410', 410, 'text/plain', '', 'undelivered'],
  ];
  for (const [name, status, type, page, kind] of noImage) {
    it(`F10 ${name} while the API says Ready: asks again for minutes, each time with a fresh URL, then ${kind}`, async () => {
      const bench = await setUp((_, response) => response.writeHead(status, { 'content-type': type }).end(page));
      const error = await failure(download(bench, { timeoutMs: 120_000 }), kind);
      assert.deepEqual(error.data, { host: new URL(bench.server.origin).host, status });
      assert.ok(bench.clock.monotonic() >= 120_000);
      const paths = bench.server.requests.map(({ url }) => url.split('?')[0]);
      assert.deepEqual(paths, ['/t1.jpeg', ...Array(paths.length - 1).fill('/fresh.jpeg')]);
      assert.ok(paths.length > 8 && paths.length < 20);
    });

    it(`F10 ${name} for a minute, then the picture`, async () => {
      const bench = await setUp((_, response) => {
        if (bench.clock.monotonic() > 60_000) answerImage(response, jpeg);
        else response.writeHead(status, { 'content-type': type }).end(page);
      });
      assert.ok(jpeg.equals((await download(bench)).bytes));
    });
  }

  const refused: readonly [string, number, string, string, BflErrorKind][] = [
    ['403 in HTML', 403, 'text/html', '<html></html>', 'blocked'],
    ['403 in XHTML', 403, 'application/xhtml+xml', '<?xml version="1.0"?><html><Error/></html>', 'blocked'],
    ['403 in XML of something else', 403, 'application/xml', '<?xml version="1.0"?><page>No</page>', 'blocked'],
    ['400', 400, 'application/xml', expiredXml, 'refused'],
  ];
  for (const [name, status, type, page, kind] of refused) {
    it(`F10 ${name} for the fresh URL too: ${kind}`, async () => {
      const bench = await setUp((_, response) => response.writeHead(status, { 'content-type': type }).end(page));
      await failure(download(bench), kind);
      assert.deepEqual(
        bench.server.requests.map(({ url }) => url.split('?')[0]),
        ['/t1.jpeg', '/fresh.jpeg'],
      );
    });
  }

  it('F10 a failure of the fresh poll is what is thrown', async () => {
    const bench = await setUp((_, response) => answerExpired(response));
    const gone = new Error('gone');
    const refresh = () => Promise.reject(gone);
    await assert.rejects(bench.client.download(bench.connection, resultAt(bench), { refresh }), gone);
  });

  it('F11 cut at any byte: fetched again', async () => {
    for (const share of [0, 0.001, 0.1, 0.5, 0.99, 1]) {
      const bench = await setUp((_, response, index) => {
        const cut = Math.min(Math.floor(jpeg.length * share), jpeg.length - 1);
        if (index > 0) return answerImage(response, jpeg);
        response.writeHead(200, { 'content-length': jpeg.length }).flushHeaders();
        response.write(jpeg.subarray(0, cut), () => response.socket?.destroy());
      });
      assert.ok(jpeg.equals((await download(bench)).bytes));
      assert.equal(bench.server.requests.length, 2);
    }
  });

  const damages: readonly [string, string, (response: ServerResponse) => void][] = [
    [
      'cut',
      'cut',
      (response) => {
        response
          .writeHead(200, { 'content-length': jpeg.length })
          .write(jpeg.subarray(0, 900), () => response.socket?.destroy());
      },
    ],
    ['cut in chunks', 'cut', (response) => response.write(jpeg.subarray(0, 900), () => response.socket?.destroy())],
    [
      'cut, but the connection closed in good order',
      'trailer',
      (response) => {
        response.shouldKeepAlive = false;
        response.useChunkedEncodingByDefault = false;
        response.write(jpeg.subarray(0, jpeg.length - 30));
        response.end();
      },
    ],
    ['wrong MD5', 'md5', (response) => answerImage(response, jpeg, { 'content-md5': md5(Buffer.from('other')) })],
  ];
  for (const [name, reason, answer] of damages) {
    it(`F11 ${name}: fetched again three times, then damaged`, async () => {
      const bench = await setUp((_, response) => answer(response));
      const error = await failure(download(bench), 'damaged');
      assert.equal(error.data.reason, reason);
      assert.equal(bench.server.requests.length, 4);
    });
  }

  it('F11 wrong length', async () => {
    const bench = await setUp((_, response) => answerImage(response, jpeg), {
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        const headers = new Headers(response.headers);
        headers.set('content-length', '7');
        return Object.defineProperty(response, 'headers', { value: headers });
      },
    });
    assert.equal((await failure(download(bench), 'damaged')).data.reason, 'length');
  });

  const noImages: readonly [string, string | Buffer][] = [
    ['html', '<!doctype html><html></html>'],
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['json', '{"detail":"hm"}'],
    ['empty', ''],
    ['gzip', gzipSync(jpeg)],
  ];
  for (const [found, content] of noImages) {
    it(`F12 ${found}: fetched once more, then notAnImage`, async () => {
      const bench = await setUp((_, response) => answerImage(response, Buffer.from(content)));
      assert.equal((await failure(download(bench), 'notAnImage')).data.found, found);
      assert.equal(bench.server.requests.length, 2);
    });

    it(`F12 ${found} once, then an image`, async () => {
      const bench = await setUp((_, response, index) =>
        answerImage(response, index === 0 ? Buffer.from(content) : jpeg),
      );
      assert.equal((await download(bench)).type, 'jpeg');
    });
  }

  it('F13 an endless body is stopped at 20 MiB', async () => {
    let sentBytes = 0;
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const bench = await setUp((_, response) => {
      const send = () => {
        sentBytes += chunk.length;
        response.write(chunk, (error) => error ?? send());
      };
      send();
    });
    assert.equal((await failure(download(bench), 'tooLarge')).data.maxBytes, 20 * 1024 * 1024);
    assert.ok(sentBytes < 64 * 1024 * 1024, String(sentBytes));
    assert.equal(bench.server.requests.length, 1);
  });

  it('F13 a length of more than 20 MiB is not even begun', async () => {
    const bench = await setUp((_, response) =>
      response.writeHead(200, { 'content-length': 20 * 2 ** 20 + 1 }).flushHeaders(),
    );
    await failure(download(bench), 'tooLarge');
  });

  it('F13 a gzip bomb is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });
    const bench = await setUp((_, response) => answerImage(response, bomb, { 'content-encoding': 'gzip' }));
    assert.equal((await failure(download(bench), 'notAnImage')).data.found, 'gzip');
  });

  it('F13 no answer for 30 s: once more, then idle', async () => {
    const bench = await setUp(() => {});
    const work = failure(download(bench), 'idle');
    for (const count of [1, 2]) {
      await bench.server.received(count);
      bench.clock.skip(20_000); // looks whether there is a connection
      await bench.clock.armed();
      bench.clock.skip(9_999);
      assert.ok(bench.clock.sleepers() > 0);
      bench.clock.skip(1);
    }
    assert.equal((await work).data.idleMs, 30_000);
    assert.equal(bench.server.requests.length, 2);
    assert.equal(bench.clock.sleepers(), 0);
  });

  it('F13 one byte a second is idle', async () => {
    let attempts = 0;
    const bench: Bench = await setUp(() => {}, {
      fetch: async (_, init) => {
        attempts++;
        const stream = Readable.from(drip(bench, Buffer.alloc(1_000), 1, 1_000));
        init?.signal?.addEventListener('abort', () => stream.destroy());
        return new Response(stream);
      },
    });
    await failure(download(bench), 'idle');
    assert.equal(attempts, 2);
    assert.equal(Math.floor(bench.clock.monotonic() / 1_000), 60);
  });

  it('F13 a slow but steady download is not idle', async () => {
    const bytes = Buffer.concat([jpeg, Buffer.alloc(16 * 70_000 - jpeg.length)]);
    const bench: Bench = await setUp(() => {}, {
      fetch: async () => new Response(Readable.from(drip(bench, bytes, 70_000, 20_000))),
    });
    assert.equal((await download(bench)).bytes.length, bytes.length);
    assert.ok(bench.clock.monotonic() > 300_000);
  });

  it('F5 faults of the network are tried again for minutes, Retry-After is kept', async () => {
    const bench = await setUp((_, response, index) => {
      if (index === 0) response.writeHead(503, { 'retry-after': '9' }).end();
      else if (index < 15) response.socket?.resetAndDestroy();
      else answerImage(response, jpeg);
    });
    await download(bench);
    assert.equal(Math.round(bench.server.requests[1]?.atMs ?? 0), 9_000);
    assert.ok(bench.clock.monotonic() > 120_000);
  });

  it('F5 and then told', async () => {
    const bench = await setUp((_, response) => response.writeHead(500).end());
    assert.equal((await failure(download(bench), 'unavailable')).data.status, 500);
    assert.equal(bench.server.requests.length, 21);
  });

  it('407 is told at once', async () => {
    const bench = await setUp((_, response) => response.writeHead(407).end());
    await failure(download(bench), 'proxyRefused');
    assert.equal(bench.server.requests.length, 1);
  });

  it('T2 T3 redirects are checked, each, and have an end', async () => {
    const evil = await setUp((_, response) => answerImage(response, jpeg));
    const bench = await setUp(({ url }, response) => {
      const location = new Map([
        ['/ok', '/t2.jpeg'],
        ['/evil', evil.server.origin.replace('127.0.0.1', 'localhost')],
        ['/file', 'file:///etc/passwd'],
        ['/bad', 'http://['],
        ['/loop', '/loop'],
      ]).get(url);
      if (location === undefined) answerImage(response, jpeg);
      else response.writeHead(302, { location }).end();
    });
    const from = async (path: string) =>
      bench.client.download(
        bench.connection,
        { ...resultAt(bench), sample: `${bench.server.origin}${path}` },
        { refresh: async () => resultAt(bench) },
      );
    assert.equal((await from('/ok')).type, 'jpeg');
    for (const path of ['/evil', '/file', '/bad'])
      assert.equal((await failure(from(path), 'forbiddenUrl')).data.what, 'delivery');

    assert.equal(evil.server.requests.length, 0);
    assert.equal((await failure(from('/loop'), 'unavailable')).data.code, 'too many redirects');
  });

  it('T2 the standard service delivers from its own hosts only', async () => {
    const bench = await setUp((_, response) => answerImage(response, jpeg));
    const connection = { ...bench.connection, service: createService('global') };
    const refresh = async () => resultAt(bench);
    await failure(bench.client.download(connection, resultAt(bench), { refresh }), 'forbiddenUrl');
    assert.equal(bench.server.requests.length, 0);
  });
});
