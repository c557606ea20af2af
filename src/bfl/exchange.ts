import type { Response } from 'node-fetch';
import type { Clock } from './clock.ts';
import type { Context } from './context.ts';
import { BflError, isBflError } from './errors.ts';
import { fromNetworkError } from './networkError.ts';
import { watchSending } from './unsentProof.ts';

const maxRedirects = 3;
/**
 * How long a request may stay unsent. Linux repeats a lost SYN after 1, 3, 7 and 15 s, and then only after 31 s;
 * Windows gives up after 21 s.
 */
const connectTimeoutMs = 20_000;

export interface Exchange<T> {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** Whether to ask for a compressed answer. */
  readonly compress: boolean;
  /**
   * Returns the target of a redirect, or throws if the target is not allowed. Without it a redirect is returned like
   * any other answer.
   */
  readonly follow?: (url: string) => URL;
  /** How long nothing may happen, and the error to throw after that time. */
  readonly timeoutMs: number;
  readonly timeoutError: () => BflError;
  readonly signal?: AbortSignal;
  /** Reads the answer; calls `keepAlive` to restart the time-out. */
  readonly read: (response: Response, keepAlive: () => void) => Promise<T>;
}

/**
 * Sends one request and reads its answer. Follows redirects itself, to check each target.
 * @throws what `read`, `follow` and `timeoutError` give, the reason of `signal`, else what `fromNetworkError` says
 */
export async function exchange<T>(context: Context, request: Exchange<T>): Promise<T> {
  const { method, headers, body, compress, follow, timeoutMs, timeoutError, signal, read } = request;
  let { url } = request;
  let isUnsent = () => false;
  const expire = async (quiet: (ms: number) => Promise<void>): Promise<never> => {
    await quiet(Math.min(connectTimeoutMs, timeoutMs));
    if (isUnsent()) throw new BflError('notSent', { host: url.host, code: 'ETIMEDOUT' });

    await quiet(timeoutMs);
    throw timeoutError();
  };
  return withTimeout(context.clock, expire, signal, async (stop, keepAlive) => {
    try {
      for (let redirects = 0; ; redirects++) {
        const sending = watchSending(url, () =>
          context.fetch(url.href, {
            method,
            headers: {
              'user-agent': context.userAgent,
              ...(compress ? {} : { 'accept-encoding': 'identity' }),
              ...headers,
            },
            redirect: 'manual',
            compress,
            signal: stop,
            // A body goes on a new connection: the server may just be closing a kept one, and a request that is not
            // retried must not fail because of that.
            ...(body === undefined ? {} : { body, agent: () => false }),
          }),
        );
        ({ isUnsent } = sending);
        const response = await sending.result;
        const target = redirectTarget(response, url);
        if (follow === undefined || target === undefined) return await read(response, keepAlive);

        if (redirects === maxRedirects)
          throw new BflError('unavailable', { host: url.host, code: 'too many redirects' });

        url = follow(target);
        keepAlive();
      }
    } catch (error) {
      throw isBflError(error) ? error : fromNetworkError(error, url.host, isUnsent());
    }
  });
}

/** The target of a redirect, or '' if it is no URL; `undefined` if the answer is no redirect. */
export function redirectTarget({ status, headers }: Response, from: URL): string | undefined {
  const location = headers.get('location');
  if (location === null || ![301, 302, 303, 307, 308].includes(status)) return undefined;

  return URL.canParse(location, from.href) ? new URL(location, from).href : '';
}

/**
 * Runs `run` until it ends, `signal` aborts, or `expire` throws. `expire` can await `quiet(ms)`, which resolves when
 * `keepAlive` was not called for `ms`. Leaves no timer, listener or connection behind.
 */
async function withTimeout<T>(
  clock: Clock,
  expire: (quiet: (ms: number) => Promise<void>) => Promise<never>,
  signal: AbortSignal | undefined,
  run: (stop: AbortSignal, keepAlive: () => void) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const stop = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  let aliveMs = clock.monotonic();
  const quiet = async (ms: number): Promise<void> => {
    const leftMs = () => aliveMs + ms - clock.monotonic();
    while (leftMs() > 0) await clock.sleep(leftMs(), controller.signal);
  };
  const keepAlive = () => {
    aliveMs = clock.monotonic();
  };
  try {
    // A race, because a request may ignore its signal: VS Code's proxy look-up waits for a window, even one that is
    // gone.
    return await Promise.race([run(controller.signal, keepAlive), expire(quiet)]);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    // The abort ends the sleep and frees the connection of an answer that was not read to its end. It also stops a
    // request that was found unsent from being sent: only microtasks run between that check and this line.
    controller.abort();
  }
}

/**
 * Reads the whole body, decompressed.
 * @throws BflError `tooLarge` as soon as it is longer than `maxBytes`
 */
export async function readBody(
  { body }: Response,
  maxBytes: number,
  onBytes?: (bytes: number) => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > maxBytes) throw new BflError('tooLarge', { maxBytes });

    chunks.push(bytes);
    onBytes?.(bytes.length);
  }
  return Buffer.concat(chunks, length);
}
