import type { PictureClient } from './client.ts';

export interface GuideOptions {
  readonly fetch: typeof fetch;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly origin: string;
}

/**
 * What the service's guide shows: submit, then sleep for 1.5 s and ask, until the status is none that it knows for
 * running. The guide's own loop stops at `Pending`; this one takes it for running.
 */
export function createGuideClient({ fetch, sleep, origin }: GuideOptions): PictureClient {
  const headers = { 'x-key': 'bench-key', accept: 'application/json' };

  const get = async (url: string, init?: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);

    return response;
  };
  const getJson = async (url: string, init: RequestInit): Promise<Answer> =>
    (await (await get(url, init)).json()) as Answer;

  return {
    name: 'the guide',
    generate: async (prompt) => {
      const submitted = await getJson(`${origin}/v1/flux-kontext-pro`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ prompt, aspect_ratio: '1:1', output_format: 'jpeg' }),
      });
      for (;;) {
        await sleep(1_500);
        const { status, result } = await getJson(submitted.polling_url, { headers });
        if (status === 'Ready') return new Uint8Array(await (await get(result.sample)).arrayBuffer());

        if (!['Queued', 'Processing', 'Pending'].includes(status))
          throw new Error(`An error or unexpected status: ${status}`);
      }
    },
  };
}

/** As the guide does, without a check. */
interface Answer {
  readonly polling_url: string;
  readonly status: string;
  readonly result: { readonly sample: string };
}
