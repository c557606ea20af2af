import assert from 'node:assert/strict';
import { AbortError, FetchError } from 'node-fetch';
import { createStandinFetch, type SimulatedClock } from '../../standin/fetch.ts';
import { createStandinService } from '../../standin/service.ts';

const origins = { polling: 'https://api.us1.bfl.ai', delivery: 'https://delivery-eu1.bfl.ai' };

function createSimulation() {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const clock: SimulatedClock = {
    now: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  };
  const strangers: string[] = [];
  const service = createStandinService({ clock, origins, durations: { medianMs: 1_000, sigma: 0 }, seed: 1 });
  const fetch = createStandinFetch({
    service,
    clock,
    origins,
    apiOrigins: ['https://api.bfl.ai'],
    onStranger: (url) => strangers.push(url.origin),
    roundTripMs: () => 100,
  });
  const submit = (signal?: AbortSignal) =>
    fetch('https://api.bfl.ai/v1/flux-kontext-pro', {
      method: 'POST',
      headers: { 'X-Key': 'some-key' },
      body: '{"prompt":"a cat"}',
      ...(signal === undefined ? {} : { signal }),
    });
  return { clock, service, fetch, submit, strangers };
}

async function sampleOf({ fetch, submit, clock }: ReturnType<typeof createSimulation>): Promise<string> {
  const accepted: { polling_url: string } = JSON.parse(await (await submit()).text());
  await clock.sleep(1_000);
  const polled = await fetch(accepted.polling_url, { headers: { 'x-key': 'some-key' } });
  assert.equal(polled.headers.get('retry-after'), '1');
  const body: { result: { sample: string } } = JSON.parse(await polled.text());
  return body.result.sample;
}

const failsWith = (code: string) => (error: unknown) =>
  error instanceof FetchError && error.type === 'system' && error.code === code;

const aborted = (error: unknown) => error instanceof AbortError;

describe('the stand-in as a fetch on a simulated clock', () => {
  it('submits, polls and delivers without waiting for anything real', async () => {
    const simulation = createSimulation();
    const started = simulation.clock.now();
    const image = await simulation.fetch(await sampleOf(simulation));
    assert.equal(image.headers.get('content-type'), 'image/png');
    assert.equal(
      Buffer.from(await image.arrayBuffer())
        .subarray(1, 4)
        .toString(),
      'PNG',
    );
    assert.equal(simulation.clock.now() - started, 1_300);
  });

  it('fails as node-fetch fails', async () => {
    const { service, submit } = createSimulation();
    service.faults.add(
      { on: 'submit', do: { refuse: true } },
      { on: 'submit', do: { resetBefore: true } },
      { on: 'submit', do: { resetAfterBody: true } },
    );
    await assert.rejects(submit(), failsWith('ECONNREFUSED'));
    assert.equal(service.counts.posts, 0);
    await assert.rejects(submit(), failsWith('ECONNRESET'));
    assert.equal(service.counts.accepted, 0);
    await assert.rejects(submit(), failsWith('ECONNRESET'));
    assert.equal(service.counts.accepted, 1);
  });

  it('reports requests to strangers and finds nobody there', async () => {
    const { fetch, strangers, service } = createSimulation();
    await assert.rejects(fetch('https://evil-bfl.ai/'), failsWith('ENOTFOUND'));
    assert.deepEqual(strangers, ['https://evil-bfl.ai']);
    assert.deepEqual(service.counts.requests, []);
  });

  it('cuts, drips and limits bodies', async () => {
    const simulation = createSimulation();
    const sample = await sampleOf(simulation);
    simulation.service.faults.add(
      { on: 'delivery', do: { cutAfterBytes: 10 } },
      { on: 'delivery', do: { body: 'abc', dripBytesPerSecond: 1 } },
      { on: 'delivery', do: { endless: true } },
      { on: 'delivery', do: { gzipZeros: 1_000_000 } },
    );
    const cut = await simulation.fetch(sample);
    await assert.rejects(cut.arrayBuffer(), failsWith('ECONNRESET'));
    const before = simulation.clock.now();
    assert.equal(await (await simulation.fetch(sample)).text(), 'abc');
    assert.equal(simulation.clock.now() - before, 3_100);
    const endless = await simulation.fetch(sample, { size: 1_000_000 });
    await assert.rejects(endless.arrayBuffer(), (error) => error instanceof FetchError && error.type === 'max-size');
    assert.equal((await (await simulation.fetch(sample)).arrayBuffer()).byteLength, 1_000_000);
  });

  it('aborts before, while the answer is held, and during the body', async () => {
    const simulation = createSimulation();
    await assert.rejects(simulation.submit(AbortSignal.abort()), aborted);
    assert.equal(simulation.service.counts.posts, 0);

    simulation.service.faults.add({ on: 'submit', do: { hold: true } });
    const stop = new AbortController();
    const held = simulation.submit(stop.signal);
    await simulation.service.arrived('submit', 1);
    stop.abort();
    await assert.rejects(held, aborted);
    simulation.service.faults.clear();

    const sample = await sampleOf(simulation);
    simulation.service.faults.add({ on: 'delivery', do: { endless: true } });
    const bodyStop = new AbortController();
    const response = await simulation.fetch(sample, { signal: bodyStop.signal });
    const reading = response.arrayBuffer();
    bodyStop.abort();
    await assert.rejects(reading);
  });
});
