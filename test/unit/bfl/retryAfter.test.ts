import assert from 'node:assert/strict';
import { parseRetryAfterMs } from '../../../src/bfl/retryAfter.ts';

const nowMs = Date.UTC(2026, 0, 1, 12);

describe('F4 parseRetryAfterMs', () => {
  const headers: readonly [string | null, number | undefined][] = [
    ['3', 3_000],
    [' 3 ', 3_000],
    ['1.5', 1_500],
    ['0', 500],
    ['60', 60_000],
    ['61', 60_000],
    ['999999999', 60_000],
    ['9'.repeat(400), 60_000],
    ['Thu, 01 Jan 2026 12:00:20 GMT', 20_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 500],
    ['Fri, 01 Jan 2027 12:00:00 GMT', 60_000],
    ['Thursday, 01-Jan-26 12:00:20 GMT', 20_000],
    ['-1', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['soon', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['', undefined],
    [null, undefined],
  ];
  for (const [header, expected] of headers)
    it(`${header?.slice(0, 40)} is ${expected}`, () => assert.equal(parseRetryAfterMs(header, nowMs), expected));
});
