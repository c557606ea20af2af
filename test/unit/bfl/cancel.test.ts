import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import fetch, { AbortError } from 'node-fetch';
import type { ClientOptions } from '../../../src/bfl/client.ts';
import { systemClock } from '../../../src/bfl/clock.ts';
import { createImage } from './images.ts';
import { type Bench, body, setUp, tearDown } from './setUp.ts';
import { answerJson, type Handler } from './testServer.ts';

const reason = new Error('stopped by the user');

/** What a cancel must leave behind: the reason as it is, no listener, no timer. */
async function assertStopped(bench: Bench, signal: AbortSignal, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, reason);
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
  assert.equal(bench.clock.sleepers(), 0);
}

/** Starts `call` against a server that holds its answers, and cancels as soon as the request has come. */
async function cancelHeld(
  call: (bench: Bench, signal: AbortSignal) => Promise<unknown>,
  handler: Handler = () => {},
  options: Partial<ClientOptions> = {},
): Promise<void> {
  const bench = await setUp(handler, options);
  const controller = new AbortController();
  const work = call(bench, controller.signal);
  await bench.server.received(1);
  controller.abort(reason);
  await assertStopped(bench, controller.signal, work);
  assert.equal(bench.server.requests.length, 1);
}

const wait = ({ client, connection, server }: Bench, signal: AbortSignal) =>
  client.wait(connection, { id: 't1', pollingUrl: `${server.origin}/poll`, cost: 4 }, { signal, timeoutMs: 300_000 });
const download = ({ client, connection, server }: Bench, signal: AbortSignal) => {
  const result = { sample: `${server.origin}/t1.jpeg`, seed: null, prompt: null, durationSeconds: null, cost: null };
  return client.download(connection, result, { signal, refresh: async () => result });
};
const getCredits = ({ client, connection }: Bench, signal: AbortSignal) => client.getCredits(connection, { signal });
const submit = ({ client, connection }: Bench, signal: AbortSignal) =>
  client.submit(connection, '/v1/flux-kontext-pro', body, { signal });

describe('F17 cancel', () => {
  afterEach(tearDown);

  for (const call of [submit, wait, download, getCredits]) {
    it(`before ${call.name}: nothing is sent`, async () => {
      const bench = await setUp(() => {});
      const signal = AbortSignal.abort(reason);
      await assertStopped(bench, signal, call(bench, signal));
      assert.equal(bench.server.requests.length, 0);
    });
  }

  it('while onSending writes: nothing is sent', async () => {
    const bench = await setUp(() => {});
    const controller = new AbortController();
    const work = bench.client.submit(bench.connection, '/v1/flux-kontext-pro', body, {
      signal: controller.signal,
      onSending: () => controller.abort(reason),
    });
    await assertStopped(bench, controller.signal, work);
    assert.equal(bench.server.requests.length, 0);
  });

  it('during the POST: its answer is waited for', async () => {
    const controller = new AbortController();
    const bench = await setUp((_, response) => {
      controller.abort(reason);
      answerJson(response, 200, { id: 't1' });
    });
    assert.equal((await submit(bench, controller.signal)).id, 't1');
    assert.deepEqual(getEventListeners(controller.signal, 'abort'), []);
  });

  it('between the tries of a submit', async () => {
    const bench = await setUp((_, response) => answerJson(response, 429, {}, { 'retry-after': '60' }));
    const controller = new AbortController();
    const work = bench.client.submit(bench.connection, '/v1/flux-kontext-pro', body, {
      signal: controller.signal,
      onRetry: () => setImmediate(() => controller.abort(reason)),
    });
    await assertStopped(bench, controller.signal, work);
    assert.equal(bench.server.requests.length, 1);
  });

  it('in the sleep before a poll', async () => {
    const bench = await setUp(() => {});
    const controller = new AbortController();
    const work = wait(bench, controller.signal);
    controller.abort(reason);
    await assertStopped(bench, controller.signal, work);
    assert.equal(bench.server.requests.length, 0);
  });

  it('during a poll, which the server still holds', () => cancelHeld(wait));

  it('during a poll whose body has begun', () => cancelHeld(wait, (_, response) => response.write('{"id":')));

  it('during the look-up of credits, which the server still holds', () => cancelHeld(getCredits));

  it('during a download, which the server still holds', () => cancelHeld(download));

  it('during a download whose body has begun', () =>
    cancelHeld(download, (_, response) => response.write(createImage('png').subarray(0, 100))));

  it('by the clock of the system', () => cancelHeld(getCredits, () => {}, { clock: systemClock }));

  it('is the reason, also when the request fails before the clock does', async () => {
    const controller = new AbortController();
    const bench = await setUp(() => {}, {
      clock: systemClock,
      fetch: (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new AbortError('The operation was aborted.')));
          setImmediate(() => controller.abort(reason));
        }),
    });
    await assertStopped(bench, controller.signal, getCredits(bench, controller.signal));
    assert.deepEqual(bench.log, [], 'taken for a fault');
  });

  it('during a request that ignores its signal', () =>
    cancelHeld(wait, () => {}, { fetch: (url, init) => fetch(url, { ...init, signal: null }) }));

  it('between the tries of a download', async () => {
    const controller = new AbortController();
    const bench = await setUp((_, response) => response.writeHead(503, { 'retry-after': '60' }).end(), {
      log: (line) => void (line.startsWith('download: unavailable') && setImmediate(() => controller.abort(reason))),
    });
    const result = { sample: `${bench.server.origin}/`, seed: null, prompt: null, durationSeconds: null, cost: null };
    const work = bench.client.download(bench.connection, result, {
      signal: controller.signal,
      refresh: async () => result,
    });
    await assertStopped(bench, controller.signal, work);
    assert.equal(bench.server.requests.length, 1);
  });

  it('leaves no listener after success either', async () => {
    const bench = await setUp((_, response) => answerJson(response, 200, { credits: 12.5 }));
    const { signal } = new AbortController();
    assert.equal(await getCredits(bench, signal), 12.5);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
    assert.equal(bench.clock.sleepers(), 0);
  });
});
