import type { Log } from '../../../src/platform/log.ts';

const ignore = (): void => undefined;

/** A log that nobody reads. */
export const silentLog: Log = { info: ignore, warn: ignore, error: ignore, hide: ignore, show: ignore };
