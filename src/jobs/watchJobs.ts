import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keptForMs } from './keptForMs.ts';

/** How often a window looks for pictures that another one left when it was closed: they can be had for minutes only. */
const lookMs = 10_000;

/** A job in one of these waits for a person, until it is so old that it leaves the journal. */
const waitingStates: readonly unknown[] = ['uncertain', 'cancelled'];

/**
 * Looks now and every ten seconds whether the folder of jobs has something to resume. As long as its files are those
 * that wait for a person, it does nothing: what resumes is heavy, and not loaded for that.
 * @param resumeLeft gives whether somebody works on one of the jobs, so that it may be left behind later
 * @returns what ends it
 */
export function watchJobs(folder: string, resumeLeft: () => Promise<boolean>): { dispose(): void } {
  let looking: Promise<void> | undefined;
  let settled: string | undefined;

  const resumeNew = async (): Promise<void> => {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
    if (names.length === 0) return;
    // Every step of a job renames a file in the folder. What comes while we resume is seen at the next look.
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

/** As far as can be told without knowing much of jobs; what cannot be read is for who knows more. */
async function waitsForAPerson(path: string): Promise<boolean> {
  try {
    const { state, updatedAt } = JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, unknown>>;
    return waitingStates.includes(state) && Date.now() - Number(updatedAt) < keptForMs;
  } catch {
    return false;
  }
}
