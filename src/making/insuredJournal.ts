import type { Job } from '../jobs/job.ts';
import type { JobChange, Journal } from '../jobs/journal.ts';

/** The journal as a window uses it for the jobs that it works on. */
export interface InsuredJournal extends Pick<Journal, 'create' | 'get'> {
  /**
   * Writes down that the prompt of a queued job is sent now.
   * @throws what the disk says: then it must not be sent
   */
  beginSending(job: Job): Promise<Job>;
  /** Never rejects. */
  remove(id: string): Promise<void>;
  /** Whether the disk keeps a job that was removed. */
  isOver(id: string): boolean;
  /** Forgets that a job was over: somebody works on it again. */
  reopen(id: string): void;
  /** Writes down what is new. Never rejects: what the disk does not take counts all the same. */
  record(job: Job, change: JobChange): Promise<Job>;
  /** Tries again what the disk did not take. Never rejects. */
  retry(id: string): Promise<void>;
}

interface Unwritten {
  readonly job: Job;
  readonly change: JobChange;
}

/**
 * The journal is an insurance: a disk that is full must not cost a picture in the making. So what the disk does not
 * take is kept in memory, in order, until it does.
 */
export function insureJournal(journal: Journal, log: (line: string) => void): InsuredJournal {
  const unwritten = new Map<string, Unwritten[]>();
  const kept = new Set<string>();

  async function record(job: Job, change: JobChange): Promise<Job> {
    unwritten.set(job.id, [...(unwritten.get(job.id) ?? []), { job, change }]);
    await retry(job.id);
    return { ...job, ...change };
  }

  async function retry(id: string): Promise<void> {
    try {
      for (let next = first(id); next; next = first(id)) {
        await write(next);
        // Unless another retry, at work at the same time, was faster.
        if (first(id) === next) forgetFirst(id);
      }
    } catch (error) {
      log(`The journal cannot be written: ${String(error)}`);
    }
  }

  async function write({ job: { id, order }, change }: Unwritten): Promise<void> {
    // Dismissed, or submitted again, before the service's answer came late: what it accepted is paid for, and comes.
    if (change.state === 'accepted' && !(await journal.get(id))) await journal.create(order, id);
    await journal.update(id, change);
  }

  const first = (id: string): Unwritten | undefined => unwritten.get(id)?.[0];

  function forgetFirst(id: string): void {
    const rest = unwritten.get(id)?.slice(1) ?? [];
    if (rest.length > 0) unwritten.set(id, rest);
    else unwritten.delete(id);
  }

  async function beginSending({ id, order }: Job): Promise<Job> {
    // If the disk did not take that it is queued again, it says already what is to be said.
    unwritten.delete(id);
    const written = await journal.get(id);
    if (written?.state === 'submitting') return written;
    // An older version of the extension, which knows no queued jobs, puts them aside.
    if (!written) return journal.create(order, id);
    return journal.update(id, { state: 'submitting', ...(written.isTold === true && { isTold: false }) });
  }

  async function get(id: string): Promise<Job | undefined> {
    const written = await journal.get(id);
    return written && (unwritten.get(id) ?? []).reduce<Job>((job, { change }) => ({ ...job, ...change }), written);
  }

  async function remove(id: string): Promise<void> {
    unwritten.delete(id);
    await journal.remove(id).catch((error: unknown) => {
      kept.add(id);
      log(`A job could not be removed: ${String(error)}`);
    });
  }

  return {
    create: (...facts) => journal.create(...facts),
    get,
    beginSending,
    remove,
    record,
    retry,
    isOver: (id) => kept.has(id),
    reopen: (id) => void kept.delete(id),
  };
}
