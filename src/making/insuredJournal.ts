import type { Job } from '../jobs/job.ts';
import type { JobChange, Journal } from '../jobs/journal.ts';

/** The journal of one window: it keeps in memory the changes that the disk does not take. */
export interface InsuredJournal extends Pick<Journal, 'create' | 'get'> {
  /**
   * Writes to the disk that the prompt of a queued job is being sent now.
   * @throws the disk's error; then the caller must not send the prompt
   */
  beginSending(job: Job): Promise<Job>;
  /** Removes a job from the disk. If the disk refuses, `isOver` says so from then on. Never rejects. */
  remove(id: string): Promise<void>;
  /** Whether the job was removed, but its file is still on the disk because the disk refused to delete it. */
  isOver(id: string): boolean;
  /** Makes `isOver` false again, because a run has started to work on the job. */
  reopen(id: string): void;
  /**
   * Writes a change of a job to the disk, or keeps it in memory if the disk refuses. Never rejects.
   * @returns the changed job in both cases
   */
  record(job: Job, change: JobChange): Promise<Job>;
  /** Tries again to write the changes of a job that the disk refused. Never rejects. */
  retry(id: string): Promise<void>;
}

interface Unwritten {
  readonly job: Job;
  readonly change: JobChange;
}

/**
 * Wraps the journal so that a full disk does not cost a picture that is being made: changes that the disk refuses are
 * kept in memory, in order, until it takes them.
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
        // Two retries may run at once: forget the change only if the other retry has not done so.
        if (first(id) === next) forgetFirst(id);
      }
    } catch (error) {
      log(`The journal cannot be written: ${String(error)}`);
    }
  }

  async function write({ job: { id, order }, change }: Unwritten): Promise<void> {
    // The user may have dismissed or submitted again a job before the answer to its POST came. The accepted task is
    // paid for, so the job is created anew.
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
    // A refused change to `queued` means that the disk still has the job as `submitting`, which is what we want to
    // write.
    unwritten.delete(id);
    const written = await journal.get(id);
    if (written?.state === 'submitting') return written;
    // The file may be missing: an older version of the extension does not know the state `queued` and sets such files
    // aside.
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
