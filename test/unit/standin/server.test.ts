import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import fetch, { FetchError } from 'node-fetch';
import type { Fault } from '../../standin/faults.ts';
import { startStandin, type Standin } from '../../standin/server.ts';

describe('the stand-in over real sockets', () => {
  let standin: Standin;

  beforeEach(async () => {
    standin = await startStandin({ durations: { medianMs: 0, sigma: 0 } });
  });
  afterEach(() => standin.close());

  const submit = (body: Record<string, unknown> = { prompt: 'a cat' }) =>
    fetch(`${standin.apiUrl}/v1/flux-kontext-pro`, {
      method: 'POST',
      headers: { 'x-key': 'some-key', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  async function sample(): Promise<string> {
    const accepted: { polling_url: string } = JSON.parse(await (await submit()).text());
    const polled = await fetch(accepted.polling_url, { headers: { 'x-key': 'some-key' } });
    const body: { result: { sample: string } } = JSON.parse(await polled.text());
    return body.result.sample;
  }

  const control = (method: string, path: string, body?: unknown) =>
    fetch(`${standin.apiUrl}/standin/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  async function assertFails(fault: Fault, url: string, code: string): Promise<void> {
    standin.service.faults.add({ on: 'delivery', do: fault });
    await assert.rejects(
      async () => (await fetch(url)).arrayBuffer(),
      (error) => error instanceof Error && 'code' in error && error.code === code,
    );
  }

  it('serves the same bytes by the sample and by its own record of them', async () => {
    const url = await sample();
    assert.equal(new URL(url).origin, standin.deliveryUrl);
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
    const [task] = standin.service.tasks;
    const recorded = Buffer.from(await (await control('GET', `images/${task?.id}`)).arrayBuffer());
    assert.deepEqual(recorded, bytes);
    assert.equal(task?.sha256, createHash('sha256').update(bytes).digest('hex'));
  });

  it('really resets and really cuts', async () => {
    const url = await sample();
    await assertFails({ resetBefore: true }, url, 'ECONNRESET');
    await assertFails({ resetAfterBody: true }, url, 'ECONNRESET');
    await assertFails({ cutAfterBytes: 100 }, url, 'ECONNRESET');
    assert.equal((await fetch(url)).status, 200);
  });

  it('cuts at the very byte', async () => {
    const url = await sample();
    standin.service.faults.add({ on: 'delivery', do: { cutAfterBytes: 100 } });
    const response = await fetch(url);
    let received = 0;
    await assert.rejects(async () => {
      for await (const chunk of response.body ?? []) received += chunk.length;
    });
    assert.equal(received, 100);
  });

  it('sends without end until the client goes away', async () => {
    const url = await sample();
    standin.service.faults.add({ on: 'delivery', do: { endless: true } });
    const response = await fetch(url, { size: 8 * 1_024 * 1_024 });
    await assert.rejects(
      () => response.arrayBuffer(),
      (error) => error instanceof FetchError && error.type === 'max-size',
    );
  });

  it('drips', async () => {
    const url = await sample();
    standin.service.faults.add({ on: 'delivery', do: { dripBytesPerSecond: 1 } });
    const stop = new AbortController();
    const response = await fetch(url, { signal: stop.signal });
    for await (const chunk of response.body ?? []) {
      assert.equal(chunk.length, 1);
      break;
    }
    stop.abort();
  });

  it('refuses connections while it does not listen, then takes them on the same port', async () => {
    await standin.stopListening();
    await assert.rejects(submit, (error) => error instanceof FetchError && error.code === 'ECONNREFUSED');
    await standin.startListening();
    assert.equal((await submit()).status, 200);
    assert.equal(standin.service.counts.posts, 1);
  });

  it('is scripted, watched and reset over HTTP', async () => {
    await control('POST', 'faults', { on: 'submit', do: { status: 402, body: { detail: 'no' } } });
    assert.equal((await submit()).status, 402);
    await control('POST', 'faults', [{ on: 'submit', times: 'always', do: { status: 500 } }]);
    await control('DELETE', 'faults');
    const waited = control('GET', 'wait?on=submit&count=2');
    assert.equal((await submit()).status, 200);
    const counts: { posts: number; accepted: number } = JSON.parse(await (await waited).text());
    assert.deepEqual([counts.posts, counts.accepted], [2, 1]);
    await control('POST', 'durations', { medianMs: 60_000, sigma: 0 });
    await submit();
    const tasks: { acceptedAt: number; readyAt: number }[] = JSON.parse(await (await control('GET', 'tasks')).text());
    assert.deepEqual(
      tasks.map((task) => task.readyAt - task.acceptedAt),
      [0, 60_000],
    );
    await control('POST', 'reset');
    assert.deepEqual(await (await control('GET', 'tasks')).json(), []);
    assert.equal((await control('GET', 'nonsense')).status, 404);
    assert.equal((await control('GET', 'wait?on=nonsense')).status, 422);
  });

  it('calls the webhook with the result and the secret', async () => {
    const receiver = createServer();
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    try {
      const address = receiver.address();
      assert.ok(address !== null && typeof address === 'object');
      const called = once(receiver, 'request');
      await submit({
        prompt: 'a cat',
        webhook_url: `http://127.0.0.1:${address.port}/hook`,
        webhook_secret: 'a secret',
      });
      const [request, response] = await called;
      const body: { status: string; result: { prompt: string } } = JSON.parse(await text(request));
      response.end();
      assert.equal(request.headers['x-webhook-secret'], 'a secret');
      assert.deepEqual([body.status, body.result.prompt], ['Ready', 'a cat']);
    } finally {
      receiver.closeAllConnections();
      receiver.close();
    }
  });
});

describe('the stand-in under other names', () => {
  it('puts them into polling URLs and samples', async () => {
    const publicHosts = { polling: 'https://api.us1.bfl.ai', delivery: 'https://delivery-eu1.bfl.ai' };
    const standin = await startStandin({ durations: { medianMs: 0, sigma: 0 }, publicHosts });
    try {
      const headers = { 'x-key': 'some-key' };
      const body = '{"prompt":"a cat"}';
      const accepted = await fetch(`${standin.apiUrl}/v1/flux-kontext-pro`, { method: 'POST', headers, body });
      const { id, polling_url }: { id: string; polling_url: string } = JSON.parse(await accepted.text());
      assert.equal(polling_url, `https://api.us1.bfl.ai/v1/get_result?id=${id}`);
      const polled = await (await fetch(`${standin.apiUrl}/v1/get_result?id=${id}`, { headers })).text();
      assert.match(polled, /"sample":"https:\/\/delivery-eu1\.bfl\.ai\/results\//);
    } finally {
      await standin.close();
    }
  });
});
