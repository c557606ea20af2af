import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from './errno.ts';

/**
 * Retries a rename or a removal for up to 760 ms, because on Windows it fails for a moment while a virus scanner or
 * another program has the file open.
 * @throws the last error, or at once an error that waiting cannot cure
 */
export async function patiently(change: () => Promise<void>): Promise<void> {
  for (const delayMs of [10, 50, 200, 500]) {
    try {
      return await change();
    } catch (error) {
      if (!hasCode(error, 'EPERM', 'EACCES', 'EBUSY')) throw error;
      await sleep(delayMs);
    }
  }
  return change();
}
