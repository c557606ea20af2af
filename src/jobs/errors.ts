/** The disk of journal and leases does not do what a job needs. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  /** The file system's, such as ENOSPC. */
  readonly code: string | undefined;
  /** Whether it is about jobs that were begun and may be paid for. Else about a prompt, which was then not sent. */
  readonly isUnfinished: boolean;

  constructor(cause: unknown, isUnfinished = false) {
    super(`The journal cannot be written: ${String(cause)}`, { cause });
    this.isUnfinished = isUnfinished;
    this.code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  }
}

/** A person wants something done about a job that cannot be done: nothing was changed, nothing was sent. */
export class JobUnavailableError extends Error {
  override readonly name = 'JobUnavailableError';
  /**
   * `busy`: somebody works on it, in this window or another. `gone`: it is in the journal no more. `noId`: what was
   * given names no job.
   */
  readonly reason: 'busy' | 'gone' | 'noId';

  constructor(reason: JobUnavailableError['reason']) {
    super(`The job is not available: ${reason}`);
    this.reason = reason;
  }
}
