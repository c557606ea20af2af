import * as v from 'valibot';
import { type Answer, isRefusal, toRefusal } from './answer.ts';
import { cleanText, hideKey } from './cleanText.ts';
import type { Connection } from './context.ts';
import { BflError } from './errors.ts';
import { checkDeliveryUrl } from './service.ts';

/** What a finished task came to. */
export interface TaskResult {
  /** Where the image can be fetched for about ten minutes. Signed, and so a secret. */
  readonly sample: string;
  /** The seed used, also where none was asked for. */
  readonly seed: number | null;
  /** The prompt used: the rewritten one if upsampling was asked for. */
  readonly prompt: string | null;
  readonly durationSeconds: number | null;
}

/** What is known of a task under way: the service's own word, and its progress from 0 to 1. */
export interface Running {
  readonly status: string;
  readonly progress: number | null;
  readonly retryAfterMs: number | undefined;
}

const orNull = <T extends v.GenericSchema>(schema: T) => v.fallback(v.nullable(schema), null);
const seconds = v.pipe(v.number(), v.minValue(0));
const task = v.object({
  status: v.string(),
  progress: orNull(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  result: v.optional(v.unknown()),
  details: v.optional(v.unknown()),
});
const result = v.object({
  sample: v.pipe(v.string(), v.nonEmpty()),
  seed: orNull(v.pipe(v.number(), v.safeInteger())),
  prompt: orNull(v.string()),
  duration: orNull(seconds),
  start_time: orNull(seconds),
  end_time: orNull(seconds),
});
const moderation = v.object({ 'Moderation Reasons': v.array(v.unknown()) });

/**
 * What an answer to a poll says. A final status counts under any HTTP status; a word that is not known means that the
 * task is still running.
 * @throws BflError `moderated`, `failed`, `missingSample`, `forbiddenUrl` and `keyRefused`, which are final; else what
 * the answer says against the task (`taskNotFound`, a refusal), or `unavailable`
 */
export function readPollAnswer(connection: Connection, answer: Answer): TaskResult | Running {
  const { host, status: httpStatus, json, retryAfterMs } = answer;
  const parsed = v.safeParse(task, json);
  if (parsed.success) {
    const { status, progress, result: output, details } = parsed.output;
    switch (status) {
      case 'Ready':
        return readResult(connection, output);
      case 'Request Moderated':
        throw new BflError('moderated', { stage: 'request', reasons: readReasons(details, connection) });
      case 'Content Moderated':
        throw new BflError('moderated', { stage: 'content', reasons: readReasons(details, connection) });
      case 'Error':
      case 'Failed':
        throw new BflError('failed', { status, ...readDetail(details, connection) });
      case 'Task not found':
        throw new BflError('taskNotFound', {});
      default:
        if (httpStatus >= 200 && httpStatus < 300) {
          return { status: cleanText(status, connection), progress, retryAfterMs };
        }
    }
  }
  const isGateway404 = httpStatus === 404 && json === undefined;
  if (isRefusal(httpStatus) && !isGateway404) {
    throw httpStatus === 404 ? new BflError('taskNotFound', {}) : toRefusal(answer, connection);
  }
  throw new BflError('unavailable', {
    host,
    status: httpStatus,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function readResult(connection: Connection, output: unknown): TaskResult {
  const parsed = v.safeParse(result, output);
  if (!parsed.success) {
    throw new BflError('missingSample', {});
  }
  const { sample, seed, prompt, duration, start_time: start, end_time: end } = parsed.output;
  checkDeliveryUrl(connection.service, sample);
  const measured = start !== null && end !== null && end >= start ? end - start : null;
  return { sample, seed, prompt: prompt && hideKey(prompt, connection), durationSeconds: duration ?? measured };
}

function readReasons(details: unknown, connection: Connection): readonly string[] {
  return v.is(moderation, details)
    ? textsOf(details['Moderation Reasons']).map((reason) => cleanText(reason, connection))
    : [];
}

/** Why a task failed is documented nowhere: what text there is in the details. */
function readDetail(details: unknown, connection: Connection): { detail?: string } {
  const texts = textsOf(typeof details === 'object' && details !== null ? Object.values(details) : [details]);
  return texts.length === 0 ? {} : { detail: cleanText(texts.join('; '), connection) };
}

function textsOf(values: readonly unknown[]): readonly string[] {
  return values.filter((value) => typeof value === 'string');
}
