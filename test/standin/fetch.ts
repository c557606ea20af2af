import { once } from 'node:events';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AbortError, FetchError, Response } from 'node-fetch';
import type { HostKind } from './record.ts';
import type { StandinResponse } from './responses.ts';
import type { Origins, StandinService } from './service.ts';

/** A clock that a test moves. `sleep` settles when the clock has moved so far, and rejects when the signal aborts. */
export interface SimulatedClock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The part of node-fetch's options that the adapter heeds. It never follows redirects: `redirect: 'manual'`. */
export interface StandinFetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | null;
  /** The most bytes of body that node-fetch reads before it rejects. */
  readonly size?: number;
}

export type StandinFetch = (url: string | URL, init?: StandinFetchInit) => Promise<Response>;

export interface StandinFetchOptions {
  readonly service: StandinService;
  readonly clock: SimulatedClock;
  /** Where requests for the API may go. */
  readonly apiOrigins: readonly string[];
  readonly origins: Origins;
  /** Called for each request to any other origin, which is then not found. */
  readonly onStranger?: (url: URL, init: StandinFetchInit) => void;
  /** Half before the service sees the request, half after. */
  readonly roundTripMs?: () => number;
}

/** node-fetch over the stand-in's core: no sockets, and all waiting on the simulated clock. */
export function createStandinFetch(options: StandinFetchOptions): StandinFetch {
  const { service, clock, roundTripMs = () => 0 } = options;
  return async (input, init = {}) => {
    const url = new URL(input);
    const signal = init.signal ?? undefined;
    const host = hostOf(url.origin, options);
    if (host === undefined) {
      options.onStranger?.(url, init);
      throw systemError(url, 'ENOTFOUND', `getaddrinfo ENOTFOUND ${url.hostname}`);
    }
    const halfway = roundTripMs() / 2;
    const answer = await abortable(signal, async () => {
      await clock.sleep(halfway, signal);
      const response = await service.handle({
        host,
        method: init.method ?? 'GET',
        url: url.href,
        headers: lowerCaseNames(init.headers ?? {}),
        body: init.body ?? '',
      });
      await clock.sleep(halfway + (response.transport.delayMs ?? 0), signal);
      return response;
    });
    if (answer.transport.refuse === true) throw systemError(url, 'ECONNREFUSED', `connect ECONNREFUSED ${url.host}`);

    if (answer.transport.resetBefore === true || answer.transport.resetAfterBody === true)
      throw systemError(url, 'ECONNRESET', 'read ECONNRESET');

    const body = bodyOf(answer, clock, signal);
    // Node-fetch takes `size` and `url` here; its types leave them out.
    const extras = { size: init.size ?? 0, url: url.href };
    return new Response(body, { status: answer.status, headers: { ...answer.headers }, ...extras });
  };
}

function hostOf(origin: string, { apiOrigins, origins }: StandinFetchOptions): HostKind | undefined {
  if (origin === origins.delivery) return 'delivery';

  return origin === origins.polling || apiOrigins.includes(origin) ? 'api' : undefined;
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function systemError(url: URL, code: string, message: string): FetchError {
  const syscall = message.split(' ')[0];
  return new FetchError(`request to ${url.href} failed, reason: ${message}`, 'system', { message, code, syscall });
}

/** Rejects at once when the signal aborts, as node-fetch does, even if the service holds its answer. */
async function abortable<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (signal === undefined) return await work();

  if (signal.aborted) throw aborted();

  const settled = new AbortController();
  const stopped = once(signal, 'abort', { signal: settled.signal }).then(() => Promise.reject(aborted()));
  try {
    return await Promise.race([stopped, work()]);
  } finally {
    settled.abort();
  }
}

function aborted(): AbortError {
  return new AbortError('The operation was aborted.');
}

function bodyOf(answer: StandinResponse, clock: SimulatedClock, signal: AbortSignal | undefined): Readable {
  const raw = Readable.from(chunksOf(answer, clock, signal), { objectMode: false });
  const gzipped = answer.headers['Content-Encoding'] === 'gzip';
  const body = gzipped ? pipeline(raw, createGunzip(), () => undefined) : raw;
  const stop = (): void => void body.destroy(aborted());
  signal?.addEventListener('abort', stop, { once: true });
  body.once('close', () => signal?.removeEventListener('abort', stop));
  return body;
}

async function* chunksOf({ transport, body }: StandinResponse, clock: SimulatedClock, signal: AbortSignal | undefined) {
  const { cutAfterBytes, dripBytesPerSecond, endless } = transport;
  const end = cutAfterBytes ?? body.byteLength;
  const step = dripBytesPerSecond ?? Math.max(end, 1);
  for (let sent = 0; sent < end; sent += step) {
    yield body.subarray(sent, Math.min(sent + step, end));
    if (dripBytesPerSecond !== undefined) await clock.sleep(1_000, signal);
  }
  if (endless === true) for (;;) yield Buffer.alloc(64 * 1_024);

  if (cutAfterBytes !== undefined) {
    // What Node's http gives when a body with a Content-Length is cut.
    throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  }
}
