import type { Response } from 'node-fetch';
import * as v from 'valibot';
import { cleanText, maxTexts } from './cleanText.ts';
import { type Connection, type Context, keyedHeaders } from './context.ts';
import { BflError, isBflError, type RefusedField } from './errors.ts';
import { exchange, readBody, redirectTarget } from './exchange.ts';
import { parseRetryAfterMs } from './retryAfter.ts';

const maxAnswerBytes = 1024 * 1024;

/** An answer of the API. `json` is undefined if the body is no JSON, or is longer than 1 MiB. */
export interface Answer {
  readonly host: string;
  readonly status: number;
  readonly json: unknown;
  readonly retryAfterMs: number | undefined;
  /** The target host of a redirect that was not followed. */
  readonly redirectHost: string | undefined;
}

export interface Ask {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body?: object;
  readonly timeoutMs: number;
  readonly follow?: (url: string) => URL;
  readonly signal?: AbortSignal;
}

/**
 * Sends one request with the key to the API, without retries.
 * @throws BflError `keyRefused` before sending, `notSent`, `certificate`, `unavailable`, what `follow` throws; the
 * reason of `signal`
 */
export async function ask(context: Context, connection: Connection, request: Ask): Promise<Answer> {
  const { method, url, body, timeoutMs, follow, signal } = request;
  return exchange(context, {
    method,
    url,
    headers: { ...keyedHeaders(connection), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    compress: true,
    timeoutMs,
    timeoutError: () => new BflError('unavailable', { host: url.host, code: 'time-out' }),
    read: async (response) => {
      const target = redirectTarget(response, url);
      return {
        host: url.host,
        status: response.status,
        json: await readJson(response),
        retryAfterMs: parseRetryAfterMs(response.headers.get('retry-after'), context.clock.now()),
        redirectHost: target !== undefined && URL.canParse(target) ? new URL(target).host : target,
      };
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(follow === undefined ? {} : { follow }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await readBody(response, maxAnswerBytes)));
  } catch (error) {
    if (error instanceof SyntaxError || isBflError(error, 'tooLarge')) return undefined;

    throw error;
  }
}

/**
 * Whether a status proves that the service started nothing. 408 and 499 do not: a server may send them for a request
 * that it is working on.
 */
export function isRefusal(status: number): boolean {
  return [301, 302, 307, 308].includes(status) || (status >= 400 && status < 500 && status !== 408 && status !== 499);
}

const field = v.object({ loc: v.array(v.union([v.string(), v.number()])), msg: v.string() });
const refusal = v.object({ detail: v.unknown() });

/**
 * Matches a text such as "Invalid API key format". It must not match texts about the prompt, which may speak of keys
 * too.
 */
const speaksOfKey = /\b(?:api|access|x)[\s_-]?key\b|\bauthenticat|^invalid key\b/i;

/** Turns a refusal (see `isRefusal`) into an error. */
export function toRefusal(answer: Answer, connection: Connection): BflError {
  const { host, status, json, redirectHost, retryAfterMs } = answer;
  const detail = v.is(refusal, json) ? json.detail : undefined;
  if (status === 402) return new BflError('noCredits', {});

  if (status === 407) return new BflError('proxyRefused', { host, status });

  if (status === 429) return new BflError('tooManyTasks', retryAfterMs === undefined ? {} : { retryAfterMs });

  if (status === 401 || status === 403)
    return detail === undefined ? new BflError('blocked', { host, status }) : new BflError('keyRefused', { status });

  if (status === 422 && typeof detail === 'string' && speaksOfKey.test(detail))
    return new BflError('keyRefused', { status });

  const clean = (text: string) => cleanText(text, connection);
  const fields: RefusedField[] = (Array.isArray(detail) ? detail : [])
    .filter((item) => v.is(field, item))
    .slice(0, maxTexts)
    .map(({ loc, msg }) => ({ field: clean(loc.filter((part) => part !== 'body').join('.')), message: clean(msg) }));
  const text =
    redirectHost !== undefined
      ? clean(`redirect to ${redirectHost}`)
      : typeof detail === 'string'
        ? clean(detail)
        : clean(fields.map(({ field: name, message }) => `${name}: ${message}`).join('; '));
  return new BflError('refused', { status, detail: text, fields });
}
