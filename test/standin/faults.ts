import type { ImageFormat } from './draw.ts';

/** What a request is for; faults are scripted and requests counted by it. */
export type RequestKind = (typeof requestKinds)[number];

export const requestKinds = ['submit', 'poll', 'credits', 'delivery'] as const;

/** Faults below HTTP: the core only names them, the HTTP shell and the `fetch` adapter carry them out. */
export interface TransportFault {
  /** Waits before the first byte of the answer. */
  readonly delayMs?: number;
  /** The connection is refused; the service sees nothing. Only in the `fetch` adapter: see `Standin.stopListening`. */
  readonly refuse?: boolean;
  /** The connection is reset before the service has acted. */
  readonly resetBefore?: boolean;
  /** The connection is reset after the service has acted, instead of an answer. */
  readonly resetAfterBody?: boolean;
  /** The connection is closed after so many bytes of the body, whatever `Content-Length` has promised. */
  readonly cutAfterBytes?: number;
  readonly dripBytesPerSecond?: number;
  /** The body never ends. */
  readonly endless?: boolean;
}

/** What becomes of a task, when a rule on `submit` says so. */
export interface TaskScript {
  readonly readyAfterMs?: number;
  /** The final status, `Ready` unless given. Anything else costs nothing. */
  readonly status?: string;
  /** `details` beside a final status that is not `Ready`. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Polls say "Task not found" (404) for so long after the submit. */
  readonly notFoundForMs?: number;
  /** The image comes in this format, whatever was asked for. */
  readonly deliverFormat?: ImageFormat;
  /** The seed of the picture; the request's, else a random one, unless given. */
  readonly seed?: number;
}

/** What happens to one request. Plain JSON, so that it can be sent to a stand-in in another process. */
export interface Fault extends TransportFault {
  /** Replaces the status. With `status`, `body` or `bodyBase64` the service does not act, unless `acts` is true. */
  readonly status?: number;
  /** Put over the ordinary headers; null takes one out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Replaces the body: a string as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly bodyBase64?: string;
  /** Replaces the body by so many zero bytes, compressed with gzip. */
  readonly gzipZeros?: number;
  /** The service acts on the request before its answer is replaced: a 500 although the task was made. */
  readonly acts?: boolean;
  /** Merged deeply into the ordinary JSON body, `{ result: { sample: … } }` for example; arrays replace. */
  readonly merge?: Readonly<Record<string, unknown>>;
  /** The service acts, then holds its answer until the faults are cleared. */
  readonly hold?: boolean;
  readonly task?: TaskScript;
}

/**
 * When a fault happens. The first rule that is due takes the request, so rules without `from` follow one another.
 * A rule is due from the `from`th request that fits `on`, `task` and `origin` since it was added, for `times` requests.
 */
export interface FaultRule {
  readonly on: RequestKind;
  readonly from?: number;
  readonly times?: number | 'always';
  /** Only for the task with this index, in order of acceptance, from 0; on `submit`, the index it would get. */
  readonly task?: number;
  /** Only for requests to this origin: one host of the API may be out of reach where another is not. */
  readonly origin?: string;
  /** Ends the rule so many milliseconds after it was first due. */
  readonly forMs?: number;
  readonly do: Fault;
}

export interface FaultScript {
  add(...rules: readonly FaultRule[]): void;
  /** Takes all rules out and lets go of every answer that is held. */
  clear(): void;
}

/** What of a request a rule looks at. */
export interface FaultyRequest {
  readonly kind: RequestKind;
  readonly taskIndex: number | undefined;
  readonly origin: string;
}

interface ActiveRule {
  readonly rule: FaultRule;
  seen: number;
  fired: number;
  firstDueAt?: number;
}

/** A script of faults with its look-up: `next` gives the fault for a request, `released` settles at `clear`. */
export function createFaultScript(): FaultScript & {
  next(request: FaultyRequest, now: number): Fault | undefined;
  released(): Promise<void>;
} {
  let active: ActiveRule[] = [];
  let latch = createLatch();
  return {
    add(...rules) {
      active.push(...rules.map((rule) => ({ rule, seen: 0, fired: 0 })));
    },
    clear() {
      active = [];
      latch.open();
      latch = createLatch();
    },
    next({ kind, taskIndex, origin }, now) {
      const fitting = active.filter(
        ({ rule }) => rule.on === kind && (rule.task ?? taskIndex) === taskIndex && (rule.origin ?? origin) === origin,
      );
      for (const entry of fitting) entry.seen += 1;

      const due = fitting.find((entry) => isDue(entry, now));
      if (due === undefined) return undefined;

      due.fired += 1;
      due.firstDueAt ??= now;
      return due.rule.do;
    },
    released: () => latch.opened,
  };
}

function isDue({ rule, seen, fired, firstDueAt }: ActiveRule, now: number): boolean {
  const times = rule.forMs !== undefined ? (rule.times ?? 'always') : (rule.times ?? 1);
  return (
    seen >= (rule.from ?? 1) &&
    (times === 'always' || fired < times) &&
    (rule.forMs === undefined || firstDueAt === undefined || now < firstDueAt + rule.forMs)
  );
}

function createLatch(): { readonly opened: Promise<void>; readonly open: () => void } {
  const resolvers: (() => void)[] = [];
  const opened = new Promise<void>((resolve) => resolvers.push(resolve));
  return { opened, open: () => resolvers.forEach((resolve) => resolve()) };
}
