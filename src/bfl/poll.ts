import { type Answer, ask } from './answer.ts';
import type { Connection, Context } from './context.ts';
import { type AnyBflError, BflError, type BflErrorKind, isBflError } from './errors.ts';
import { readPollAnswer, type Running, type TaskResult } from './pollAnswer.ts';
import { checkPollingUrl } from './service.ts';

export interface Poll {
  readonly url: URL;
  readonly taskId: string;
  /** Whether this host must know the task; another one may not have heard of it. */
  readonly mustKnowTask: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A poll that brought no good news of the task, and how far it can be believed. */
export interface Fault {
  readonly error: AnyBflError;
  /** `final` at once; `doubtful` once it has lasted; `temporary` never. */
  readonly belief: 'final' | 'doubtful' | 'temporary';
}

export const pollTimeoutMs = 15_000;

/** What ends a wait at once, unless a server in trouble says so: it may say more than it knows. */
const finalKinds: readonly BflErrorKind[] = ['moderated', 'failed'];
const doubtfulKinds: readonly BflErrorKind[] = [
  'taskNotFound',
  'missingSample',
  // Seen once with a good key, which has been taken for this very task.
  'keyRefused',
  'refused',
  'noCredits',
  'blocked',
  'proxyRefused',
  'certificate',
  'forbiddenUrl',
];

/** One poll. A failure is an outcome like others; only the reason of `signal` is thrown. */
export async function poll(
  context: Context,
  connection: Connection,
  { url, taskId, mustKnowTask, signal }: Poll,
): Promise<TaskResult | Running | Fault> {
  let answer: Answer | undefined;
  try {
    answer = await ask(context, connection, {
      method: 'GET',
      url,
      timeoutMs: pollTimeoutMs,
      follow: (target) => checkPollingUrl(connection.service, target),
      ...(signal === undefined ? {} : { signal }),
    });
    return readPollAnswer(connection, answer, taskId);
  } catch (error) {
    if (!isBflError(error)) throw error;
    const status = answer?.status;
    return error.kind === 'taskNotFound' && !mustKnowTask && status !== undefined
      ? { error: new BflError('unavailable', { host: url.host, status }), belief: 'temporary' }
      : { error, belief: beliefIn(error, status) };
  }
}

/** @param status of the answer; none if there was no answer */
function beliefIn(error: AnyBflError, status: number | undefined): Fault['belief'] {
  // A key that no header can carry.
  if (error.kind === 'keyRefused' && status === undefined) return 'final';
  const isSampleForbidden = error.kind === 'forbiddenUrl' && error.data.what === 'delivery';
  if (isSampleForbidden || finalKinds.includes(error.kind))
    return status !== undefined && status >= 500 ? 'doubtful' : 'final';

  return doubtfulKinds.includes(error.kind) ? 'doubtful' : 'temporary';
}
