import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from './errno.ts';

/**
 * Tries a rename or a removal for up to 760 ms: on Windows a virus scanner, or whoever else has the file open just now,
 * makes it fail for a moment.
 * @throws what the last try fails with, or at once what no waiting helps against
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
