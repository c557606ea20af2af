import assert from 'node:assert/strict';
import { canBecome, endedBy, formatJob, isEnded, isUnderway, isUnfinished, parseJob } from '../../../src/jobs/job.ts';
import type { Job, JobState } from '../../../src/jobs/job.ts';
import { recipeOf } from '../../fixtures/recipes.ts';
import { readText } from '../project/readProject.ts';
import { goodLife, order } from './orders.ts';

const submitting: Job = {
  version: 2,
  id: '0b0e4e4c-51f5-4c5e-9a4a-5f1f6a3a7a11',
  createdAt: 1,
  updatedAt: 1,
  state: 'submitting',
  order,
};
const task = goodLife[0]?.task;
const states: readonly JobState[] = [
  'submitting',
  'accepted',
  'ready',
  'saved',
  'linked',
  'reported',
  'failed',
  'moderated',
  'uncertain',
  'cancelled',
  'expired',
];

describe('A job', () => {
  it('goes from each state only where the design lets it', () => {
    const ways = states.flatMap((from) =>
      states.filter((to) => from !== to && canBecome(from, to)).map((to) => `${from} → ${to}`),
    );
    assert.deepEqual(ways, [
      'submitting → accepted',
      'submitting → uncertain',
      'submitting → cancelled',
      'accepted → ready',
      'accepted → failed',
      'accepted → moderated',
      'accepted → cancelled',
      'accepted → expired',
      'ready → saved',
      'ready → failed',
      'ready → moderated',
      'ready → cancelled',
      'ready → expired',
      'saved → linked',
      'saved → reported',
      'saved → cancelled',
      'linked → reported',
      'uncertain → accepted',
      'cancelled → accepted',
      'cancelled → saved',
      'cancelled → uncertain',
    ]);
  });

  it('may learn more without moving', () => {
    assert.ok(states.every((state) => canBecome(state, state)));
  });

  it('comes back from its text as it was', () => {
    const job: Job = { ...submitting, state: 'accepted', task };
    assert.deepEqual(parseJob(formatJob(job)), job);
  });

  it('has ended when it says why, and says why when it has ended', () => {
    for (const [kind, state] of [
      ['moderated', 'moderated'],
      ['failed', 'failed'],
      ['taskNotFound', 'expired'],
      ['expired', 'expired'],
    ] as const) {
      const failure = { kind, data: { detail: 'No.' } };
      const ended: Job = { ...submitting, task, ...endedBy(failure) };
      assert.equal(ended.state, state);
      assert.deepEqual(parseJob(formatJob(ended)), ended);
      assert.ok(isEnded(ended) && !isUnfinished(ended));
      assert.throws(() => formatJob({ ...submitting, task, state }), { name: 'ValiError' });
      assert.throws(() => formatJob({ ...submitting, task, failure, state: 'accepted' }), { name: 'ValiError' });
    }
  });

  it('is unfinished while its picture can still be had', () => {
    const withTask = states.filter((state) => isUnfinished({ ...submitting, state, task }));
    assert.deepEqual(withTask, ['accepted', 'ready', 'saved', 'linked', 'cancelled']);
    assert.equal(isUnfinished({ ...submitting, state: 'cancelled' }), false);
  });

  it('does not go on by itself once it was cancelled', () => {
    const underway = states.filter((state) => isUnderway({ ...submitting, state, task }));
    assert.deepEqual(underway, ['accepted', 'ready', 'saved', 'linked']);
  });

  it('T4: never takes a signed URL along', () => {
    const result = { seed: 1, prompt: null, durationSeconds: null, sample: 'https://delivery.bfl.ai/x?sig=secret' };
    const text = formatJob({ ...submitting, result });
    assert.deepEqual(parseJob(text).result, { seed: 1, prompt: null, durationSeconds: null });
    assert.doesNotMatch(text, /sig=/);
  });

  it('T4: never takes a secret along', () => {
    const secret = { webhookSecret: 'hush', webhook_secret: 'hush' };
    const { parameters } = order.recipe;
    const recipe = { ...order.recipe, ...secret, parameters: { ...parameters, ...secret } };
    assert.doesNotMatch(formatJob({ ...submitting, order: { ...order, ...secret, recipe } }), /hush/);
  });

  it('of version 0.1.0 is read as one of today, whole, with the settings that it was asked for with', () => {
    const old = readText('test/fixtures/jobs/0.1.0.json');
    const job = parseJob(old);
    assert.deepEqual(job.order, {
      ...order,
      recipe: recipeOf(order.recipe.prompt, {
        aspectRatio: '16:9',
        seed: 7,
        promptUpsampling: true,
        safetyTolerance: 3,
        outputFormat: 'png',
      }),
      webhookUrl: 'https://example.com/hook',
    });
    assert.deepEqual([job.id, job.state, job.task?.cost], ['0b0e4e4c-51f5-4c5e-9a4a-5f1f6a3a7a11', 'accepted', 4]);
    assert.deepEqual(JSON.parse(formatJob(job, old)), job, 'nothing of the old form is left in the file');
  });

  it('of version 0.1.0 that was asked for with the defaults has what they were', () => {
    const old = readText('test/fixtures/jobs/0.1.0.json').replace(/"request": \{[^}]*\}/, '"request": {}');
    const { recipe, webhookUrl } = parseJob(old).order;
    assert.deepEqual([recipe, webhookUrl], [recipeOf(order.recipe.prompt), undefined]);
  });

  it('is no job if it waits for no task, or has no file where it says so', () => {
    for (const state of ['accepted', 'ready', 'saved', 'linked'] as const)
      assert.throws(() => formatJob({ ...submitting, state }), { name: 'ValiError' });
  });
});
