import { type Answer, ask } from './answer.ts';
import type { Connection, Context } from './context.ts';
import { type AnyBflError, BflError, type BflErrorKind, isBflError } from './errors.ts';
import { readPollAnswer, type Running, type TaskResult } from './pollAnswer.ts';
import { checkPollingUrl } from './service.ts';

export interface Poll {
  readonly url: URL;
  readonly taskId: string;
  /** Whether this host must know the task. If not, its "Task not found" proves nothing. */
  readonly mustKnowTask: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A failed poll, and how far its error can be believed. */
export interface Fault {
  readonly error: AnyBflError;
  /** `final`: ends the wait at once. `doubtful`: ends it if it lasts. `temporary`: never ends it. */
  readonly belief: 'final' | 'doubtful' | 'temporary';
}

export const pollTimeoutMs = 15_000;

/**
 * The errors that end a wait at once, unless the answer has a 5xx status: a server in trouble may be wrong about the
 * task.
 */
const finalKinds: readonly BflErrorKind[] = ['moderated', 'failed'];
const doubtfulKinds: readonly BflErrorKind[] = [
  'taskNotFound',
  'missingSample',
  // Seen once with a good key: the service had accepted this very task with it.
  'keyRefused',
  'refused',
  'noCredits',
  'blocked',
  'proxyRefused',
  'certificate',
  'forbiddenUrl',
];

/** Polls once. Returns a failure as a `Fault`; throws only the reason of `signal`. */
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

/**
 * Decides how far an error of a poll can be believed.
 * @param status the status of the answer; undefined if there was none
 */
function beliefIn(error: AnyBflError, status: number | undefined): Fault['belief'] {
  // Without an answer, `keyRefused` means that no header can carry the key.
  if (error.kind === 'keyRefused' && status === undefined) return 'final';
  const isSampleForbidden = error.kind === 'forbiddenUrl' && error.data.what === 'delivery';
  if (isSampleForbidden || finalKinds.includes(error.kind))
    return status !== undefined && status >= 500 ? 'doubtful' : 'final';

  return doubtfulKinds.includes(error.kind) ? 'doubtful' : 'temporary';
}
