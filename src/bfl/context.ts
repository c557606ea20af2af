import type fetch from 'node-fetch';
import type { Clock } from './clock.ts';
import { BflError } from './errors.ts';
import type { Budget, Schedule } from './schedule.ts';
import type { Service } from './service.ts';

/** What every call of one client shares. */
export interface Context {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly userAgent: string;
  readonly random: () => number;
  readonly schedule: Schedule;
  readonly budget: Budget;
}

/** A service and the key that belongs to it (see `keyOwner`). */
export interface Connection {
  readonly service: Service;
  readonly key: string;
}

/**
 * The headers of a request to the API.
 * @throws BflError `keyRefused` if the key cannot be put into a header, as the service would answer
 */
export function keyedHeaders({ key }: Connection): Record<string, string> {
  if (!/^[\x21-\x7e]+$/.test(key)) throw new BflError('keyRefused', { status: 422 });

  return { 'x-key': key, accept: 'application/json' };
}
