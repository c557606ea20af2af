import type { StandinFetch } from '../standin/fetch.ts';

const maxRedirects = 20;

/**
 * The stand-in's adapter as the `fetch` that browsers and Node have: its redirects, which take all headers along but
 * `authorization`, and its errors, also for a body that is shorter than it should be.
 */
export function createWebFetch(standinFetch: StandinFetch): typeof fetch {
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init.headers);
    for (let redirects = 0; ; redirects++) {
      const response = await standinFetch(url, {
        method: init.method ?? 'GET',
        headers: Object.fromEntries(headers),
        body: typeof init.body === 'string' ? init.body : '',
        signal: init.signal ?? null,
      }).catch((cause: unknown) => Promise.reject(new TypeError('fetch failed', { cause })));
      const location = response.headers.get('location');
      if (location === null || init.redirect === 'manual' || redirects === maxRedirects)
        return await toWebResponse(response);

      const target = new URL(location, url);
      if (target.origin !== url.origin) headers.delete('authorization');

      url = target;
    }
  };
}

async function toWebResponse(response: Awaited<ReturnType<StandinFetch>>): Promise<Response> {
  const body = await response.arrayBuffer().catch(() => undefined);
  if (body === undefined || Number(response.headers.get('content-length') ?? body.byteLength) !== body.byteLength)
    throw new TypeError('terminated');

  const { status } = response;
  return new Response(body, { status, headers: [...response.headers] });
}
