import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { createHarness, jsonOf, resultOf } from './harness.ts';

describe('the faults of the stand-in', () => {
  it('follow one another, and then the service is well again', async () => {
    const harness = createHarness();
    harness.service.faults.add(
      { on: 'poll', times: 2, do: { status: 503, body: 'down' } },
      { on: 'poll', do: { merge: { status: 'Dreaming', progress: null } } },
    );
    const pollingUrl = await harness.accept();
    const seen = [];
    for (let i = 0; i < 4; i++) {
      const answer = await harness.get(pollingUrl);
      seen.push(answer.status === 200 ? jsonOf(answer)['status'] : answer.status);
    }
    assert.deepEqual(seen, [503, 503, 'Dreaming', 'Pending']);
  });

  it('begin at the given request, and keep to one task', async () => {
    const harness = createHarness();
    harness.service.faults.add({ on: 'poll', task: 1, from: 2, times: 'always', do: { status: 500, body: {} } });
    const [first, second] = [await harness.accept(), await harness.accept()];
    const statuses = async (url: string) => [(await harness.get(url)).status, (await harness.get(url)).status];
    assert.deepEqual(await statuses(first), [200, 200]);
    assert.deepEqual(await statuses(second), [200, 500]);
    harness.service.faults.clear();
    assert.deepEqual(await statuses(second), [200, 200]);
  });

  it('last as long as they are told', async () => {
    const harness = createHarness();
    harness.service.faults.add({ on: 'credits', forMs: 1_000, do: { status: 429, body: {} } });
    const status = async () => (await harness.get('https://api.bfl.ai/v1/credits')).status;
    const seen = [await status()];
    harness.clock.time += 999;
    seen.push(await status());
    harness.clock.time += 1;
    seen.push(await status());
    assert.deepEqual(seen, [429, 429, 200]);
  });

  it('let go of an answer that is held, also if they are cleared while the service acts', async () => {
    const harness = createHarness();
    const pollingUrl = await harness.accept();
    harness.service.faults.add({ on: 'poll', times: 'always', do: { hold: true } });
    const answer = harness.get(pollingUrl);
    harness.service.faults.clear();
    assert.equal(jsonOf(await answer)['status'], 'Pending');
  });

  it('leave the service out, unless it acts before its answer is replaced', async () => {
    const harness = createHarness();
    harness.service.faults.add(
      { on: 'submit', do: { status: 500, body: {} } },
      { on: 'submit', do: { resetBefore: true } },
      { on: 'submit', do: { status: 500, body: {}, acts: true } },
      { on: 'submit', do: { resetAfterBody: true } },
    );
    const accepted = [];
    for (let i = 0; i < 4; i++) {
      await harness.submit({ prompt: 'a cat' });
      accepted.push(harness.service.counts.accepted);
    }
    assert.deepEqual(accepted, [0, 0, 1, 2]);
    assert.equal(harness.service.counts.posts, 4);
  });

  it('decide what becomes of a task', async () => {
    const harness = createHarness();
    harness.service.faults.add(
      { on: 'submit', do: { task: { notFoundForMs: 3_000, readyAfterMs: 5_000 } } },
      { on: 'submit', do: { task: { status: 'Error', details: { why: 'no luck' } } } },
      { on: 'submit', do: { task: { deliverFormat: 'webp' } } },
    );
    const [late, failed, other] = [await harness.accept(), await harness.accept(), await harness.accept()];
    assert.equal((await harness.get(late)).status, 404);
    harness.clock.time += 3_000;
    assert.equal(jsonOf(await harness.get(late))['status'], 'Pending');
    harness.clock.time += 2_000;
    assert.equal(jsonOf(await harness.get(late))['status'], 'Ready');
    const { status, details } = jsonOf(await harness.get(failed));
    assert.deepEqual([status, details], ['Error', { why: 'no luck' }]);
    const sample = String(resultOf(await harness.get(other))['sample']);
    assert.equal((await harness.get(sample)).headers['Content-Type'], 'image/webp');
  });

  it('change headers and bodies, and no more than was asked for', async () => {
    const harness = createHarness();
    const sample = await harness.sample();
    harness.service.faults.add(
      { on: 'delivery', do: { headers: { 'content-md5': 'bm9uc2Vuc2U=', ETag: null } } },
      { on: 'delivery', do: { body: '<p>Please log in', acts: true } },
      { on: 'delivery', do: { gzipZeros: 1_000_000 } },
      { on: 'delivery', do: { bodyBase64: '' } },
    );
    const wrong = await harness.get(sample);
    assert.equal(wrong.headers['content-md5'], 'bm9uc2Vuc2U=');
    assert.deepEqual(
      Object.keys(wrong.headers).filter((name) => /^(content-md5|etag)$/i.test(name)),
      ['content-md5'],
    );
    const page = await harness.get(sample);
    assert.deepEqual([page.headers['Content-Length'], page.headers['Content-MD5']], ['16', undefined]);
    const bomb = await harness.get(sample);
    assert.equal(bomb.headers['Content-Encoding'], 'gzip');
    assert.equal(gunzipSync(bomb.body).byteLength, 1_000_000);
    assert.equal((await harness.get(sample)).body.byteLength, 0);
  });

  it('hold an answer until they are cleared, after the service has acted', async () => {
    const harness = createHarness();
    harness.service.faults.add({ on: 'submit', do: { hold: true } });
    let settled = false;
    const answer = harness.submit({ prompt: 'a cat' }).finally(() => {
      settled = true;
    });
    await harness.service.arrived('submit', 1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(settled, false);
    assert.equal(harness.service.counts.accepted, 1);
    harness.service.faults.clear();
    assert.equal((await answer).status, 200);
  });
});
