import * as v from 'valibot';
import { recipeSchema } from '../recipe/recipe.ts';
import { upgradeJob } from './upgradeJob.ts';

// A job is one picture that somebody asked for, from when that was confirmed until it has been reported.
// URIs are strings, as `vscode.Uri.toString()` writes them; times are wall-clock milliseconds, for they outlive the
// process. Unknown keys are dropped on the way in and on the way out, so no signed URL slips into a file.
// The version goes up when an older reader would take a job for something else; what is only new comes as an optional
// key or a new state, for during an update two versions of the extension work on one journal.

const object = <Entries extends v.ObjectEntries>(entries: Entries) => v.pipe(v.object(entries), v.readonly());

/** A recipe and where its picture goes, as the journal and the preview keep it. */
export const orderSchema = object({
  recipe: recipeSchema,
  service: object({ region: v.picklist(['global', 'eu', 'us']), endpoint: v.string() }),
  /** Where the service is to say that it is ready. */
  webhookUrl: v.optional(v.string()),
  timeoutSeconds: v.number(),
  save: object({
    /** The folder that a relative `template` starts from. */
    folder: v.optional(v.string()),
    workspaceFolder: v.optional(v.string()),
    document: v.optional(v.string()),
    template: v.string(),
    /** Whether the template is the user's own, so that it may lead out of the workspace. */
    mayLeaveWorkspace: v.boolean(),
    /** The text of the heading above the prompt, for the template. */
    heading: v.string(),
    /** 1 for the first picture of several, for the template. */
    index: v.number(),
    /** The very file chosen in a save dialog; the other fields are then not used. */
    target: v.optional(v.string()),
  }),
  link: v.optional(
    object({
      document: v.string(),
      languageId: v.string(),
      mode: v.picklist(['after', 'replace']),
      /** The text that the picture belongs to. */
      anchor: v.string(),
      offset: v.number(),
      /** The lines around it. */
      block: v.optional(v.string()),
      /** Which of the two stood in the document once. */
      alone: v.optional(v.picklist(['anchor', 'block', 'none'])),
      /** The document's file, whatever it is called. */
      fileId: v.optional(v.string()),
    }),
  ),
  /** Where the picture is shown. */
  show: v.picklist(['beside', 'active', 'never']),
});

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

/** The errors after which the service has nothing more for a task, and the state that each leaves a job in. */
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
    /** The pictures that were asked for together with this one. */
    batch: v.optional(object({ id: v.string(), size: v.number() })),
    task: v.optional(
      object({
        id: v.string(),
        pollingUrl: v.string(),
        /** Credits, as the service answered; null where it did not say. */
        cost: v.nullable(v.number()),
        acceptedAt: v.number(),
      }),
    ),
    result: v.optional(
      object({
        seed: v.nullable(v.number()),
        prompt: v.nullable(v.string()),
        durationSeconds: v.nullable(v.number()),
        /** Credits, as the service said when the picture was ready; where it did, that counts. */
        cost: v.optional(v.nullable(v.number())),
      }),
    ),
    saved: v.optional(
      object({
        uri: v.string(),
        sha256: v.string(),
        bytes: v.number(),
        savedAt: v.optional(v.number()),
        /** In pixels, where that could be told. */
        width: v.optional(v.number()),
        height: v.optional(v.number()),
        /** Why the picture is not where it belongs, if it is not. */
        rescued: v.optional(v.string()),
      }),
    ),
    /** Whether a person knows that it is not gone on with: then it waits for that person, or for a new window. */
    isTold: v.optional(v.boolean()),
    /** Why there will be no picture, until a person has been told: kind and data of the error. */
    failure: v.optional(object({ kind: v.picklist(verdicts), data: v.record(v.string(), v.unknown()) })),
  }),
  v.check((job) => job.task !== undefined || !['accepted', 'ready'].includes(job.state), 'No task to wait for.'),
  v.check((job) => job.saved !== undefined || !['saved', 'linked'].includes(job.state), 'No file named.'),
  v.check((job) => isEnd(job.state) === (job.failure !== undefined), 'An end and its failure go together.'),
);

/** What was asked for. Never changes while the job lives, whatever happens to the settings. */
export type Order = v.InferOutput<typeof orderSchema>;
export type Job = v.InferOutput<typeof jobSchema>;
export type JobState = Job['state'];

/** Where a job may go. Staying is always allowed: facts may be added to a job without moving it. */
const nextStates: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ['submitting'],
  // Back where the service or the network has provably refused the prompt for now.
  submitting: ['queued', 'accepted', 'uncertain', 'cancelled'],
  accepted: ['ready', 'failed', 'moderated', 'cancelled', 'expired'],
  ready: ['saved', 'failed', 'moderated', 'cancelled', 'expired'],
  saved: ['linked', 'reported', 'cancelled'],
  linked: ['reported'],
  // Resumed, or the service's answer to the POST came after the cancel.
  cancelled: ['accepted', 'saved', 'uncertain'],
  // A host that lost its window has its POST answered after another window has given the job up: then we know.
  uncertain: ['accepted'],
  reported: [],
  failed: [],
  moderated: [],
  expired: [],
};

export function canBecome(from: JobState, to: JobState): boolean {
  return from === to || nextStates[from].includes(to);
}

/** A job without a picture, of which a person has perhaps not been told yet. */
export function isEnded(job: Job): boolean {
  return job.failure !== undefined;
}

/** A job that goes on by itself after a restart. */
export function isUnderway(job: Job): boolean {
  return ['accepted', 'ready', 'saved', 'linked'].includes(job.state);
}

/** Whether a link to a job's picture is wanted. One that lies somewhere for the user to move gets no link to there. */
export function isLinkWanted({ order, saved }: Job): boolean {
  return order.link !== undefined && saved !== undefined && saved.rescued === undefined;
}

/** A job that a person has seen the picture of, while its link may still be lost with the unsaved document. */
export function isLinkUnsure(job: Job): boolean {
  return job.state === 'reported' && isLinkWanted(job);
}

/** What there is to write down when the service has nothing more for a job. */
export function endedBy(failure: NonNullable<Job['failure']>): Pick<Job, 'state' | 'failure'> {
  return { state: ends[failure.kind], failure };
}

/** A job whose picture can still be had: underway, or cancelled while the service was at work. */
export function isUnfinished(job: Job): boolean {
  return isUnderway(job) || (job.state === 'cancelled' && job.task !== undefined);
}

/**
 * A job as it lies on the disk.
 * @throws {SyntaxError} the text is no JSON
 * @throws {v.ValiError} it is no job, or one of a newer version
 */
export function parseJob(text: string): Job {
  return v.parse(jobSchema, upgradeJob(JSON.parse(text)));
}

/** Whether the text may be a job to a newer version of the extension, though it is none to this one. */
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
 * @param written the text that this one replaces: what a newer version has added to it is kept
 * @throws {v.ValiError} the job breaks the schema, or would carry a secret into the journal
 */
export function formatJob(job: Job, written?: string): string {
  const formatted = v.parse(jobSchema, job);
  const kept =
    written === undefined ? formatted : keepUnknown(formatted, upgradeJob(JSON.parse(written)), parseJob(written));
  return `${JSON.stringify(kept, undefined, 2)}\n`;
}

/** `to` with what is in `raw`, but was not understood and so is missing in `parsed`. */
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
