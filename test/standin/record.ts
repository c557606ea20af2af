import type { RequestKind } from './faults.ts';

export type HostKind = 'api' | 'delivery';

export interface RecordedRequest {
  /** Wall-clock milliseconds. */
  readonly at: number;
  readonly kind: RequestKind | undefined;
  readonly host: HostKind;
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  /** The `x-key` header. */
  readonly key: string | undefined;
  readonly userAgent: string | undefined;
}

/** What the stand-in has received since the start or the last reset. */
export interface ServiceCounts {
  /** Submits received, refused and broken ones included. */
  readonly posts: number;
  /** Tasks made: what would have been paid for. */
  readonly accepted: number;
  readonly polls: number;
  readonly credits: number;
  readonly deliveries: number;
  /** Each different key once, by the host that it was sent to. */
  readonly keysSeen: Readonly<Record<HostKind, readonly string[]>>;
  /** The newest requests, oldest first. */
  readonly requests: readonly RecordedRequest[];
}

const keptRequests = 5_000;

/** The memory of what was received. */
export function createRecord(): {
  add(request: RecordedRequest): void;
  counts(accepted: number): ServiceCounts;
  readonly arrived: (kind: RequestKind, count: number) => Promise<void>;
  reset(): void;
} {
  let requests: RecordedRequest[] = [];
  let numbers: Record<RequestKind, number>;
  let keys: Record<HostKind, Set<string>>;
  let waiting: { kind: RequestKind; count: number; resolve: () => void }[] = [];
  const reset = (): void => {
    requests = [];
    numbers = { submit: 0, poll: 0, credits: 0, delivery: 0 };
    keys = { api: new Set(), delivery: new Set() };
  };
  reset();
  return {
    reset,
    add(request) {
      requests.push(request);
      if (requests.length > 2 * keptRequests) requests = requests.slice(-keptRequests);

      if (request.key !== undefined) keys[request.host].add(request.key);

      if (request.kind !== undefined) numbers[request.kind] += 1;

      const due = waiting.filter(({ kind, count }) => numbers[kind] >= count);
      waiting = waiting.filter((entry) => !due.includes(entry));
      for (const { resolve } of due) resolve();
    },
    counts: (accepted) => ({
      posts: numbers.submit,
      accepted,
      polls: numbers.poll,
      credits: numbers.credits,
      deliveries: numbers.delivery,
      keysSeen: { api: [...keys.api], delivery: [...keys.delivery] },
      requests: requests.slice(-keptRequests),
    }),
    arrived: (kind, count) =>
      new Promise((resolve) => {
        if (numbers[kind] >= count) resolve();
        else waiting.push({ kind, count, resolve });
      }),
  };
}
