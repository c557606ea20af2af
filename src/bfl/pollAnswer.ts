import * as v from 'valibot';
import { type Answer, isRefusal, toRefusal } from './answer.ts';
import { cleanText, hideKey, maxTexts } from './cleanText.ts';
import type { Connection } from './context.ts';
import { BflError } from './errors.ts';
import { checkDeliveryUrl } from './service.ts';

/** The result of a finished task. */
export interface TaskResult {
  /** The URL of the image, good for about ten minutes. It is signed, and so a secret. */
  readonly sample: string;
  /** The seed that the service used, also if the request had none. */
  readonly seed: number | null;
  /** The prompt that the service used: the rewritten one if upsampling was requested. */
  readonly prompt: string | null;
  readonly durationSeconds: number | null;
  /** In credits; null if the answer did not say. */
  readonly cost: number | null;
}

/** The state of a running task: the service's own status, and the progress from 0 to 1. */
export interface Running {
  readonly status: string;
  readonly progress: number | null;
  readonly retryAfterMs: number | undefined;
}

const orNull = <T extends v.GenericSchema>(schema: T) => v.fallback(v.nullable(schema), null);
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const task = v.object({
  id: orNull(v.string()),
  status: v.string(),
  progress: orNull(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  result: v.optional(v.unknown()),
  details: v.optional(v.unknown()),
  cost: orNull(amount),
});
const result = v.object({
  sample: v.pipe(v.string(), v.nonEmpty()),
  seed: orNull(v.pipe(v.number(), v.safeInteger())),
  prompt: orNull(v.string()),
  duration: orNull(amount),
  start_time: orNull(amount),
  end_time: orNull(amount),
  cost: orNull(amount),
});
const moderation = v.object({ 'Moderation Reasons': v.array(v.unknown()) });

/**
 * Reads the answer to a poll. A final status counts under any HTTP status. An unknown status means that the task is
 * still running. Gateways answer in JSON too, even `{"status":"Error"}`, so an answer ends a task only if it carries
 * the task's id.
 * @throws BflError `moderated`, `failed`, `taskNotFound`, `missingSample`, `forbiddenUrl`, a refusal; else
 * `unavailable`
 */
export function readPollAnswer(connection: Connection, answer: Answer, taskId: string): TaskResult | Running {
  const { status: httpStatus, json, retryAfterMs } = answer;
  const parsed = v.safeParse(task, json);
  if (parsed.success && (parsed.output.id ?? taskId) === taskId) {
    const { id, status, progress, result: output, details, cost } = parsed.output;
    if (status === 'Ready') return readResult(connection, output, cost);
    if (id !== null) throwVerdict(status, details, connection);
    if (httpStatus >= 200 && httpStatus < 300 && !isVerdict(status))
      return { status: cleanText(status, connection), progress, retryAfterMs };
  }
  // The API reports an unknown task by the status "Task not found"; every other 404 comes from a proxy or gateway.
  if (isRefusal(httpStatus) && httpStatus !== 404) throw toRefusal(answer, connection);
  throw new BflError('unavailable', {
    host: answer.host,
    status: httpStatus,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

type Verdict = (details: unknown, connection: Connection) => BflError;

const failed =
  (status: string): Verdict =>
  (details, connection) =>
    new BflError('failed', { status, ...readDetail(details, connection) });

const moderated =
  (stage: 'request' | 'content'): Verdict =>
  (details, connection) =>
    new BflError('moderated', { stage, reasons: readReasons(details, connection) });

/** The statuses that end a task without a picture. */
const verdicts: Readonly<Record<string, Verdict>> = {
  'Request Moderated': moderated('request'),
  'Content Moderated': moderated('content'),
  Error: failed('Error'),
  Failed: failed('Failed'),
  'Task not found': () => new BflError('taskNotFound', {}),
};

function isVerdict(status: string): boolean {
  return Object.hasOwn(verdicts, status);
}

function throwVerdict(status: string, details: unknown, connection: Connection): void {
  const verdict = isVerdict(status) ? verdicts[status] : undefined;
  if (verdict) throw verdict(details, connection);
}

function readResult(connection: Connection, output: unknown, taskCost: number | null): TaskResult {
  const parsed = v.safeParse(result, output);
  if (!parsed.success) throw new BflError('missingSample', {});

  const { sample, seed, prompt, duration, start_time: start, end_time: end, cost } = parsed.output;
  checkDeliveryUrl(connection.service, sample);
  const measured = start !== null && end !== null && end >= start ? end - start : null;
  return {
    sample,
    seed,
    prompt: prompt && hideKey(prompt, connection),
    durationSeconds: duration ?? measured,
    cost: taskCost ?? cost,
  };
}

function readReasons(details: unknown, connection: Connection): readonly string[] {
  return v.is(moderation, details)
    ? textsOf(details['Moderation Reasons'].slice(0, maxTexts)).map((reason) => cleanText(reason, connection))
    : [];
}

/** Reads why a task failed. The form of the details is not documented, so it takes all texts in them. */
function readDetail(details: unknown, connection: Connection): { detail?: string } {
  const texts = textsOf(typeof details === 'object' && details !== null ? Object.values(details) : [details]);
  return texts.length === 0 ? {} : { detail: cleanText(texts.join('; '), connection) };
}

function textsOf(values: readonly unknown[]): readonly string[] {
  return values.filter((value) => typeof value === 'string');
}
