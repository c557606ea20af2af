import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How often a window looks for pictures that another one left when it was closed: they can be had for minutes only. */
const lookMs = 10_000;

/**
 * Looks now and every ten seconds whether the folder of jobs has something to take up. As long as its files are those
 * that wait for a person, it does nothing: what takes up is heavy, and not loaded for that.
 * @param takeUp gives whether somebody works on one of the jobs, so that it may be left behind later
 * @returns what ends it
 */
export function watchJobs(folder: string, takeUp: () => Promise<boolean>): { dispose(): void } {
  let looking: Promise<void> | undefined;
  let settled = '';

  const takeUpNew = async (): Promise<void> => {
    if ((await listJobs(folder)) === settled) return;
    settled = (await takeUp()) ? '?' : await listJobs(folder);
  };
  const look = (): void => {
    looking ??= takeUpNew()
      .catch(console.error)
      .finally(() => (looking = undefined));
  };
  const timer = setInterval(look, lookMs);
  look();
  return { dispose: () => clearInterval(timer) };
}

/** The files of the jobs with their times, for each step of a job is written down. */
async function listJobs(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const jobs = names.filter((name) => name.endsWith('.json')).toSorted((a, b) => a.localeCompare(b));
  const times = await Promise.all(
    jobs.map((name) =>
      stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return jobs.map((name, at) => `${name} ${times[at]}`).join('\n');
}
