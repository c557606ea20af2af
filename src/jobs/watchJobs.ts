import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keptForMs } from './keptForMs.ts';

/** How often a window looks for jobs that a closed window left: the service keeps their pictures for minutes only. */
const lookMs = 10_000;

/** A job in one of these states waits for the user until it is so old that it leaves the journal. */
const waitingStates: readonly unknown[] = ['uncertain', 'cancelled'];

/**
 * Looks now and every ten seconds whether the jobs folder has something to resume. If all its jobs wait for the user,
 * it does not call `resumeLeft`, because that loads a lot of code.
 * @param resumeLeft resolves to true if it must be called again later, such as for a job that another window works on
 * @returns what stops the watch
 */
export function watchJobs(folder: string, resumeLeft: () => Promise<boolean>): { dispose(): void } {
  let looking: Promise<void> | undefined;
  let settled: string | undefined;

  const resumeNew = async (): Promise<void> => {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
    if (names.length === 0) return;
    // Each change of a job renames a file in the folder, which changes its mtime. Changes made while we resume are seen
    // at the next look.
    const { mtimeMs } = await stat(folder);
    const found = [mtimeMs, ...names].join('\n');
    if (found === settled) return;
    const isQuiet = (await Promise.all(names.map((name) => waitsForAPerson(join(folder, name))))).every(Boolean);
    settled = isQuiet || !(await resumeLeft()) ? found : undefined;
  };
  const look = (): void => {
    looking ??= resumeNew()
      .catch(console.error)
      .finally(() => (looking = undefined));
  };
  const timer = setInterval(look, lookMs);
  look();
  return { dispose: () => clearInterval(timer) };
}

/**
 * Whether a job waits for the user, judged by two keys only so that no other code is loaded. False if the file cannot
 * be read: `resumeLeft` handles that.
 */
async function waitsForAPerson(path: string): Promise<boolean> {
  try {
    const { state, updatedAt } = JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, unknown>>;
    return waitingStates.includes(state) && Date.now() - Number(updatedAt) < keptForMs;
  } catch {
    return false;
  }
}
