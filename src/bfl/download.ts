import { createHash } from 'node:crypto';
import type { Response } from 'node-fetch';
import { type Format, getFormat } from '../recipe/format.ts';
import { pause } from './clock.ts';
import type { Connection, Context } from './context.ts';
import { BflError, type BflErrorKind, isBflError } from './errors.ts';
import { exchange, readBody } from './exchange.ts';
import { getOtherType, isComplete } from './imageBytes.ts';
import type { TaskResult } from './pollAnswer.ts';
import { parseRetryAfterMs, toldMs } from './retryAfter.ts';
import { backoffMs } from './schedule.ts';
import { checkDeliveryUrl } from './service.ts';

/** An image as delivered: `bytes` are unchanged, and `type` is read from them. */
export interface DeliveredPicture {
  readonly bytes: Uint8Array;
  readonly type: Format;
}

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /**
   * How long to retry while the API says that the picture is ready but delivery does not have it. Default: 5 minutes.
   */
  readonly timeoutMs?: number;
  /** Gets a freshly signed URL when the given one is not accepted; throws if the API has no picture any more. */
  readonly refresh: () => Promise<TaskResult>;
}

/** The largest models make 4 megapixels: 16 MiB with transparency if nothing can be compressed. */
const maxBytes = 20 * 1024 * 1024;
const idleMs = 30_000;
/** Fewer bytes than this within `idleMs` count as no bytes. */
const minAliveBytes = 64 * 1024;
/** How much is read of a store's error answer. */
const maxReasonBytes = 64 * 1024;
const retryBackoff = { firstMs: 500, factor: 2, maxMs: 15_000 };
/**
 * How often each kind of failure is retried; a kind not named here is not retried. 20 retries take about four minutes.
 */
const maxRetries: Partial<Record<BflErrorKind, number>> = {
  notSent: 20,
  unavailable: 20,
  damaged: 3,
  idle: 1,
  notAnImage: 1,
  // These two are retried once, with a fresh URL.
  blocked: 1,
  refused: 1,
  // Retried until `timeoutMs`: a fresh picture may not have reached all of delivery, so its answer is no verdict.
  undelivered: Infinity,
};
/** Failures that a fresh URL may cure. */
const staleKinds: readonly BflErrorKind[] = ['undelivered', 'blocked', 'refused'];
const defaultTimeoutMs = 300_000;

/**
 * Fetches the image without sending the key, and checks that all of it has arrived.
 * @throws BflError `undelivered` after `timeoutMs`; `blocked`, `refused` after a fresh URL; `notSent`, `unavailable`,
 * `damaged`, `idle`, `notAnImage` after their retries; `forbiddenUrl`, `certificate`, `proxyRefused`, `tooLarge`; what
 * `refresh` throws; the reason of `signal`
 */
export async function download(
  context: Context,
  connection: Connection,
  result: TaskResult,
  options: DownloadOptions,
): Promise<DeliveredPicture> {
  const { signal, refresh, timeoutMs = defaultTimeoutMs } = options;
  const { clock, random, log } = context;
  const retries: Partial<Record<BflErrorKind, number>> = {};
  const startMs = clock.monotonic();
  let { sample } = result;
  for (;;) {
    try {
      return await fetchImage(context, checkDeliveryUrl(connection.service, sample), connection, signal);
    } catch (error) {
      if (!isBflError(error)) throw error;

      log(`download: ${error.message}`);
      const count = retries[error.kind] ?? 0;
      retries[error.kind] = count + 1;
      const isOver = error.kind === 'undelivered' && clock.monotonic() - startMs >= timeoutMs;
      if (isOver || count >= (maxRetries[error.kind] ?? 0)) throw error;

      const isStale = staleKinds.includes(error.kind);
      if (!isStale || count > 0)
        await pause(clock, Math.max(backoffMs(retryBackoff, count, random), toldMs(error)), signal);

      if (isStale) ({ sample } = await refresh());
    }
  }
}

async function fetchImage(
  context: Context,
  url: URL,
  { service }: Connection,
  signal: AbortSignal | undefined,
): Promise<DeliveredPicture> {
  return exchange(context, {
    method: 'GET',
    url,
    headers: { accept: 'image/*' },
    compress: false,
    follow: (target) => checkDeliveryUrl(service, target),
    timeoutMs: idleMs,
    timeoutError: () => new BflError('idle', { idleMs }),
    ...(signal === undefined ? {} : { signal }),
    read: async (response, keepAlive) => {
      await checkStatus(context, url.host, response);
      const bytes = await readImage(response, keepAlive);
      const type = checkImage(bytes, response.headers.get('content-md5'));
      context.log(`download: ${bytes.length} bytes of ${type} from ${url.host}${url.pathname}`);
      return { bytes, type };
    },
  });
}

async function checkStatus({ clock }: Context, host: string, response: Response): Promise<void> {
  const { status, headers } = response;
  if (status === 200) return;

  if (status === 407) throw new BflError('proxyRefused', { host, status });

  const isTemporary = status === 408 || status === 429;
  if (status < 400 || status >= 500 || isTemporary) {
    const retryAfterMs = parseRetryAfterMs(headers.get('retry-after'), clock.now());
    throw new BflError('unavailable', { host, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  }
  // Azure answers an expired or bad signature with 403 and XML, and a deleted image with 404.
  if (status === 404 || status === 410 || (status === 403 && (await isFromStore(response))))
    throw new BflError('undelivered', { host, status });

  throw status === 401 || status === 403
    ? new BflError('blocked', { host, status })
    : new BflError('refused', { status, detail: '', fields: [] });
}

/**
 * Whether the store itself wrote the answer. It checks for the store's XML form, because a firewall's page may be
 * XHTML.
 */
async function isFromStore(response: Response): Promise<boolean> {
  const body = await readBody(response, maxReasonBytes).catch(() => new Uint8Array());
  return /^\uFEFF?\s*(<\?xml[^>]*>\s*)?<Error>\s*<Code>/.test(new TextDecoder().decode(body));
}

async function readImage(response: Response, keepAlive: () => void): Promise<Uint8Array> {
  const header = response.headers.get('content-length');
  const length = header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
  if (length !== undefined && length > maxBytes) throw new BflError('tooLarge', { maxBytes });

  let pendingBytes = 0;
  const onBytes = (count: number) => {
    pendingBytes += count;
    if (pendingBytes >= minAliveBytes) {
      pendingBytes = 0;
      keepAlive();
    }
  };
  const bytes = await readBody(response, maxBytes, onBytes).catch((error: unknown) => {
    throw isBflError(error) ? error : new BflError('damaged', { reason: 'cut' });
  });
  if (length !== undefined && length !== bytes.length) throw new BflError('damaged', { reason: 'length' });

  return bytes;
}

function checkImage(bytes: Uint8Array, md5: string | null): Format {
  if (md5 !== null && createHash('md5').update(bytes).digest('base64') !== md5.trim())
    throw new BflError('damaged', { reason: 'md5' });

  const type = getFormat(bytes);
  if (type === undefined) throw new BflError('notAnImage', { found: getOtherType(bytes) });

  if (!isComplete(bytes, type)) throw new BflError('damaged', { reason: 'trailer' });

  return type;
}
