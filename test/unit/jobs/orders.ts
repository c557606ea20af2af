import { endedBy } from '../../../src/jobs/job.ts';
import type { Job, JobState } from '../../../src/jobs/job.ts';
import type { JobChange, Journal } from '../../../src/jobs/journal.ts';
import type { Order } from '../../../src/jobs/order.ts';
import { recipeOf } from '../../fixtures/recipes.ts';

export const order: Order = {
  recipe: recipeOf('A small furry elephant pet looks out from a cat house'),
  service: { region: 'global', endpoint: '' },
  timeoutSeconds: 300,
  save: {
    folder: 'file:///home/anna/book',
    template: 'images/${slug}',
    mayLeaveWorkspace: true,
    heading: '',
    index: 1,
  },
  link: {
    document: 'file:///home/anna/book/one.md',
    languageId: 'markdown',
    mode: 'after',
    anchor: 'A small furry elephant pet looks out from a cat house',
    offset: 120,
  },
  show: 'beside',
};

const task: Job['task'] = {
  id: 'c2e5d7a0',
  pollingUrl: 'https://api.eu1.bfl.ai/v1/get_result?id=c2e5d7a0',
  cost: 4,
  acceptedAt: Date.now(),
};
const saved: Job['saved'] = {
  uri: 'file:///home/anna/book/images/elephant.jpg',
  sha256: 'ab'.repeat(32),
  bytes: 90_000,
};

/** The life of a job that goes well, as the story writes it down. */
export const goodLife: readonly JobChange[] = [
  { state: 'accepted', task },
  { state: 'ready', result: { seed: 7, prompt: null, durationSeconds: 6.5 } },
  { state: 'saved', saved },
  { state: 'linked' },
  { state: 'reported' },
];

const ends: Readonly<Partial<Record<JobState, readonly JobChange[]>>> = {
  submitting: [],
  failed: [...goodLife.slice(0, 1), endedBy({ kind: 'failed', data: { status: 'Error' } })],
  uncertain: [{ state: 'uncertain' }],
  moderated: [
    ...goodLife.slice(0, 1),
    endedBy({ kind: 'moderated', data: { stage: 'content', reasons: ['Violence'] } }),
  ],
  cancelled: [...goodLife.slice(0, 1), { state: 'cancelled' }],
  expired: [...goodLife.slice(0, 2), endedBy({ kind: 'expired', data: {} })],
};

/** A new job, brought to `state` on the shortest way. */
export async function createJobIn(journal: Journal, state: JobState, id?: string, wanted = order): Promise<Job> {
  const length = goodLife.findIndex((change) => change.state === state) + 1;
  let job = await journal.create(wanted, id);
  for (const change of ends[state] ?? goodLife.slice(0, length)) job = await journal.update(job.id, change);

  return job;
}
