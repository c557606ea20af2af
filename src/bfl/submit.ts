import * as v from 'valibot';
import { ask, isRefusal, toRefusal } from './answer.ts';
import { pause } from './clock.ts';
import type { Connection, Context } from './context.ts';
import { BflError, type BflErrorKind, isBflError } from './errors.ts';
import { toldMs } from './retryAfter.ts';
import { backoffMs } from './schedule.ts';
import { checkPollingUrl, resultUrl, serviceUrl } from './service.ts';
import type { TaskBody } from './taskBody.ts';

/** A task that the service accepted, and will bill. */
export interface Task {
  readonly id: string;
  /** A URL that the key may be sent to. */
  readonly pollingUrl: string;
  /** In credits; null if the service did not say. */
  readonly cost: number | null;
}

export interface SubmitRetry {
  readonly reason: 'notSent' | 'certificate' | 'tooManyTasks';
  readonly delayMs: number;
}

export interface SubmitOptions {
  /** Stops retries and waits, but never an attempt in flight, because its answer may be a task that is paid for. */
  readonly signal?: AbortSignal;
  /** How long to try again while the account has too many unfinished tasks. */
  readonly timeoutMs?: number;
  /** Awaited before each attempt; when it resolves, the caller must treat the request as sent. */
  readonly onSending?: () => void | Promise<void>;
  readonly onRetry?: (retry: SubmitRetry) => void;
}

const attemptTimeoutMs = 60_000;
const defaultTimeoutMs = 300_000;
const maxConnectRetries = 2;
const connectBackoff = { firstMs: 500, factor: 2, maxMs: 2_000 };
const busyBackoff = { firstMs: 1_000, factor: 1.5, maxMs: 10_000 };

/**
 * Submits a request until one attempt is accepted, refused or of unknown outcome. No attempt follows one that may have
 * been accepted: the API has no idempotency key, so a second one may be billed too.
 * @throws BflError `notSent`, `certificate`, `tooManyTasks` after their retries; `uncertain`; any refusal; the reason
 * of `signal`
 */
export async function submit(
  context: Context,
  connection: Connection,
  path: string,
  body: TaskBody,
  options: SubmitOptions,
): Promise<Task> {
  const { signal, timeoutMs = defaultTimeoutMs, onSending, onRetry } = options;
  const { clock, random, log } = context;
  const startMs = clock.monotonic();
  const retries: Partial<Record<BflErrorKind, number>> = {};
  for (;;) {
    signal?.throwIfAborted();
    await onSending?.();
    signal?.throwIfAborted();
    try {
      return await post(context, connection, path, body);
    } catch (error) {
      if (!isBflError(error, 'notSent', 'certificate', 'tooManyTasks')) throw error;

      const { kind } = error;
      const count = retries[kind] ?? 0;
      retries[kind] = count + 1;
      const backoff = kind === 'tooManyTasks' ? busyBackoff : connectBackoff;
      const delayMs = Math.max(backoffMs(backoff, count, random), toldMs(error));
      const isLast =
        kind === 'tooManyTasks' ? clock.monotonic() - startMs + delayMs > timeoutMs : count === maxConnectRetries;
      if (isLast) throw error;

      log(`submit: ${error.message}; again in ${Math.round(delayMs)} ms`);
      onRetry?.({ reason: kind, delayMs });
      await pause(clock, delayMs, signal);
    }
  }
}

const acceptedAnswer = v.object({
  id: v.pipe(v.string(), v.nonEmpty()),
  polling_url: v.fallback(v.optional(v.string()), undefined),
  cost: v.fallback(v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0))), null),
});

async function post(context: Context, connection: Connection, path: string, body: TaskBody): Promise<Task> {
  const url = serviceUrl(connection.service, path);
  const answer = await ask(context, connection, { method: 'POST', url, body, timeoutMs: attemptTimeoutMs }).catch(
    (error: unknown) => {
      throw isBflError(error, 'unavailable') ? new BflError('uncertain', { reason: error.data.code ?? '' }) : error;
    },
  );
  const { status, json } = answer;
  const accepted = v.safeParse(acceptedAnswer, json);
  if (status >= 200 && status < 300 && accepted.success) {
    const { id, cost, polling_url: pollingUrl } = accepted.output;
    context.log(`submit: accepted as ${id}, cost ${cost ?? 'unknown'}`);
    return { id, cost, pollingUrl: toPollingUrl(context, connection, id, pollingUrl) };
  }
  throw isRefusal(status)
    ? toRefusal(answer, connection)
    : new BflError('uncertain', { reason: 'unreadable answer', status });
}

/**
 * Returns the given polling URL if the key may go there, else the result URL at the submit host: an answer with a
 * webhook has no polling URL, and a forbidden one must not lose a task that is paid for.
 */
function toPollingUrl({ log }: Context, { service }: Connection, id: string, given: string | undefined): string {
  if (given !== undefined) {
    try {
      checkPollingUrl(service, given);
      return given;
    } catch (error) {
      log(`submit: ${String(error)}; asking ${service.base.host} instead`);
    }
  }
  return resultUrl(service, id).href;
}
