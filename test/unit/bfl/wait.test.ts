import assert from 'node:assert/strict';
import fetch, { FetchError, Response } from 'node-fetch';
import type { WaitProgress } from '../../../src/bfl/client.ts';
import type { BflErrorKind } from '../../../src/bfl/errors.ts';
import { type Bench, canaryKey, canarySignature, failure, setUp, tearDown } from './setUp.ts';
import { answerJson } from './testServer.ts';

const sample = 'https://delivery-eu1.bfl.ai/t1.jpeg?sig=canary-signature-0123456789';
const ready = { id: 't1', status: 'Ready', result: { sample, prompt: 'a cat', seed: 42, duration: 6.5 } };
const pending = { id: 't1', status: 'Pending', result: null, progress: null };
const timeoutMs = 300_000;

/** The task that the bench's server answers for. */
function taskAt({ server }: Bench) {
  return { id: 't1', pollingUrl: `${server.origin}/poll?id=t1`, cost: 4 };
}

/** A bench whose server gives these answers in turn, the last one for ever; HTTP status 200 if they say none. */
async function setUpAnswers(...answers: readonly { httpStatus?: number; [name: string]: unknown }[]): Promise<Bench> {
  return setUp((_, response, index) => {
    const { httpStatus = 200, ...answer } = answers[Math.min(index, answers.length - 1)] ?? {};
    answerJson(response, httpStatus, answer, { 'retry-after': '1' });
  });
}

