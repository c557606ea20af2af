import assert from 'node:assert/strict';
import {
  type AnyBflError,
  BflError,
  type BflErrorData,
  type BflErrorKind,
  isBflError,
} from '../../../src/bfl/errors.ts';

const lines: readonly [BflErrorKind, BflErrorData[BflErrorKind], string][] = [
  ['noCredits', {}, 'noCredits'],
  ['notSent', { host: 'api.bfl.ai', code: 'ENOTFOUND' }, 'notSent host=api.bfl.ai code=ENOTFOUND'],
  ['moderated', { stage: 'request', reasons: ['Violence'] }, 'moderated stage=request reasons=["Violence"]'],
];

/** Compiles only if the kind narrows the data. */
function hostOf(error: AnyBflError): string | undefined {
  return error.kind === 'notSent' || error.kind === 'blocked' ? error.data.host : undefined;
}

describe('BflError', () => {
  for (const [kind, data, line] of lines)
    it(`${kind} says "${line}"`, () => assert.equal(new BflError(kind, data).message, line));

  it('is told by its kind', () => {
    const error: unknown = new BflError('blocked', { host: 'api.bfl.ai', status: 403 });
    assert.ok(isBflError(error));
    assert.ok(isBflError(error, 'blocked'));
    assert.ok(isBflError(error, 'expired', 'blocked'));
    assert.ok(!isBflError(error, 'expired'));
    assert.ok(!isBflError(new Error('blocked')));
    assert.equal(hostOf(error), 'api.bfl.ai');
  });

  it('keeps its cause', () => {
    const cause = new BflError('noCredits', {});
    assert.equal(new BflError('deadline', { waitedMs: 1 }, { cause }).cause, cause);
  });
});
