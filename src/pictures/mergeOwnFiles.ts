import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as letOthersRun } from 'node:timers/promises';
import { type JournalFs, writeFlushed } from '../files/durable.ts';
import { hasCode } from '../files/errno.ts';
import { createLineReader, type FileLine, statExisting } from '../files/lineFile.ts';
import { patiently } from '../files/patience.ts';
import { createHistoryIndex, type HistoryIndex } from './historyIndex.ts';
import {
  formatMark,
  type HistoryLine,
  isOfNewerVersion,
  type MarkLine,
  type PictureLine,
  readPicture,
} from './historyLine.ts';
import { closedName, isClosed, listOwnFiles } from './ownFiles.ts';
import { readLine } from './readLine.ts';

/** A merge takes a second. What it left behind a day ago will not be finished. */
const abandonedMs = 24 * 60 * 60 * 1000;

/** The lines of files, as far as they are to be kept. */
interface Lines {
  readonly known: readonly { readonly line: HistoryLine; readonly text: string }[];
  readonly newer: readonly string[];
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
  const read = await Promise.all(names.map((name) => readLines(fs, join(folder, name))));
  const text = await merge(
    { known: read.flatMap(({ known }) => known), newer: read.flatMap(({ newer }) => newer) },
    limit,
  );
  const id = randomUUID();
  await writeFlushed(fs, join(folder, closedName(`${id}.jsonl`)), join(folder, `${id}.tmp`), text);
  for (const name of names) await ignoreMissing(() => fs.unlink(join(folder, name)));
}

/** Gives all files names that nobody writes to. @returns the names */
async function closeAll(fs: JournalFs, folder: string): Promise<readonly string[]> {
  const names = await listOwnFiles(fs, folder);
  for (const name of names.filter((one) => !isClosed(one)))
    await ignoreMissing(() => fs.rename(join(folder, name), join(folder, closedName(name))));
  return names.map((name) => (isClosed(name) ? name : closedName(name)));
}

async function readLines(fs: JournalFs, path: string): Promise<Lines> {
  const file = { path, root: undefined };
  const newer: string[] = [];
  const read = createLineReader(fs, path);
  const taken = await read((fileLine) => {
    const lines = readLine(fileLine, file);
    if (lines.length === 0 && isOfNewerVersion(fileLine.text)) newer.push(fileLine.text);
    return lines.map((line) => ({ line, text: textOf(line, fileLine) }));
  });
  return { known: taken?.items ?? [], newer };
}

/** The text of a line, or of the part of it that a picture has. */
function textOf(line: HistoryLine, { text, start }: FileLine): string {
  if (line.kind !== 'picture') return '';
  const from = line.start - start;
  return Buffer.from(text)
    .toString('utf8', from, from + line.length)
    .trim();
}

async function merge({ known, newer }: Lines, limit: number): Promise<string> {
  const index = createHistoryIndex();
  for (const { line } of known) index.learn(line);
  const texts = new Map(known.map(({ line, text }) => [line, text]));
  const pictures = await choosePictures(index, texts, limit);
  const marks = chooseMarks(
    known.flatMap(({ line }) => (line.kind === 'picture' ? [] : line)),
    limit,
  );
  const pictureLines = pictures
    .toSorted((a, b) => a.entry.savedAt - b.entry.savedAt)
    .map((line) => `${texts.get(line) ?? ''}\n`);
  return [...newer.map((text) => `${text}\n`), ...marks.map(formatMark), ...pictureLines].join('');
}

/** For each of the newest pictures the line that counts; then, as long as there is room, those of its earlier places. */
async function choosePictures(
  index: HistoryIndex,
  texts: ReadonlyMap<HistoryLine, string>,
  limit: number,
): Promise<readonly PictureLine[]> {
  const first: PictureLine[] = [];
  const others: PictureLine[] = [];
  for (const [at, { sha256 }] of index.list().slice(0, limit).entries()) {
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
