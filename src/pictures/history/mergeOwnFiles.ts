import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as letOthersRun } from 'node:timers/promises';
import { type JournalFs, writeFlushed } from '../../files/durable.ts';
import { hasCode } from '../../files/errno.ts';
import { createLineReader, type FileLine, statExisting } from '../../files/lineFile.ts';
import { patiently } from '../../files/patience.ts';
import { createHistoryIndex } from './historyIndex.ts';
import {
  type HistoryLine,
  isOfNewerVersion,
  type MarkLine,
  type PictureLine,
  readLine,
  readPicture,
} from './historyLine.ts';
import { formatMark } from './mark.ts';
import { createClosedName, isClosed, listOwnFiles } from './ownFiles.ts';

/** A merge takes a second. What it left behind a day ago will not be finished. */
const abandonedMs = 24 * 60 * 60 * 1000;

/** A line that is to be kept. */
interface KeptLine {
  /** Undefined if a newer version of the extension has written it. */
  readonly line: HistoryLine | undefined;
  readonly text: string;
}

/**
 * Merges the files of the user's own history into one: the newest pictures, without those that were forgotten. Every
 * file is closed first, so that nobody writes to it any more, and removed once its lines are on the disk in the new
 * file. A kill at any time, or another process that merges as well, leaves lines twice, but never none.
 * @throws the disk's error
 */
export async function mergeOwnFiles(fs: JournalFs, folder: string, limit: number): Promise<void> {
  await removeAbandoned(fs, folder);
  const names = await closeAll(fs, folder);
  const lines = await Promise.all(names.map((name) => readLines(fs, join(folder, name))));
  const text = await merge(lines.flat(), limit);
  await writeFlushed(fs, join(folder, createClosedName()), join(folder, `${randomUUID()}.tmp`), text);
  for (const name of names) await ignoreMissing(() => fs.unlink(join(folder, name)));
}

/** Gives all files names that nobody writes to. @returns the names */
async function closeAll(fs: JournalFs, folder: string): Promise<readonly string[]> {
  const closed: string[] = [];
  for (const name of await listOwnFiles(fs, folder)) {
    const closedName = isClosed(name) ? name : createClosedName();
    if (closedName !== name) await ignoreMissing(() => fs.rename(join(folder, name), join(folder, closedName)));
    closed.push(closedName);
  }
  return closed;
}

async function readLines(fs: JournalFs, path: string): Promise<readonly KeptLine[]> {
  const file = { path, root: undefined };
  const read = createLineReader(fs, path);
  const taken = await read((fileLine): readonly KeptLine[] => {
    const lines = readLine(fileLine, file);
    if (lines.length > 0) return lines.map((line) => ({ line, text: textOf(line, fileLine) }));
    return isOfNewerVersion(fileLine.text) ? [{ line: undefined, text: fileLine.text }] : [];
  });
  return taken?.items ?? [];
}

/** The text of a picture's line, which may be a part of the file's line. */
function textOf(line: HistoryLine, { text, start }: FileLine): string {
  if (line.kind !== 'picture') return '';
  const from = line.start - start;
  return Buffer.from(text).toString('utf8', from, from + line.length);
}

async function merge(all: readonly KeptLine[], limit: number): Promise<string> {
  const lines = all.flatMap(({ line }) => line ?? []);
  const texts = new Map(all.map(({ line, text }) => [line, text]));
  const pictures = await choosePictures(lines, texts, limit);
  const marks = lines.flatMap((line) => (line.kind === 'picture' ? [] : line));
  const newer = all.filter(({ line }) => line === undefined);
  return [
    ...newer.map(({ text }) => `${text}\n`),
    ...chooseMarks(marks, limit).map(formatMark),
    ...pictures.toSorted((a, b) => a.entry.savedAt - b.entry.savedAt).map((line) => `${texts.get(line) ?? ''}\n`),
  ].join('');
}

/** For each of the newest pictures the line that counts, then, as long as there is room, those of earlier places. */
async function choosePictures(
  all: readonly HistoryLine[],
  texts: ReadonlyMap<HistoryLine | undefined, string>,
  limit: number,
): Promise<readonly PictureLine[]> {
  const index = createHistoryIndex();
  all.forEach(index.learn);
  const first: PictureLine[] = [];
  const others: PictureLine[] = [];
  for (const [at, { sha256 }] of index.list().entries()) {
    if (at % 500 === 499) await letOthersRun();
    const lines = index.linesOf(sha256).filter((line) => readPicture(texts.get(line) ?? '', line.file));
    const places = new Map(lines.toReversed().map((line) => [line.entry.uri, line]));
    for (const line of lines.filter((one) => places.get(one.entry.uri) === one))
      (line === lines[0] ? first : others).push(line);
  }
  return [...first, ...others].slice(0, limit);
}

/** The last mark of each kind for each picture. They outlast their pictures, which shared files may still have. */
function chooseMarks(marks: readonly MarkLine[], limit: number): readonly MarkLine[] {
  const sorted = marks.toSorted((a, b) => a.at - b.at);
  const last = new Map(sorted.map((mark) => [`${mark.kind} ${mark.sha256}`, mark]));
  return [...last.values()].toSorted((a, b) => a.at - b.at).slice(-2 * limit);
}

/** Removes the files that a merge did not finish. */
async function removeAbandoned(fs: JournalFs, folder: string): Promise<void> {
  const names = (await fs.readdir(folder)).filter((name) => name.endsWith('.tmp'));
  for (const name of names) {
    const found = await statExisting(fs, join(folder, name));
    if (found && Date.now() - found.mtimeMs > abandonedMs) await ignoreMissing(() => fs.unlink(join(folder, name)));
  }
}

/** Changes a name, unless another process has done so. */
async function ignoreMissing(change: () => Promise<void>): Promise<void> {
  try {
    await patiently(change);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
