/** The disk refuses to write or read the journal or the leases. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  /** The error code of the file system, such as ENOSPC. */
  readonly code: string | undefined;
  /**
   * True if the error is about running jobs, which may be paid for; false if it is about a prompt, which was then not
   * sent.
   */
  readonly isUnfinished: boolean;

  constructor(cause: unknown, isUnfinished = false) {
    super(`The journal cannot be written: ${String(cause)}`, { cause });
    this.isUnfinished = isUnfinished;
    this.code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  }
}

/** The user asked for an action on a job that is not possible; nothing was changed or sent. */
export class JobUnavailableError extends Error {
  override readonly name = 'JobUnavailableError';
  /**
   * `busy`: a run in this or another window works on the job. `gone`: the journal does not have it any more. `noId`:
   * the given value is no job id.
   */
  readonly reason: 'busy' | 'gone' | 'noId';

  constructor(reason: JobUnavailableError['reason']) {
    super(`The job is not available: ${reason}`);
    this.reason = reason;
  }
}
