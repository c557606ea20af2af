import { createHash } from 'node:crypto';
import { deliverImage, refuseDelivery } from './delivery.ts';
import { drawPlain, type Draw } from './draw.ts';
import { drawDurationMs, type Durations } from './durations.ts';
import { createFaultScript, type FaultScript, type RequestKind, type TaskScript } from './faults.ts';
import { createImageCache } from './images.ts';
import { refuseKey } from './keys.ts';
import { models } from './models.ts';
import { createRandom, uuid } from './random.ts';
import { createRecord, type HostKind, type ServiceCounts } from './record.ts';
import { readSubmit } from './requests.ts';
import { applyFault, bypassesService, jsonResponse, type StandinResponse } from './responses.ts';
import { kindOf, taskIdOf } from './routes.ts';
import { createSigner } from './signing.ts';
import { createTaskList, describeTask, type ResultBody, type Task } from './tasks.ts';

export interface StandinRequest {
  /** Which of the two hosts was asked: the API, or the one that delivers images. */
  readonly host: HostKind;
  readonly method: string;
  /** Absolute, as the client asked for it. */
  readonly url: string;
  /** With names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Origins without a trailing slash, as they appear in polling URLs and in samples. */
export interface Origins {
  readonly polling: string;
  readonly delivery: string;
}

export interface ServiceOptions {
  readonly clock: { now(): number };
  readonly origins?: Origins;
  readonly durations?: Durations;
  readonly draw?: Draw;
  /** Unfinished tasks allowed for each model, instead of the service's 24 and 6. */
  readonly limit?: number;
  /** Makes ids, seeds and durations repeatable. */
  readonly seed?: number;
  readonly credits?: number;
  /** Statuses of a running task, in order. The service's newer words are `Reasoning` and `Generating`. */
  readonly statusWords?: readonly string[];
  /** Begins the signature of every sample, so that a leaked one can be searched for. */
  readonly signatureMark?: string;
}

export interface StandinService {
  handle(request: StandinRequest): Promise<StandinResponse>;
  readonly faults: FaultScript;
  readonly counts: ServiceCounts;
  readonly tasks: readonly Task[];
  setOrigins(origins: Origins): void;
  setDurations(durations: Durations): void;
  /** Settles once so many requests of a kind have arrived since the start or the last reset. */
  arrived(kind: RequestKind, count: number): Promise<void>;
  /** The exact bytes that delivery serves for a task. */
  image(task: Task): Promise<Uint8Array>;
  /** What a webhook or a poll says about a task now. */
  describe(task: Task): ResultBody;
  /** Forgets tasks, counts and faults; keeps the options. */
  reset(): void;
}

/** A stand-in for the Black Forest Labs API: all of its behaviour, without sockets or timers. */
export function createStandinService(options: ServiceOptions): StandinService {
  const { clock, draw = drawPlain, limit, credits = 1_000, statusWords = ['Pending'] } = options;
  const random = createRandom(options.seed ?? Math.trunc(clock.now()));
  const signer = createSigner(uuid(random), options.signatureMark);
  const faults = createFaultScript();
  const record = createRecord();
  const images = createImageCache(draw);
  let tasks = createTaskList();
  let origins: Origins = options.origins ?? { polling: 'https://api.bfl.ai', delivery: 'https://delivery-eu1.bfl.ai' };
  let durations = options.durations ?? 'tests';

  const describe = (task: Task): ResultBody =>
    describeTask(task, clock.now(), statusWords, () => origins.delivery + signer.sign(imagePath(task), clock.now()));

  function submit(request: StandinRequest, modelName: string, scripted: TaskScript | undefined): StandinResponse {
    const now = clock.now();
    const model = models[modelName];
    if (model === undefined) return notFound();

    const wanted = readSubmit(request.body);
    if ('issues' in wanted) return jsonResponse(422, { detail: wanted.issues });

    if (request.headers['x-key'] === 'poor' || balance(now) < model.cost)
      return jsonResponse(402, { detail: 'Insufficient credits' });

    const unfinished = tasks.unfinished(now).filter((task) => task.model === modelName);
    if (unfinished.length >= (limit ?? model.limit)) return jsonResponse(429, { detail: 'Too many active tasks' });

    const script = { ...scriptOfPrompt(wanted.prompt), ...scripted };
    const task: Task = {
      id: uuid(random),
      index: tasks.all.length,
      model: modelName,
      prompt: wanted.prompt,
      recipe: {
        prompt: wanted.promptUpsampling ? upsample(wanted.prompt) : wanted.prompt,
        seed: script.seed ?? wanted.seed ?? Math.floor(random() * 2 ** 32),
        ...wanted.size,
        format: script.deliverFormat ?? wanted.format,
      },
      cost: model.cost,
      acceptedAt: now,
      readyAt: now + (script.readyAfterMs ?? drawDurationMs(durations, random)),
      script,
      ...(wanted.webhook === undefined ? {} : { webhook: wanted.webhook }),
    };
    tasks.add(task);
    const output_mp = Math.round((task.recipe.width * task.recipe.height) / 10_000) / 100;
    const bill = { cost: model.cost, input_mp: 0, output_mp };
    return task.webhook === undefined
      ? jsonResponse(200, { id: task.id, polling_url: `${origins.polling}/v1/get_result?id=${task.id}`, ...bill })
      : jsonResponse(200, { id: task.id, status: 'Pending', webhook_url: task.webhook.url, ...bill });
  }

  function poll(id: string | null): StandinResponse {
    const now = clock.now();
    const pacing = { 'Retry-After': '1' };
    if (id === null) {
      const detail = [{ type: 'missing', loc: ['query', 'id'], msg: 'Field required' }];
      return jsonResponse(422, { detail }, pacing);
    }
    const task = tasks.byId(id);
    if (task === undefined || now < task.acceptedAt + (task.script.notFoundForMs ?? 0)) {
      const body = { id, status: 'Task not found', result: null, progress: null, details: null, preview: null };
      return jsonResponse(404, body, pacing);
    }
    const body = describe(task);
    if (body.status === 'Ready') task.firstSeenReadyAt ??= now;

    return jsonResponse(200, body, pacing);
  }

  async function deliver(url: URL): Promise<StandinResponse> {
    const refusal = signer.refuse(url, clock.now());
    if (refusal !== undefined) return refuseDelivery(refusal);

    const task = tasks.byId(url.pathname.split('/')[2] ?? null);
    if (task === undefined) return refuseDelivery('unknown');

    const bytes = await images.get(task);
    task.deliveredAt ??= clock.now();
    task.sha256 ??= createHash('sha256').update(bytes).digest('hex');
    return deliverImage(bytes, task.recipe.format);
  }

  function balance(now: number): number {
    return credits - tasks.charged(now);
  }

  async function act(request: StandinRequest, url: URL, scripted: TaskScript | undefined): Promise<StandinResponse> {
    const kind = kindOf(request, url);
    if (kind === undefined) return notFound();

    if (kind === 'delivery') return await deliver(url);

    const key = request.headers['x-key'];
    const refusal = refuseKey(key);
    if (refusal !== undefined) return refusal;

    if (kind === 'credits') return jsonResponse(200, { credits: key === 'poor' ? 0 : balance(clock.now()) });

    return kind === 'poll'
      ? poll(url.searchParams.get('id'))
      : submit(request, url.pathname.slice('/v1/'.length), scripted);
  }

  return {
    faults,
    get counts() {
      return record.counts(tasks.all.length);
    },
    get tasks() {
      return tasks.all;
    },
    setOrigins(next) {
      origins = next;
    },
    setDurations(next) {
      durations = next;
    },
    arrived: record.arrived,
    image: (task) => images.get(task),
    describe,
    reset() {
      tasks = createTaskList();
      images.clear();
      faults.clear();
      record.reset();
    },
    async handle(request) {
      const url = new URL(request.url);
      const kind = kindOf(request, url);
      const { origin, pathname: path } = url;
      const taskIndex = kind === 'submit' ? tasks.all.length : tasks.byId(taskIdOf(url))?.index;
      const fault = kind === undefined ? undefined : faults.next({ kind, taskIndex, origin }, clock.now());
      if (fault?.refuse !== true) {
        const { host, method, headers } = request;
        const { 'x-key': key, 'user-agent': userAgent } = headers;
        record.add({ at: clock.now(), kind, host, method, origin, path, key, userAgent });
      }
      if (fault === undefined) return await act(request, url, undefined);

      // Asked before we act: the faults may be cleared while we do, and this answer would be held for good.
      const released = fault.hold === true ? faults.released() : undefined;
      const ordinary = bypassesService(fault) ? undefined : await act(request, url, fault.task);
      const changed = applyFault(ordinary, fault);
      await released;
      return changed;
    },
  };
}

function imagePath(task: Task): string {
  return `/results/${task.id}/sample.${task.recipe.format}`;
}

/** Words that a person can put into a prompt to see what moderation looks like. */
function scriptOfPrompt(prompt: string): TaskScript {
  const details = { 'Moderation Reasons': ['Derivative Works Filter'] };
  if (prompt.includes('[request moderated]')) return { status: 'Request Moderated', details, readyAfterMs: 500 };

  return prompt.includes('[moderated]') ? { status: 'Content Moderated', details } : {};
}

function upsample(prompt: string): string {
  return `${prompt.replace(/[.\s]+$/, '')}, rendered with rich detail, balanced composition and natural depth.`;
}

function notFound(): StandinResponse {
  return jsonResponse(404, { detail: 'Not Found' });
}
