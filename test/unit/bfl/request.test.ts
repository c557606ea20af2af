import assert from 'node:assert/strict';
import type { BflErrorData } from '../../../src/bfl/errors.ts';
import { isBflError } from '../../../src/bfl/errors.ts';
import { createRequestBody, type RequestOptions } from '../../../src/bfl/request.ts';

const options: RequestOptions = {
  prompt: 'a cat',
  aspectRatio: '1:1',
  seed: null,
  promptUpsampling: false,
  safetyTolerance: 2,
  outputFormat: 'jpeg',
};

/** Settings hold whatever the user has written. */
function createFrom(settings: Readonly<Record<string, unknown>>): unknown {
  return createRequestBody(Object.assign({ ...options }, settings));
}

function ruleBroken(settings: Readonly<Record<string, unknown>>): BflErrorData['invalidRequest'] {
  try {
    createFrom(settings);
  } catch (error) {
    if (isBflError(error, 'invalidRequest')) return error.data;
    throw error;
  }
  return assert.fail(`${JSON.stringify(settings)} was accepted`);
}

describe('createRequestBody', () => {
  it('sends every field, as the schema names it', () => {
    const body = createFrom({
      seed: 0,
      promptUpsampling: true,
      safetyTolerance: 6,
      outputFormat: 'webp',
      webhookUrl: 'https://example.com/hook',
      webhookSecret: 's3cret',
    });
    assert.deepEqual(body, {
      prompt: 'a cat',
      aspect_ratio: '1:1',
      seed: 0,
      prompt_upsampling: true,
      safety_tolerance: 6,
      output_format: 'webp',
      webhook_url: 'https://example.com/hook',
      webhook_secret: 's3cret',
    });
  });

  it('leaves out what is not wanted', () => {
    const names = ['prompt', 'aspect_ratio', 'prompt_upsampling', 'safety_tolerance', 'output_format'];
    for (const none of [{}, { webhookUrl: '', webhookSecret: 'unused' }]) {
      assert.deepEqual(Object.keys(createRequestBody({ ...options, ...none })), names);
    }
  });

  it('sends the prompt exactly as given', () => {
    for (const prompt of [
      '  two\n lines  ',
      '"quoted", with commas',
      'x'.repeat(20_000),
      '漢字 🐘',
      '🐘',
      '7',
      'é',
      '--- a cat',
    ]) {
      assert.equal(createRequestBody({ ...options, prompt }).prompt, prompt);
    }
  });

  for (const aspectRatio of ['1:1', '16:9', '9:16', '21:9', '9:21', '7:3', '3:7', '1024:768']) {
    it(`accepts ${aspectRatio}`, () =>
      assert.equal(createRequestBody({ ...options, aspectRatio }).aspect_ratio, aspectRatio));
  }

  const refusals: readonly [string, unknown, BflErrorData['invalidRequest']['rule']][] = [
    ['prompt', '', 'empty'],
    ['prompt', ' \n\t', 'empty'],
    ...['\u200b\u200d\ufeff', '\u0000\u001f', '\u3164\u2800', '---', '***\n\n===', '…', '# ', '\u{e0061}\ufe0f'].map(
      (prompt): [string, unknown, 'empty'] => ['prompt', prompt, 'empty'],
    ),
    ['prompt', 'a cat \ud83d', 'wellFormed'],
    ['prompt', '\udc18 a cat', 'wellFormed'],
    ['prompt', 7, 'string'],
    ['aspectRatio', '5:1', 'aspectRatioRange'],
    ['aspectRatio', '1:5', 'aspectRatioRange'],
    ['aspectRatio', '701:300', 'aspectRatioRange'],
    ['aspectRatio', '300:701', 'aspectRatioRange'],
    ['aspectRatio', '0:1', 'aspectRatioForm'],
    ['aspectRatio', 'wide', 'aspectRatioForm'],
    ['aspectRatio', '16 : 9', 'aspectRatioForm'],
    ['aspectRatio', '16:9\n', 'aspectRatioForm'],
    ['aspectRatio', '1.5:1', 'aspectRatioForm'],
    ['aspectRatio', '-1:-1', 'aspectRatioForm'],
    ['aspectRatio', 1, 'aspectRatioForm'],
    ['aspectRatio', null, 'aspectRatioForm'],
    ['seed', 1.5, 'integer'],
    ['seed', '42', 'integer'],
    ['seed', 2 ** 53, 'integer'],
    ['seed', undefined, 'integer'],
    ['promptUpsampling', 'yes', 'boolean'],
    ['safetyTolerance', 9, 'range'],
    ['safetyTolerance', -1, 'range'],
    ['safetyTolerance', 1.5, 'integer'],
    ['safetyTolerance', '2', 'integer'],
    ['outputFormat', 'gif', 'oneOf'],
    ['outputFormat', null, 'oneOf'],
    ['webhookUrl', 'example.com/hook', 'url'],
    ['webhookUrl', 'ftp://example.com/', 'url'],
    ['webhookUrl', `https://example.com/${'x'.repeat(2_083)}`, 'length'],
    ['webhookUrl', 'http://example.com/hook', 'httpsOrLoopback'],
    ['webhookUrl', 7, 'string'],
  ];
  for (const [field, value, rule] of refusals) {
    it(`refuses ${field} ${JSON.stringify(value)?.slice(0, 40)} by the rule ${rule}`, () => {
      const broken = ruleBroken({ [field]: value });
      assert.deepEqual([broken.field, broken.rule, broken.value], [field, rule, value]);
      assert.ok(field !== 'aspectRatio' || broken.allowed === 'W:H from 3:7 to 7:3');
    });
  }

  it('refuses a webhook URL with a password, without repeating it', () => {
    for (const webhookUrl of ['https://me:pass@example.com/', 'https://me@example.com/', 'http://:x@localhost/']) {
      const { field, rule, value } = ruleBroken({ webhookUrl });
      assert.deepEqual([field, rule, value], ['webhookUrl', 'noCredentials', undefined]);
    }
  });

  it('takes a plain http webhook within this machine', () => {
    for (const webhookUrl of ['http://localhost:8080/hook', 'http://127.0.0.1/', 'http://[::1]:9/'])
      createFrom({ webhookUrl });
  });

  it('refuses a webhook secret that is no text, without repeating it', () => {
    const broken = ruleBroken({ webhookUrl: 'https://example.com/', webhookSecret: 7 });
    assert.deepEqual([broken.field, broken.value], ['webhookSecret', undefined]);
  });
});
