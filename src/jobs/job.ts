import * as v from 'valibot';
import { object, orderSchema } from './order.ts';
import { upgradeJob } from './upgradeJob.ts';

// A job is one picture that the user asked for, from the confirmation until the picture is reported. URIs are strings,
// as `vscode.Uri.toString()` writes them. Times are wall-clock milliseconds, because they outlive the process. Unknown
// keys are dropped when a job is read and when it is written, so that no signed URL gets into a file. `version` goes up
// when an older reader would misread a job. A mere addition is an optional key or a new state, because during an update
// two versions of the extension use the same journal.

const version = 2;

const states = [
  'queued',
  'submitting',
  'accepted',
  'ready',
  'saved',
  'linked',
  'reported',
  'failed',
  'moderated',
  'uncertain',
  'cancelled',
  'expired',
] as const;

/** The errors after which the service has nothing more for a task, and the state that each one puts the job in. */
const ends = { moderated: 'moderated', failed: 'failed', taskNotFound: 'expired', expired: 'expired' } as const;
export const verdicts = Object.keys(ends) as (keyof typeof ends)[];

const isEnd = (state: string): boolean => Object.values(ends).some((end) => end === state);

const jobSchema = v.pipe(
  object({
    version: v.literal(version),
    id: v.pipe(v.string(), v.uuid()),
    createdAt: v.number(),
    updatedAt: v.number(),
    state: v.picklist(states),
    order: orderSchema,
    /** The batch of pictures that the user asked for together, this one included. */
    batch: v.optional(object({ id: v.string(), size: v.number() })),
    task: v.optional(
      object({
        id: v.string(),
        pollingUrl: v.string(),
        /** Credits, from the answer to the POST; null if the service did not say. */
        cost: v.nullable(v.number()),
        acceptedAt: v.number(),
      }),
    ),
    result: v.optional(
      object({
        seed: v.nullable(v.number()),
        prompt: v.nullable(v.string()),
        durationSeconds: v.nullable(v.number()),
        /** Credits, from the answer that said the picture is ready; preferred to the cost in `task`. */
        cost: v.optional(v.nullable(v.number())),
      }),
    ),
    saved: v.optional(
      object({
        uri: v.string(),
        sha256: v.string(),
        bytes: v.number(),
        savedAt: v.optional(v.number()),
        /** In pixels; missing if the size could not be read. */
        width: v.optional(v.number()),
        height: v.optional(v.number()),
        /** Why the picture was saved in another place than the order says, if it was. */
        rescued: v.optional(v.string()),
      }),
    ),
    /**
     * Whether the user was told that work on the job has stopped; the job then waits for the user or for a new window.
     */
    isTold: v.optional(v.boolean()),
    /** Why there will be no picture: kind and data of the error, kept until the user was told. */
    failure: v.optional(object({ kind: v.picklist(verdicts), data: v.record(v.string(), v.unknown()) })),
  }),
  v.check((job) => job.task !== undefined || !['accepted', 'ready'].includes(job.state), 'No task to wait for.'),
  v.check((job) => job.saved !== undefined || !['saved', 'linked'].includes(job.state), 'No file named.'),
  v.check((job) => isEnd(job.state) === (job.failure !== undefined), 'An end and its failure go together.'),
);

export type Job = v.InferOutput<typeof jobSchema>;
export type JobState = Job['state'];

/** The states that each state may change to. Keeping a state is always allowed, to add facts to a job. */
const nextStates: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ['submitting'],
  // Back to `queued` if the prompt was provably not accepted, by a refusal of the service or a network error.
  submitting: ['queued', 'accepted', 'uncertain', 'cancelled'],
  accepted: ['ready', 'failed', 'moderated', 'cancelled', 'expired'],
  ready: ['saved', 'failed', 'moderated', 'cancelled', 'expired'],
  saved: ['linked', 'reported', 'cancelled'],
  linked: ['reported'],
  // The user resumed the job, or the answer to the POST came after the cancel.
  cancelled: ['accepted', 'saved', 'uncertain'],
  // A late answer: an extension host that lost its window may get its answer after another window marked the job as
  // uncertain.
  uncertain: ['accepted'],
  reported: [],
  failed: [],
  moderated: [],
  expired: [],
};

export function canBecome(from: JobState, to: JobState): boolean {
  return from === to || nextStates[from].includes(to);
}

/** Whether the job ended without a picture. The user may not have been told yet. */
export function isEnded(job: Job): boolean {
  return job.failure !== undefined;
}

/** Whether the job goes on by itself after a restart. */
export function isUnderway(job: Job): boolean {
  return ['accepted', 'ready', 'saved', 'linked'].includes(job.state);
}

/**
 * Whether the job's picture should be linked. A picture that was saved elsewhere (`rescued`) is not linked, because the
 * user may move it.
 */
export function isLinkWanted({ order, saved }: Job): boolean {
  return order.link !== undefined && saved !== undefined && saved.rescued === undefined;
}

/** Whether the user was shown the picture, but its link may still be lost with an unsaved document. */
export function isLinkUnsure(job: Job): boolean {
  return job.state === 'reported' && isLinkWanted(job);
}

/** The change to record when the service has nothing more for a job. */
export function endedBy(failure: NonNullable<Job['failure']>): Pick<Job, 'state' | 'failure'> {
  return { state: ends[failure.kind], failure };
}

/** Whether the job's picture can still be had: it is underway, or was cancelled after the service accepted the task. */
export function isUnfinished(job: Job): boolean {
  return isUnderway(job) || (job.state === 'cancelled' && job.task !== undefined);
}

/**
 * Reads a job from the text of its file.
 * @throws {SyntaxError} the text is no JSON
 * @throws {v.ValiError} it is no job, or one of a newer version
 */
export function parseJob(text: string): Job {
  return v.parse(jobSchema, upgradeJob(JSON.parse(text)));
}

/** Whether the text may be a job of a newer version of the extension, which this version cannot read. */
export function isOfNewerVersion(text: string): boolean {
  return v.is(newerSchema, text);
}

const newerSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.union([
    v.object({ version: v.pipe(v.number(), v.gtValue(version)) }),
    v.object({ version: v.literal(version), state: v.pipe(v.string(), v.notValues([...states])) }),
  ]),
);

/**
 * Writes a job as the text of its file.
 * @param written the text that the file has now: keys that a newer version added to it are kept
 * @throws {v.ValiError} the job breaks the schema, or would carry a secret into the journal
 */
export function formatJob(job: Job, written?: string): string {
  const formatted = v.parse(jobSchema, job);
  const kept =
    written === undefined ? formatted : keepUnknown(formatted, upgradeJob(JSON.parse(written)), parseJob(written));
  return `${JSON.stringify(kept, undefined, 2)}\n`;
}

/** Adds to `to` the keys of `raw` that this version does not know, which are missing in `parsed`. */
function keepUnknown(to: object, raw: object, parsed: object): object {
  const known = new Map<string, unknown>(Object.entries(parsed));
  const kept = new Map<string, unknown>(Object.entries(to));
  for (const [key, value] of Object.entries(raw)) {
    const [inner, target] = [known.get(key), kept.get(key)];
    if (!known.has(key)) kept.set(key, value);
    else if (isObject(value) && isObject(inner) && isObject(target)) kept.set(key, keepUnknown(target, value, inner));
  }
  return Object.fromEntries(kept);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
