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
