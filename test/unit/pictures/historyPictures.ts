import * as fc from 'fast-check';
import type { Job } from '../../../src/jobs/job.ts';
import { pictureOf } from '../../../src/making/outcome.ts';
import { type History, type HistoryOptions, openHistory } from '../../../src/pictures/history.ts';
import type { Picture } from '../../../src/pictures/picture.ts';
import type { CrashDisk } from '../jobs/crashFs.ts';
import { goodLife, order } from '../jobs/orders.ts';

/** A job whose picture is saved. */
export const savedJob = goodLife.reduce<Job>((before, change) => ({ ...before, ...change }), {
  version: 2,
  id: '0b0e4e4c-51f5-4c5e-9a4a-5f1f6a3a7a11',
  createdAt: 1,
  updatedAt: 2,
  state: 'submitting',
  order,
});

export const root = 'file:///home/anna/book';

export function hash(at: number): string {
  return String(at).padStart(64, '0');
}

export function picture(at: number, changes: Partial<Picture> = {}): Picture {
  return { ...pictureOf(savedJob), sha256: hash(at), savedAt: at, uri: `${root}/images/${at}.jpg`, ...changes };
}

/** As a shared file has it. */
export function withoutLink({ link: _link, ...rest }: Picture): Picture {
  return rest;
}

export function withPrompt(at: number, prompt: string): Picture {
  return picture(at, { recipe: { ...order.recipe, prompt } });
}

export const folder = '/history';
export const shared = { path: '/book/.flux/history.jsonl', root, isWritten: true };

/** Opens the history on a disk in memory, as one process does, or in a folder of the real disk. */
export function open(disk: CrashDisk | string, options: Partial<HistoryOptions> = {}): History {
  const rest = { shared: () => [], limit: () => 10_000, log: () => undefined, ...options };
  return typeof disk === 'string' ? openHistory(disk, rest) : openHistory(folder, { fs: disk.mount(), ...rest });
}

/** The history of somebody who has the shared file, but not the user's own history. */
export function openAsColleague(disk: CrashDisk, options: Partial<HistoryOptions> = {}): History {
  const rest = { shared: () => [shared], limit: () => 10_000, log: () => undefined, ...options };
  return openHistory('/colleague', { fs: disk.mount(), ...rest });
}

/** Any text, be it well-formed or not. */
export const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
});

/** Prompts that are hard to write and read. */
export const hardPrompts: readonly string[] = [
  '<script>alert("1")</script> & </textarea>',
  'a lone \ud83d surrogate',
  'من اليمين إلى اليسار \u202e and back',
  '{"at":1,"forgotten":"'.repeat(3),
  '\u2028\u2029\r\n\t\0\ufeff',
  'x'.repeat(20_000),
];