describe('wait', () => {
  afterEach(tearDown);

  it('polls the URL as given, with the key, at 2.5 s and then every 0.6 s', async () => {
    const bench = await setUpAnswers(pending, pending, ready);
    const result = await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs });
    assert.deepEqual(result, { sample, seed: 42, prompt: 'a cat', durationSeconds: 6.5, cost: null });
    const { requests } = bench.server;
    assert.deepEqual(
      requests.map(({ atMs }) => Math.round(atMs)),
      [2_500, 3_100, 3_700],
    );
    assert.ok(requests.every(({ url, headers }) => url === '/poll?id=t1' && headers['x-key'] === bench.connection.key));
    assert.doesNotMatch(bench.log.join('\n'), /canary/);
  });

  it('keeps to a schedule of its own', async () => {
    const bench = await setUpAnswers(pending, ready);
    const schedule = { firstMs: 4_000, fastMs: 300, slowAfterMs: 10_000, growth: 1, maxMs: 300 };
    await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs, schedule });
    assert.deepEqual(
      bench.server.requests.map(({ atMs }) => Math.round(atMs)),
      [4_000, 4_300],
    );
  });

  it('polls at once a task that was accepted long ago, then slowly', async () => {
    const bench = await setUpAnswers(pending, ready);
    await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs, elapsedMs: 60_000 });
    assert.deepEqual(
      bench.server.requests.map(({ atMs }) => atMs),
      [0, 5_000],
    );
  });

  it('a wall clock set back since a task was accepted does not delay its first poll', async () => {
    const bench = await setUpAnswers(ready);
    await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs, elapsedMs: -3_600_000 });
    assert.equal(bench.server.requests[0]?.atMs, 2_500);
  });

  it('takes what the result has, and null for the rest', async () => {
    for (const [output, expected] of [
      [{ sample }, { seed: null, prompt: null, durationSeconds: null, cost: null }],
      [
        { sample, seed: 'x', prompt: 7, duration: -1 },
        { seed: null, prompt: null, durationSeconds: null, cost: null },
      ],
      [
        { sample, start_time: 100.5, end_time: 107 },
        { seed: null, prompt: null, durationSeconds: 6.5, cost: null },
      ],
      [
        { sample, start_time: 107, end_time: 100 },
        { seed: null, prompt: null, durationSeconds: null, cost: null },
      ],
    ] as const) {
      const bench = await setUpAnswers({ ...ready, result: output });
      const result = await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs });
      assert.deepEqual(result, { sample, ...expected });
    }
  });

  it('takes the cost from the answer, the task’s figure before the result’s', async () => {
    for (const [answer, cost] of [
      [{ ...ready, cost: 3.5 }, 3.5],
      [{ ...ready, result: { sample, cost: 0 } }, 0],
      [{ ...ready, cost: 3.5, result: { sample, cost: 4 } }, 3.5],
      [{ ...ready, cost: 'four', result: { sample, cost: -1 } }, null],
    ] as const) {
      const bench = await setUpAnswers(answer);
      assert.equal((await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs })).cost, cost);
    }
  });

  it('a Retry-After of 2 s and more on an ordinary answer is obeyed', async () => {
    const bench = await setUp((_, response, index) =>
      answerJson(response, 200, index < 1 ? pending : ready, { 'retry-after': '4' }),
    );
    await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs });
    assert.deepEqual(
      bench.server.requests.map(({ atMs }) => Math.round(atMs)),
      [2_500, 6_500],
    );
  });

  const faults: readonly [string, (bench: () => Bench) => Parameters<typeof setUp>[0]][] = [
    ['500', () => (_, response) => response.writeHead(500).end('oops')],
    ['503 in JSON', () => (_, response) => answerJson(response, 503, { detail: 'busy' })],
    ['503 with a word that is not final', () => (_, response) => answerJson(response, 503, pending)],
    ['504', () => (_, response) => response.writeHead(504).end()],
    ['a reset', () => (_, response) => response.socket?.resetAndDestroy()],
    ['a closed connection', () => (_, response) => response.socket?.destroy()],
    ['HTML', () => (_, response) => response.end('<html></html>')],
    ['an empty answer', () => (_, response) => response.end()],
    ['404 in a gateway’s JSON', () => (_, response) => answerJson(response, 404, { detail: 'Not Found' })],
    ['404 in HTML', () => (_, response) => response.writeHead(404).end('<html></html>')],
    ['JSON without a status', () => (_, response) => answerJson(response, 200, { detail: 'hm' })],
    ['an answer of more than 1 MiB', () => (_, response) => answerJson(response, 200, { more: 'x'.repeat(2 ** 20) })],
    [
      'no answer for 15 s',
      (bench) => () => {
        const { clock } = bench();
        void clock.armed().then(() => clock.skip(15_000));
      },
    ],
  ];
  for (const [name, fault] of faults) {
    it(`F5 ${name}, 20 times in a row: goes on`, async () => {
      const handler = fault(() => bench);
      const bench: Bench = await setUp((request, response, index) =>
        index < 20 ? handler(request, response, index) : answerJson(response, 200, ready),
      );
      const phases = new Set<string>();
      const onProgress = ({ phase }: WaitProgress) => void phases.add(phase);
      await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs: 1_000_000, onProgress });
      assert.equal(bench.server.requests.length, 21);
      assert.deepEqual([...phases], ['waiting', 'unreachable']);
      assert.equal(bench.clock.sleepers(), 0);
    });
  }

  it('F5 faults are paced, up to the deadline, which tells the last one', async () => {
    const bench = await setUp((_, response) => response.writeHead(502).end());
    const work = bench.client.wait(bench.connection, taskAt(bench), { timeoutMs: 60_000 });
    const error = await failure(work, 'deadline');
    assert.equal(error.data.waitedMs, 60_000);
    assert.equal(String(error.cause), `BflError: unavailable host=${new URL(bench.server.origin).host} status=502`);
    assert.ok(bench.server.requests.length > 10 && bench.server.requests.length < 25);
  });

  it('F4 429 and 503 on a poll wait as told', async () => {
    const bench = await setUp((_, response, index) =>
      index < 2
        ? answerJson(response, index === 0 ? 429 : 503, {}, { 'retry-after': '7' })
        : answerJson(response, 200, ready),
    );
    await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs });
    assert.deepEqual(
      bench.server.requests.map(({ atMs }) => Math.round(atMs)),
      [2_500, 9_500, 16_500],
    );
  });

  it('F6 unknown words, odd and falling progress: goes on, and shows what it knows', async () => {
    const answers = [
      { ...pending, status: 'Reasoning', progress: 0.25 },
      { ...pending, status: 'Generating', progress: null },
      { ...pending, status: 'Polishing', progress: 'half' },
      { ...pending, status: 'ready', progress: 7 },
      { status: 'Queued' },
    ];
    const bench = await setUpAnswers(...answers, ready);
    const seen: unknown[] = [];
    await bench.client.wait(bench.connection, taskAt(bench), {
      timeoutMs,
      onProgress: ({ phase, status, progress }) => seen.push([phase, status, progress]),
    });
    assert.deepEqual(seen, [['waiting', '', null], ...answers.map(({ status }) => ['generating', status, 0.25])]);
  });

  const reasons = { 'Moderation Reasons': ['Violence', 3] };
  const finals: readonly [string, object, BflErrorKind, object][] = [
    ['Request Moderated', { details: reasons }, 'moderated', { stage: 'request', reasons: ['Violence'] }],
    ['Content Moderated', { details: null }, 'moderated', { stage: 'content', reasons: [] }],
    ['Error', { details: { error: 'out of memory' } }, 'failed', { status: 'Error', detail: 'out of memory' }],
    ['Failed', {}, 'failed', { status: 'Failed' }],
  ];
  for (const [status, more, kind, data] of finals) {
    for (const httpStatus of [200, 404]) {
      it(`F7 ${status} with HTTP ${httpStatus} is final`, async () => {
        const bench = await setUpAnswers(pending, { id: 't1', status, httpStatus, ...more });
        const error = await failure(bench.client.wait(bench.connection, taskAt(bench), { timeoutMs }), kind);
        assert.deepEqual(error.data, data);
        assert.equal(bench.server.requests.length, 2);
      });
    }
  }

  for (const [status, more, kind] of finals) {
    it(`F7 ${status} with HTTP 503 is believed after 10 s, not for one bad answer`, async () => {
      const inTrouble = { id: 't1', status, httpStatus: 503, ...more };
      const recovering = await setUpAnswers(pending, inTrouble, ready);
      assert.equal((await recovering.client.wait(recovering.connection, taskAt(recovering), { timeoutMs })).seed, 42);
      const bench = await setUpAnswers(pending, inTrouble);
      await failure(bench.client.wait(bench.connection, taskAt(bench), { timeoutMs }), kind);
      assert.ok(bench.clock.monotonic() >= 13_100);
    });

    it(`F7 ${status} without the task’s id, or with another one, is no verdict`, async () => {
      for (const [httpStatus, id] of [200, 404, 502].flatMap((code) => [
        [code, undefined] as const,
        [code, 't2'] as const,
      ])) {
        const bench = await setUpAnswers(
          pending,
          ...Array.from({ length: 30 }, () => ({ id, status, httpStatus, ...more })),
          ready,
        );
        assert.equal((await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs })).seed, 42);
      }
    });
  }

  it('F7 Ready with the id of another task is not ours', async () => {
    const bench = await setUpAnswers({ ...ready, id: 't2', result: { sample: `${sample}&other`, seed: 7 } }, ready);
    assert.equal((await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs })).seed, 42);
  });

  it('F7 a thousand reasons of the moderation are told as far as a person may read them', async () => {
    const details = { 'Moderation Reasons': Array.from({ length: 1_000 }, () => 'Violence') };
    const bench = await setUpAnswers({ id: 't1', status: 'Content Moderated', details });
    const error = await failure(bench.client.wait(bench.connection, taskAt(bench), { timeoutMs }), 'moderated');
    assert.equal(error.data.reasons.length, 10);
  });

  const secret = `${canaryKey} at https://delivery.bfl.ai/a?sig=${canarySignature}`;
  const cleaned = '[key] at https://delivery.bfl.ai/a?…';
  const repeated: readonly [string, object, BflErrorKind, object][] = [
    ['Error', { details: { error: secret } }, 'failed', { status: 'Error', detail: cleaned }],
    ['Failed', { details: secret }, 'failed', { status: 'Failed', detail: cleaned }],
    [
      'Content Moderated',
      { details: { 'Moderation Reasons': [secret] } },
      'moderated',
      { stage: 'content', reasons: [cleaned] },
    ],
  ];
  for (const [status, more, kind, data] of repeated) {
    it(`T4 ${status} with the key and a signed URL in its details: neither is told`, async () => {
      const bench = await setUpAnswers({ id: 't1', status, ...more });
      const error = await failure(bench.client.wait(bench.connection, taskAt(bench), { timeoutMs }), kind);
      assert.deepEqual(error.data, data);
    });
  }

  it('T4 neither the key nor a signed URL is told as status word, nor the key as prompt', async () => {
    const bench = await setUpAnswers(
      { ...pending, status: secret },
      { ...ready, result: { sample, prompt: `a cat, ${canaryKey}` } },
    );
    const words = new Set<string>();
    const onProgress = ({ status }: WaitProgress) => void words.add(status);
    const result = await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs, onProgress });
    assert.deepEqual([...words], ['', cleaned]);
    assert.equal(result.prompt, 'a cat, [key]');
  });

  it('Ready counts with HTTP 503 too', async () => {
    const bench = await setUpAnswers({ ...ready, httpStatus: 503 });
    assert.equal((await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs })).sample, sample);
  });

  it('F8 Task not found for 3 s, then Ready', async () => {
    const bench = await setUp((_, response) =>
      bench.clock.monotonic() < 5_500
        ? answerJson(response, 404, { id: 't1', status: 'Task not found', result: null })
        : answerJson(response, 200, ready),
    );
    assert.equal((await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs })).sample, sample);
  });

  const refusals: readonly [string, number, unknown, BflErrorKind][] = [
    ['F8 Task not found', 200, { id: 't1', status: 'Task not found' }, 'taskNotFound'],
    ['F3 422 with a text that is not about the key', 422, { detail: 'Unknown task' }, 'refused'],
    ['F3 403 in HTML', 403, undefined, 'blocked'],
    ['F3 407', 407, undefined, 'proxyRefused'],
    ['F3 422 with an array', 422, { detail: [] }, 'refused'],
  ];
  for (const [name, status, answer, kind] of refusals) {
    it(`${name} for ever: believed after 10 s`, async () => {
      const bench = await setUp((_, response) => response.writeHead(status).end(JSON.stringify(answer)));
      await failure(bench.client.wait(bench.connection, taskAt(bench), { timeoutMs }), kind);
      assert.ok(bench.clock.monotonic() >= 12_500 && bench.clock.monotonic() < 18_000);
    });
  }

  it('F8 doubt ends with the first good answer', async () => {
    const missing = { id: 't1', status: 'Task not found' };
    const bench = await setUp((_, response, index) =>
      answerJson(response, 200, index === 60 ? ready : index % 3 === 0 ? pending : missing),
    );
    await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs });
    assert.ok(bench.clock.monotonic() > 30_000);
  });

  it('F8 a Task not found right after another trouble has to last itself', async () => {
    const bench = await setUp((_, response) => {
      const nowMs = bench.clock.monotonic();
      if (nowMs < 12_000) response.writeHead(407).end();
      else if (nowMs < 20_000) answerJson(response, 404, { id: 't1', status: 'Task not found' });
      else answerJson(response, 200, ready);
    });
    assert.equal((await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs })).sample, sample);
  });

  it('F8 Task not found of the host that took the POST, while the given one is silent, is no verdict', async () => {
    const bench = await setUp(({ url }, response) => {
      if (bench.clock.monotonic() > 60_000) answerJson(response, 200, ready);
      else if (url.startsWith('/poll')) response.writeHead(502).end();
      else answerJson(response, 404, { id: 't1', status: 'Task not found' });
    });
    assert.equal((await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs })).sample, sample);
    assert.ok(bench.server.requests.some(({ url }) => url.startsWith('/v1/get_result')));
  });

  it('F8 Task not found of the only host there is to ask, as with a webhook, is believed after 10 s', async () => {
    const bench = await setUpAnswers({ httpStatus: 404, id: 't1', status: 'Task not found' });
    const pollingUrl = `${bench.server.origin}/v1/get_result?id=t1`;
    const work = bench.client.wait(bench.connection, { ...taskAt(bench), pollingUrl }, { timeoutMs });
    await failure(work, 'taskNotFound');
    assert.ok(bench.clock.monotonic() >= 12_500 && bench.clock.monotonic() < 18_000);
  });

  it('F9 Ready without a sample once, then with one', async () => {
    const bench = await setUpAnswers({ ...ready, result: null }, ready);
    assert.equal((await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs })).sample, sample);
  });

  it('F9 Ready without a sample for 10 s', async () => {
    for (const output of [null, {}, { sample: null }, { sample: '' }, { sample: 7 }, 'text']) {
      const bench = await setUpAnswers({ ...ready, result: output });
      await failure(bench.client.wait(bench.connection, taskAt(bench), { timeoutMs }), 'missingSample');
    }
  });

  const forbiddenSamples: readonly [string, string][] = [
    ['http://delivery-eu1.bfl.ai/t1.jpeg', 'delivery-eu1.bfl.ai'],
    ['https://example.com/t1.jpeg', 'example.com'],
    ['https://93.184.216.34/t1.jpeg', '93.184.216.34'],
    ['file:///etc/passwd', ''],
    ['data:image/png;base64,AAAA', ''],
    ['not a URL', ''],
  ];
  for (const [forbidden, host] of forbiddenSamples) {
    it(`F9 a sample at ${forbidden} is refused, and nothing is fetched`, async () => {
      const bench = await setUpAnswers({ ...ready, result: { sample: forbidden } });
      const error = await failure(bench.client.wait(bench.connection, taskAt(bench), { timeoutMs }), 'forbiddenUrl');
      assert.deepEqual(error.data, { what: 'delivery', host });
      assert.equal(bench.server.requests.length, 1);
    });
  }

  it('F18 a key refused on one poll, though it was taken for the task, is not believed', async () => {
    const bench = await setUp((_, response, index) =>
      index < 3 ? answerJson(response, 403, { detail: 'Not authenticated' }) : answerJson(response, 200, ready),
    );
    assert.equal((await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs })).sample, sample);
  });

  it('F18 a key refused on polls for 10 s is told, and the task can be waited for again', async () => {
    const bench = await setUp(({ headers }, response) =>
      headers['x-key'] === 'new'
        ? answerJson(response, 200, ready)
        : answerJson(response, 403, { detail: 'Not authenticated - Invalid Authentication' }),
    );
    await failure(bench.client.wait(bench.connection, taskAt(bench), { timeoutMs }), 'keyRefused');
    assert.ok(bench.clock.monotonic() >= 12_500);
    const connection = { ...bench.connection, key: 'new' };
    assert.equal((await bench.client.wait(connection, taskAt(bench), { timeoutMs })).sample, sample);
  });

  it('F5 a polling host that is silent for long: the host that took the POST is asked too', async () => {
    const isGiven = (url: string) => url.startsWith('/poll');
    const bench = await setUp(({ url }, response) => {
      if (isGiven(url)) response.writeHead(502).end();
      else answerJson(response, 200, bench.server.requests.length < 20 ? pending : ready);
    });
    assert.equal((await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs })).sample, sample);
    const urls = bench.server.requests.map(({ url }) => url);
    const switchedAt = urls.findIndex((url) => !isGiven(url));
    assert.ok((bench.server.requests[switchedAt]?.atMs ?? 0) >= 7_500);
    // Having answered, it is asked from then on.
    assert.deepEqual(new Set(urls.slice(switchedAt)), new Set(['/v1/get_result?id=t1']));
    assert.ok(bench.server.requests.every(({ headers }) => headers['x-key'] === bench.connection.key));
  });

  it('F5 and in turn with the given one while neither answers', async () => {
    const bench = await setUp((_, response) => response.writeHead(502).end());
    await failure(bench.client.wait(bench.connection, taskAt(bench), { timeoutMs: 60_000 }), 'deadline');
    const last = bench.server.requests.slice(-4).map(({ url }) => url.split('?')[0]);
    assert.deepEqual(last.filter((path) => path === '/poll').length, 2);
  });

  it('F20 offline for minutes: goes on', async () => {
    let isOnline = false;
    const bench = await setUp((_, response) => answerJson(response, 200, ready), {
      fetch: async (url, init) => {
        if (!isOnline) throw new FetchError('', 'system', { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
        return fetch(url, init);
      },
    });
    const onProgress = ({ waitedMs }: WaitProgress) => {
      isOnline = waitedMs > 240_000;
    };
    await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs, onProgress });
    assert.equal(bench.server.requests.length, 1);
  });

  it('F20 the machine asleep for an hour between polls: one poll at once, no burst, no deadline', async () => {
    for (const isMonotonicAsleep of [true, false]) {
      const bench = await setUp((_, response, index) =>
        answerJson(response, 200, index < 3 ? pending : ready, index === 1 ? { 'retry-after': '60' } : {}),
      );
      const sleepHour = () => (isMonotonicAsleep ? bench.clock.jump(3_600_000) : bench.clock.skip(3_600_000));
      const onProgress = () => {
        if (bench.server.requests.length === 2) setImmediate(sleepHour);
      };
      await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs, onProgress });
      // At 3.1 s it was told to wait for a minute, then it slept for an hour.
      const times = bench.server.requests.map(({ atMs }) => Math.round(atMs % 3_600_000));
      assert.deepEqual(times, isMonotonicAsleep ? [2_500, 3_100, 4_100, 4_700] : [2_500, 3_100, 3_100, 8_100]);
    }
  });

  it('F20 a wall clock set back or forward changes nothing', async () => {
    const bench = await setUp((_, response, index) => {
      bench.clock.jump(index % 2 === 0 ? -7_200_000 : 7_200_000);
      answerJson(response, 200, index < 4 ? pending : ready);
    });
    await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs });
    assert.deepEqual(
      bench.server.requests.map(({ atMs }) => Math.round(atMs)),
      [2_500, 3_100, 3_700, 4_300, 4_900],
    );
  });

  it('T2 a forbidden polling URL gets no request', async () => {
    const bench = await setUpAnswers(ready);
    const task = { ...taskAt(bench), pollingUrl: 'https://api.bfl.ai.evil.example/poll' };
    const error = await failure(bench.client.wait(bench.connection, task, { timeoutMs }), 'forbiddenUrl');
    assert.deepEqual(error.data, { what: 'polling', host: 'api.bfl.ai.evil.example' });
  });

  it('T3 a redirect of a poll is followed to an allowed host only', async () => {
    const evil = await setUpAnswers(ready);
    const bench = await setUp(({ url }, response) => {
      if (url.startsWith('/poll')) response.writeHead(307, { location: '/moved' }).end();
      else answerJson(response, 200, ready);
    });
    await bench.client.wait(bench.connection, taskAt(bench), { timeoutMs });
    assert.equal(bench.server.requests[1]?.headers['x-key'], bench.connection.key);

    const led = await setUp((_, response) => response.writeHead(302, { location: `${evil.server.origin}/` }).end());
    const error = await failure(led.client.wait(led.connection, taskAt(led), { timeoutMs }), 'forbiddenUrl');
    assert.equal(error.data.what, 'polling');
    assert.equal(evil.server.requests.length, 0);
  });

  it('T3 redirects have an end', async () => {
    const bench = await setUp((_, response) => response.writeHead(302, { location: '/poll?id=t1' }).end());
    await failure(bench.client.wait(bench.connection, taskAt(bench), { timeoutMs: 3_000 }), 'deadline');
    assert.equal(bench.server.requests.length % 4, 0);
  });

  it('all waits together keep to 20 polls a second, over ten seconds', async () => {
    const polls: number[] = [];
    const bench = await setUp(() => {}, {
      fetch: async () => {
        polls.push(bench.clock.monotonic());
        return new Response(JSON.stringify(polls.length < 480 ? pending : ready));
      },
    });
    await Promise.all(
      Array.from({ length: 24 }, () => bench.client.wait(bench.connection, taskAt(bench), { timeoutMs })),
    );
    assert.ok(polls.length >= 480);
    for (const [index, atMs] of polls.slice(200).entries())
      assert.ok(atMs - (polls[index] ?? 0) >= 9_999, `poll ${index + 200} at ${atMs}`);
  });
});
