import { type BflError, isBflError } from './errors.ts';

const minMs = 500;
const maxMs = 60_000;

/**
 * How long a `Retry-After` header asks to wait: seconds or an HTTP date (RFC 9110, 10.2.3), clamped to 0.5–60 s.
 * `undefined` if there is none that makes sense.
 */
export function parseRetryAfterMs(header: string | null, nowMs: number): number | undefined {
  const value = header?.trim() ?? '';
  // Date.parse also accepts '-1' as a date; an HTTP date begins with the day of the week.
  const ms = /^\d+(\.\d+)?$/.test(value)
    ? Number(value) * 1_000
    : /^[A-Za-z]/.test(value)
      ? Date.parse(value) - nowMs
      : NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, minMs), maxMs);
}

/** How long the answer behind an error asks to wait; 0 if it does not. */
export function toldMs(error: BflError): number {
  return isBflError(error, 'unavailable', 'tooManyTasks') ? (error.data.retryAfterMs ?? 0) : 0;
}
