import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { checkSchema, type SchemaName } from '../../standin/schema.ts';
import { createHarness, jsonOf, resultOf } from './harness.ts';

function assertConforms(value: unknown, name: SchemaName): void {
  assert.deepEqual(checkSchema(value, name, []), []);
}

describe('the stand-in service', () => {
  it('answers a submit, a running, a finished poll and credits as the schema says', async () => {
    const harness = createHarness();
    const accepted = jsonOf(await harness.submit({ prompt: 'a cat', aspect_ratio: '16:9' }));
    assertConforms(accepted, 'AsyncResponse');
    assert.deepEqual([accepted['cost'], accepted['input_mp'], accepted['output_mp']], [4, 0, 1.05]);
    const pollingUrl = String(accepted['polling_url']);
    assert.match(pollingUrl, /^https:\/\/api\.us1\.bfl\.ai\/v1\/get_result\?id=/);

    harness.clock.time += 400;
    const pending = await harness.get(pollingUrl);
    assertConforms(jsonOf(pending), 'ResultResponse');
    assert.equal(jsonOf(pending)['status'], 'Pending');
    assert.equal(jsonOf(pending)['progress'], 0.4);
    assert.equal(pending.headers['Retry-After'], '1');

    harness.clock.time += 600;
    const ready = await harness.get(pollingUrl);
    assertConforms(jsonOf(ready), 'ResultResponse');
    const { sample, ...rest } = resultOf(ready);
    assert.equal(jsonOf(ready)['status'], 'Ready');
    assert.match(String(sample), /^https:\/\/delivery-eu1\.bfl\.ai\/results\/.+\/sample\.png\?se=.+&sig=/);
    const start = Date.parse('2026-03-01T12:00:00Z') / 1_000;
    assert.equal(rest['prompt'], 'a cat');
    assert.deepEqual([rest['start_time'], rest['end_time'], rest['duration']], [start, start + 1, 1]);
    assertConforms(jsonOf(await harness.get('https://api.bfl.ai/v1/credits')), 'CreditsResponse');
  });

  it('charges when the picture is ready, and nothing for a moderated one', async () => {
    const harness = createHarness();
    const credits = async () => jsonOf(await harness.get('https://api.bfl.ai/v1/credits'))['credits'];
    await harness.submit({ prompt: 'a cat' });
    await harness.submit({ prompt: 'a dog' }, 'some-key', 'flux-kontext-max');
    await harness.submit({ prompt: 'a [moderated] bird' });
    assert.equal(await credits(), 1_000);
    harness.clock.time += 1_000;
    assert.equal(await credits(), 988);
  });

  const badFields: readonly (readonly [string, unknown, string])[] = [
    ['aspect_ratio', '5:1', 'value_error'],
    ['aspect_ratio', '0:1', 'value_error'],
    ['aspect_ratio', 'wide', 'value_error'],
    ['seed', 1.5, 'int_type'],
    ['safety_tolerance', 9, 'less_than_equal'],
    ['safety_tolerance', -1, 'greater_than_equal'],
    ['safety_tolerance', null, 'int_type'],
    ['output_format', 'gif', 'enum'],
    ['prompt', null, 'string_type'],
    ['prompt_upsampling', 'yes', 'bool_type'],
    ['webhook_url', '', 'string_too_short'],
    ['webhook_url', 'example.com', 'url_parsing'],
    ['webhook_url', 'ftp://example.com', 'url_scheme'],
    ['webhook_url', `https://example.com/${'a'.repeat(2_083)}`, 'string_too_long'],
  ];
  for (const [field, value, type] of badFields) {
    it(`refuses ${field} ${String(value).slice(0, 30)} with 422 and names the field`, async () => {
      const answer = await createHarness().submit({ prompt: 'a cat', [field]: value });
      assert.equal(answer.status, 422);
      assertConforms(jsonOf(answer), 'HTTPValidationError');
      const [issue] = jsonOf(answer)['detail'] as { loc: string[]; type: string }[];
      assert.deepEqual([issue?.loc, issue?.type], [['body', field], type]);
    });
  }

  it('refuses a missing prompt, no JSON and another path; drops unknown fields', async () => {
    const harness = createHarness();
    const missing = jsonOf(await harness.submit({}))['detail'];
    assert.deepEqual(missing, [{ type: 'missing', loc: ['body', 'prompt'], msg: 'Field required' }]);
    const request = { host: 'api', method: 'POST', url: 'https://api.bfl.ai/v1/flux-kontext-pro' } as const;
    const broken = await harness.service.handle({ ...request, headers: { 'x-key': 'some-key' }, body: '{"prompt"' });
    assert.equal(broken.status, 422);
    assertConforms(jsonOf(broken), 'HTTPValidationError');
    assert.equal((await harness.submit({ prompt: 'a cat' }, 'some-key', 'flux-9')).status, 404);
    assert.equal((await harness.submit({ prompt: 'a cat', width: 5, aspect_ratio: null, seed: null })).status, 200);
    assert.equal(harness.service.counts.posts, 4);
    assert.equal(harness.service.counts.accepted, 1);
  });

  it('knows wrong, malformed, missing and poor keys', async () => {
    const harness = createHarness();
    const seen = async (key: string | undefined) => {
      const { status, body } = await harness.service.handle({
        host: 'api',
        method: 'POST',
        url: 'https://api.bfl.ai/v1/flux-kontext-pro',
        headers: { 'x-key': key },
        body: '{"prompt":"a cat"}',
      });
      const parsed: { detail?: string } = JSON.parse(Buffer.from(body).toString());
      return [status, parsed.detail];
    };
    assert.deepEqual(await seen('wrong'), [403, 'Not authenticated - Invalid Authentication']);
    assert.deepEqual(await seen(undefined), [403, 'Not authenticated - Invalid Authentication']);
    assert.deepEqual(await seen('malformed'), [422, 'Invalid API key format']);
    assert.deepEqual(await seen('schlüssel'), [422, 'Invalid API key format']);
    assert.deepEqual(await seen('poor'), [402, 'Insufficient credits']);
    assert.deepEqual(jsonOf(await harness.get('https://api.bfl.ai/v1/credits', 'poor')), { credits: 0 });
    assert.deepEqual(harness.service.counts.keysSeen.api, ['wrong', 'malformed', 'schlüssel', 'poor']);
  });

  it('takes 24 unfinished tasks, 6 of max, then says 429 until one is finished', async () => {
    for (const [model, limit] of [
      ['flux-kontext-pro', 24],
      ['flux-kontext-max', 6],
    ] as const) {
      const harness = createHarness();
      const submit = async () => (await harness.submit({ prompt: 'a cat' }, 'some-key', model)).status;
      for (let i = 0; i < limit; i++) assert.equal(await submit(), 200);

      assert.equal(await submit(), 429);
      harness.clock.time += 1_000;
      assert.equal(await submit(), 200);
      assert.equal(harness.service.counts.accepted, limit + 1);
    }
  });

  it('says Task not found with 404 for an unknown id', async () => {
    const answer = await createHarness().get('https://api.bfl.ai/v1/get_result?id=nobody');
    assert.equal(answer.status, 404);
    assertConforms(jsonOf(answer), 'ResultResponse');
    assert.equal(jsonOf(answer)['status'], 'Task not found');
  });

  it('goes through the status words it is given', async () => {
    const harness = createHarness({ statusWords: ['Pending', 'Reasoning', 'Generating'] });
    const pollingUrl = await harness.accept();
    const seen = [];
    for (let i = 0; i < 4; i++) {
      seen.push(jsonOf(await harness.get(pollingUrl))['status']);
      harness.clock.time += 350;
    }
    assert.deepEqual(seen, ['Pending', 'Reasoning', 'Generating', 'Ready']);
  });

  it('moderates what a person marks as such, with reasons', async () => {
    const harness = createHarness();
    for (const [mark, status] of [
      ['[moderated]', 'Content Moderated'],
      ['[request moderated]', 'Request Moderated'],
    ]) {
      const pollingUrl = await harness.accept({ prompt: `a cat ${mark}` });
      harness.clock.time += 1_000;
      const answer = jsonOf(await harness.get(pollingUrl));
      assertConforms(answer, 'ResultResponse');
      assert.equal(answer['status'], status);
      assert.deepEqual(answer['details'], { 'Moderation Reasons': ['Derivative Works Filter'] });
    }
  });

  it('gives back the seed, and a rewritten prompt with upsampling', async () => {
    const harness = createHarness();
    const pollingUrl = await harness.accept({ prompt: 'a cat.', seed: 7, prompt_upsampling: true });
    harness.clock.time += 1_000;
    const result = resultOf(await harness.get(pollingUrl));
    assert.equal(result['seed'], 7);
    assert.match(String(result['prompt']), /^a cat, .+\.$/);
    assert.equal(harness.service.tasks[0]?.prompt, 'a cat.');
  });

  it('answers a request with a webhook without polling_url', async () => {
    const harness = createHarness();
    const answer = jsonOf(await harness.submit({ prompt: 'a cat', webhook_url: 'https://example.com/hook' }));
    assertConforms(answer, 'AsyncWebhookResponse');
    assert.equal('polling_url' in answer, false);
    harness.clock.time += 1_000;
    const polled = await harness.get(`https://api.bfl.ai/v1/get_result?id=${String(answer['id'])}`);
    assert.equal(jsonOf(polled)['status'], 'Ready');
  });

  it('delivers with type, length and MD5, without asking for a key', async () => {
    const harness = createHarness();
    const sample = await harness.sample({ prompt: 'a cat', output_format: 'webp' });
    const request = { host: 'delivery', method: 'GET', url: sample, headers: {}, body: '' } as const;
    const answer = await harness.service.handle(request);
    const { 'Content-Type': type, 'Content-Length': length, 'Content-MD5': md5 } = answer.headers;
    assert.deepEqual([answer.status, type, length], [200, 'image/webp', String(answer.body.byteLength)]);
    assert.equal(md5, createHash('md5').update(answer.body).digest('base64'));
    assert.equal(harness.service.tasks[0]?.sha256, createHash('sha256').update(answer.body).digest('hex'));
    assert.deepEqual(harness.service.counts.keysSeen.delivery, []);
    assert.equal(
      Object.keys(answer.headers).some((name) => name.toLowerCase().startsWith('access-control')),
      false,
    );
  });

  it('refuses a sample after ten minutes and one that was changed; a new poll signs a fresh one', async () => {
    const harness = createHarness();
    const sample = await harness.sample();
    const changed = sample.replace('se=2026', 'se=2027');
    assert.equal((await harness.get(changed)).status, 403);
    harness.clock.time += 10 * 60_000 - 1;
    assert.equal((await harness.get(sample)).status, 200);
    harness.clock.time += 1;
    const refused = await harness.get(sample);
    assert.equal(refused.status, 403);
    assert.match(Buffer.from(refused.body).toString(), /^\uFEFF<\?xml .+<Code>AuthenticationFailed<\/Code>/);
    const id = harness.service.tasks[0]?.id ?? '';
    const fresh = resultOf(await harness.get(`https://api.bfl.ai/v1/get_result?id=${id}`))['sample'];
    assert.equal((await harness.get(String(fresh))).status, 200);
  });
});
