/** Each kind of failure with its data. The messages for users live elsewhere. */
export interface BflErrorData {
  /** Provably not sent: name not found, refused, unreachable, connect time-out, failed TLS handshake. */
  notSent: { host: string; code: string };
  /** The host's certificate is not trusted; provably not sent. */
  certificate: { host: string; code: string };
  /** 407: a proxy wants a login. */
  proxyRefused: { host: string; status: number };
  /** 401 or 403 that the service did not write: a proxy or firewall refused the request. */
  blocked: { host: string; status: number };
  /** The service does not take the key. 422 also stands for a key that no header can carry. */
  keyRefused: { status: number };
  noCredits: Record<string, never>;
  /** The service refused the request; nothing started. */
  refused: { status: number; detail: string; fields: readonly RefusedField[] };
  /** 429: too many unfinished tasks. */
  tooManyTasks: { retryAfterMs?: number };
  /** A POST whose outcome is unknown: the image may have been made and billed. */
  uncertain: { reason: string; status?: number };
  /** A free request that still failed after its retries. */
  unavailable: { host: string; status?: number; code?: string; retryAfterMs?: number };
  moderated: { stage: 'request' | 'content'; reasons: readonly string[] };
  failed: { status: string; detail?: string };
  taskNotFound: Record<string, never>;
  /**
   * The wait reached its time limit; the task goes on and can be waited for again. The last fault, if any, is the
   * `cause`.
   */
  deadline: { waitedMs: number };
  forbiddenUrl: { what: 'polling' | 'delivery'; host: string };
  /** The task is ready, but the answer has no URL of the image. */
  missingSample: Record<string, never>;
  /** The task is so old that the service has no picture any more. */
  expired: Record<string, never>;
  /** The API says that the picture is ready, but delivery does not have it. */
  undelivered: { host: string; status: number };
  notAnImage: { found: string };
  damaged: { reason: 'cut' | 'length' | 'md5' | 'trailer' };
  tooLarge: { maxBytes: number };
  idle: { idleMs: number };
}

export interface RefusedField {
  readonly field: string;
  readonly message: string;
}

export type BflErrorKind = keyof BflErrorData;

/** Any failure of the API, told by its `kind`. The message is a terse line for the log, without keys or signed URLs. */
export class BflError<K extends BflErrorKind = BflErrorKind> extends Error {
  override readonly name = 'BflError';
  readonly kind: K;
  readonly data: Readonly<BflErrorData[K]>;

  constructor(kind: K, data: BflErrorData[K], options?: { readonly cause?: unknown }) {
    super(describe(kind, data), options);
    this.kind = kind;
    this.data = data;
  }
}

/** Wraps the error that ended the wait for an accepted task: the task is paid for and can be waited for again. */
export class UnfinishedError extends Error {
  override readonly name = 'UnfinishedError';
  override readonly cause: AnyBflError;

  constructor(cause: AnyBflError) {
    super('unfinished');
    this.cause = cause;
  }
}

/** The union over all kinds: testing `error.kind` narrows `error.data`. */
export type AnyBflError = { [K in BflErrorKind]: BflError<K> }[BflErrorKind];

/** Whether `error` is a BflError, of one of `kinds` if any are named. */
export function isBflError(error: unknown): error is AnyBflError;
export function isBflError<K extends BflErrorKind>(error: unknown, ...kinds: readonly K[]): error is BflError<K>;
export function isBflError(error: unknown, ...kinds: readonly BflErrorKind[]): boolean {
  return error instanceof BflError && (kinds.length === 0 || kinds.includes(error.kind));
}

function describe(kind: string, data: object): string {
  const known = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  return [kind, ...known].join(' ');
}
