import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestCounts } from './testCounts.ts';

/** The key of the tests: long and like no other text, so that a trace of it is found wherever it was left. */
export const canaryKey = 'bfl_canary_key_0123456789';

/** Begins every signature of the stand-in's URLs in the tests, for the same reason. */
export const canarySignature = 'canarySignature0123456789';

const canaries = [canaryKey, canarySignature];

/** The canaries in a text or in bytes. */
export function canariesIn(content: string | Buffer): readonly string[] {
  return canaries.filter((canary) => content.includes(canary));
}

/** Searches everything below the folders; gives `file: canary` for each trace. A folder that is missing holds none. */
export function findCanaries(folders: readonly string[]): readonly string[] {
  return folders.flatMap(filesBelow).flatMap((file) => canariesIn(read(file)).map((canary) => `${file}: ${canary}`));
}

/** A check of `npm test`: nothing that the layers before have left in these folders holds a canary. */
export function checkCanaries(folders: readonly string[]): TestCounts {
  const found = findCanaries(folders);
  for (const trace of found) console.error(`A secret was left in ${trace}`);
  return found.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    return passOverMissing(error, []);
  }
}

/** A lock or a temporary file may go while we look. */
function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    return passOverMissing(error, Buffer.alloc(0));
  }
}

function passOverMissing<T>(error: unknown, nothing: T): T {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothing;
  throw error;
}
