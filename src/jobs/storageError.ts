/** The journal's disk does not take what has to be written down before a prompt is sent; so it was not sent. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  /** The file system's, such as ENOSPC. */
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super(`The journal cannot be written: ${String(cause)}`, { cause });
    this.code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  }
}
