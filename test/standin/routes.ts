import type { RequestKind } from './faults.ts';
import type { StandinRequest } from './service.ts';

/** What a request asks for; undefined for paths and methods that the service does not have. */
export function kindOf(request: StandinRequest, url: URL): RequestKind | undefined {
  if (request.host === 'delivery') return request.method === 'GET' ? 'delivery' : undefined;

  if (request.method === 'POST') return url.pathname.startsWith('/v1/') ? 'submit' : undefined;

  if (request.method === 'GET' && url.pathname === '/v1/get_result') return 'poll';

  return request.method === 'GET' && url.pathname === '/v1/credits' ? 'credits' : undefined;
}

/** The task that a polling URL or a sample names. */
export function taskIdOf(url: URL): string | null {
  return url.searchParams.get('id') ?? url.pathname.split('/')[2] ?? null;
}
