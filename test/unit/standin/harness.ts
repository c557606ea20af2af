import type { StandinResponse } from '../../standin/responses.ts';
import { createStandinService, type ServiceOptions, type StandinService } from '../../standin/service.ts';

/** A service on a clock that the test sets, and short ways to call it. */
export function createHarness(options: Partial<ServiceOptions> = {}) {
  const clock = { time: Date.parse('2026-03-01T12:00:00Z'), now: () => clock.time };
  const service = createStandinService({
    clock,
    seed: 1,
    durations: { medianMs: 1_000, sigma: 0 },
    origins: { polling: 'https://api.us1.bfl.ai', delivery: 'https://delivery-eu1.bfl.ai' },
    draw: (recipe) => Promise.resolve(Buffer.from(JSON.stringify(recipe))),
    ...options,
  });
  return {
    clock,
    service,
    submit: (body: unknown, key: string | undefined = 'some-key', model = 'flux-kontext-pro') =>
      call(service, 'POST', `https://api.bfl.ai/v1/${model}`, key, JSON.stringify(body)),
    get: (url: string, key: string | undefined = 'some-key') => call(service, 'GET', url, key),
    async accept(body: Record<string, unknown> = { prompt: 'a cat' }): Promise<string> {
      const answer = jsonOf(await this.submit(body));
      return String(answer['polling_url']);
    },
    async sample(body?: Record<string, unknown>): Promise<string> {
      const pollingUrl = await this.accept(body);
      clock.time += 1_000;
      return resultOf(await this.get(pollingUrl))['sample'] as string;
    },
  };
}

function call(service: StandinService, method: string, url: string, key: string | undefined, body = '') {
  const host = new URL(url).hostname.startsWith('delivery') ? 'delivery' : 'api';
  return service.handle({ host, method, url, headers: { 'x-key': key }, body });
}

export function jsonOf(answer: StandinResponse): Record<string, unknown> {
  const parsed: Record<string, unknown> = JSON.parse(Buffer.from(answer.body).toString());
  return parsed;
}

export function resultOf(answer: StandinResponse): Record<string, unknown> {
  const { result }: { result: Record<string, unknown> } = JSON.parse(Buffer.from(answer.body).toString());
  return result;
}
