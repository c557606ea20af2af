import { randomUUID } from 'node:crypto';
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import { writeFlushed } from '../files/durable.ts';
import type { JournalFs } from '../files/durable.ts';
import { hasCode } from '../files/errno.ts';
import { canBecome, formatJob, isOfNewerVersion, parseJob } from './job.ts';
import type { Job } from './job.ts';
import type { Order } from './order.ts';

export interface JournalOptions {
  readonly fs?: JournalFs;
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
  readonly log: (line: string) => void;
}

export type JobChange = Partial<Pick<Job, 'state' | 'task' | 'result' | 'saved' | 'isTold' | 'failure'>>;

export interface FirstFacts {
  readonly state: 'queued' | 'submitting';
  readonly batch?: Job['batch'];
}

export interface Journal {
  /**
   * Writes a new job to the disk. If its state is `submitting`, the POST may go out once this resolves.
   * @param id a fresh UUID whose lease the caller already holds, so that no other window takes the new job for that of
   * a dead owner
   * @param first the first state of the job; default `submitting`
   */
  create(order: Order, id?: string, first?: FirstFacts): Promise<Job>;
  /**
   * Writes a change of a job to the disk. Only the holder of its lease should call this.
   * @throws {Error} the job is gone, or its state may not change to the new one
   */
  update(id: string, change: JobChange): Promise<Job>;
  get(id: string): Promise<Job | undefined>;
  /** All jobs, oldest first. */
  list(): Promise<readonly Job[]>;
  /** Removes a job; does nothing if it is gone already. */
  remove(id: string): Promise<void>;
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const jobName = new RegExp(`^(${uuid})\\.json$`);
const idForm = new RegExp(`^${uuid}$`);
const temporaryName = new RegExp(`^${uuid}\\.(\\d+)\\..+\\.tmp$`);
const temporaryLivesMs = 60 * 60 * 1000;

/** Whether a text can be a job id, and is safe as part of a file name. */
export function isJobId(text: unknown): text is string {
  return typeof text === 'string' && idForm.test(text);
}

/**
 * The journal of jobs: one small JSON file per job in `directory`, shared by all windows. Nothing is cached, and the
 * directory is not read or made before a call needs it. A file that cannot be understood is moved to `set-aside`. A
 * file of a newer version of the extension is left alone, because that version may be using it.
 */
export async function openJournal(directory: string, options: JournalOptions): Promise<Journal> {
  const { fs = nodeFs, now = Date.now, log } = options;
  const writes = new Map<string, Promise<unknown>>();
  const leftAlone = new Set<string>();

  async function create(
    order: Order,
    id: string = randomUUID(),
    first: FirstFacts = { state: 'submitting' },
  ): Promise<Job> {
    await fs.mkdir(directory, { recursive: true, mode: 0o700 });
    const createdAt = now();
    return write({ version: 2, id, createdAt, updatedAt: createdAt, ...first, order });
  }

  function update(id: string, change: JobChange): Promise<Job> {
    return afterOtherWrites(id, async () => {
      const written = isJobId(id) ? await read(`${id}.json`) : undefined;
      if (!written) throw new Error(`Job ${id} is not in the journal.`);

      const { job, text } = written;
      const changed = { ...job, ...change, updatedAt: now() };
      if (!canBecome(job.state, changed.state))
        throw new Error(`Job ${id} cannot go from ${job.state} to ${changed.state}.`);

      return write(changed, text);
    });
  }

  /**
   * Runs the writes to one job one after the other: a run and its cancel may write at the same time, and each must read
   * what the other wrote.
   */
  async function afterOtherWrites<T>(id: string, action: () => Promise<T>): Promise<T> {
    const mine = (writes.get(id) ?? Promise.resolve()).then(action, action);
    writes.set(id, mine);
    try {
      return await mine;
    } finally {
      if (writes.get(id) === mine) writes.delete(id);
    }
  }

  async function write(job: Job, written?: string): Promise<Job> {
    const text = formatJob(job, written);
    const temporary = `${job.id}.${now()}.${randomUUID()}.tmp`;
    await writeFlushed(fs, join(directory, `${job.id}.json`), join(directory, temporary), text);
    return parseJob(text);
  }

  async function get(id: string): Promise<Job | undefined> {
    return isJobId(id) ? (await read(`${id}.json`))?.job : undefined;
  }

  async function list(): Promise<readonly Job[]> {
    const names = await namesIn(directory);
    await Promise.all(names.filter(isAbandoned).map((name) => removeFile(name)));
    const jobs = await Promise.all(
      names
        .filter((name) => jobName.test(name))
        .map((name) =>
          read(name).catch((error) => {
            log(`Job file ${name} cannot be read: ${String(error)}`);
            return undefined;
          }),
        ),
    );
    return jobs.flatMap((found) => found?.job ?? []).toSorted((a, b) => a.createdAt - b.createdAt);
  }

  async function namesIn(path: string): Promise<readonly string[]> {
    try {
      return await fs.readdir(path);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];

      throw error;
    }
  }

  /** Whether a dead process left this temporary file: a living one renames its file within moments. */
  function isAbandoned(name: string): boolean {
    const madeAt = temporaryName.exec(name)?.[1];
    return madeAt !== undefined && now() - Number(madeAt) > temporaryLivesMs;
  }

  async function read(name: string): Promise<{ readonly job: Job; readonly text: string } | undefined> {
    let text;
    try {
      text = await fs.readFile(join(directory, name), 'utf8');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;

      throw error;
    }
    try {
      const job = parseJob(text);
      if (name === `${job.id}.json`) return { job, text };
    } catch {
      if (isOfNewerVersion(text)) {
        leaveAlone(name);
        return undefined;
      }
      // The error is not logged, because it may repeat the text of the file, which holds the prompt.
    }
    await setAside(name);
    return undefined;
  }

  function leaveAlone(name: string): void {
    if (!leftAlone.has(name)) log(`Job file ${name} is of a newer version of the extension; it is left alone.`);
    leftAlone.add(name);
  }

  async function setAside(name: string): Promise<void> {
    const folder = join(directory, 'set-aside');
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    await fs.rename(join(directory, name), join(folder, `${name}.${now()}`));
    log(`Job file ${name} cannot be understood; it was moved to ${folder}.`);
  }

  function remove(id: string): Promise<void> {
    return afterOtherWrites(id, async () => {
      if (isJobId(id)) await removeFile(`${id}.json`);
    });
  }

  async function removeFile(name: string): Promise<void> {
    try {
      await fs.unlink(join(directory, name));
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }

  return { create, update, get, list, remove };
}
