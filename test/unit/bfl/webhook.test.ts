import assert from 'node:assert/strict';
import { parseWebhookUrl } from '../../../src/bfl/webhook.ts';
import { type Rule, RuleError } from '../../../src/recipe/rule.ts';

function ruleBroken(value: unknown): readonly unknown[] {
  try {
    parseWebhookUrl(value);
  } catch (error) {
    if (error instanceof RuleError) return [error.field, error.rule, error.value];
    throw error;
  }
  return assert.fail(`${String(value)} was accepted`);
}

describe('parseWebhookUrl', () => {
  const refusals: readonly [unknown, Rule][] = [
    ['example.com/hook', 'url'],
    ['ftp://example.com/', 'url'],
    [`https://example.com/${'x'.repeat(2_083)}`, 'length'],
    ['http://example.com/hook', 'httpsOrLoopback'],
    [7, 'string'],
  ];
  for (const [value, rule] of refusals) {
    it(`refuses ${String(value).slice(0, 40)} by the rule ${rule}`, () =>
      assert.deepEqual(ruleBroken(value), ['webhookUrl', rule, value]));
  }

  it('refuses one with a password, without repeating it', () => {
    for (const url of ['https://me:pass@example.com/', 'https://me@example.com/', 'http://:x@localhost/'])
      assert.deepEqual(ruleBroken(url), ['webhookUrl', 'noCredentials', undefined]);
  });

  it('takes plain http within this machine', () => {
    for (const url of ['http://localhost:8080/hook', 'http://127.0.0.1/', 'http://[::1]:9/'])
      assert.equal(parseWebhookUrl(url), url);
  });

  it('takes none', () => {
    for (const none of ['', undefined]) assert.equal(parseWebhookUrl(none), undefined);
  });
});
