import { join } from 'node:path';
import type { JobState } from '../../../../src/jobs/job.ts';
import { openJournal } from '../../../../src/jobs/journal.ts';
import { createLeases } from '../../../../src/jobs/leases/lease.ts';
import { createJobIn } from '../orders.ts';

// A process of its own for the tests: does what it is told by messages, keeps what it got, waits to be killed.

export interface Task {
  readonly acquire: string;
  /** Then also makes a job of that id, in this state. */
  readonly state?: JobState;
}

export interface Answer {
  readonly isHeld: boolean;
}

const folder = process.argv[2] ?? '';
const log = () => undefined;
const leases = createLeases(join(folder, 'leases'), { windowAnswers: async () => true, log });
const journal = await openJournal(join(folder, 'jobs'), { log });

async function perform({ acquire, state }: Task): Promise<Answer> {
  const lease = await leases.acquire(acquire);
  if (state) await createJobIn(journal, state, acquire);

  return { isHeld: lease !== undefined && (await lease.isHeld()) };
}

process.on('disconnect', () => process.exit());
process.on('message', (task: Task) => {
  void perform(task).then((answer) => process.send?.(answer));
});
process.send?.('ready');
