import { dirname } from 'node:path';
import { appendFlushed, type JournalFile, type JournalFs, syncFolder } from './durable.ts';
import { hasCode } from './errno.ts';

/** A longer line is skipped. */
export const maxLineBytes = 1024 * 1024;
/** Room for 100,000 pictures, even if their lines are long. */
const maxReadBytes = 256 * 1024 * 1024;

/** By so many bytes before the end of what was read, a file that grew is told from one that was changed. */
const tailBytes = 64;
const lineFeed = '\n'.charCodeAt(0);

/** A line of a file. */
export interface FileLine {
  /** Without the line feed. */
  readonly text: string;
  /** Where it stands in the file, in bytes. */
  readonly start: number;
  readonly length: number;
}

/** Takes what is of use out of a line. */
export type Take<T> = (line: FileLine) => readonly T[];

/** What was taken out of a file of lines. */
export interface Taken<T> {
  /** Whether the file was read anew, so that what was taken earlier is void. */
  readonly isWhole: boolean;
  readonly items: readonly T[];
}

/**
 * Reads a file of lines, and at each later call only what was appended.
 * @returns undefined if there is no such file
 */
export type LineReader = <T>(take: Take<T>) => Promise<Taken<T> | undefined>;

/** What was read of a file, and what it was like then. */
interface Known {
  readonly size: number;
  readonly mtimeMs: number;
  readonly end: number;
  readonly tail: Buffer;
}

/** @param maxBytes of a larger file only the end is read */
export function createLineReader(fs: JournalFs, path: string, maxBytes = maxReadBytes): LineReader {
  let known: Known | undefined;

  return async (take) => {
    const now = await statExisting(fs, path);
    if (!now) return (known = undefined);
    if (known?.size === now.size && known.mtimeMs === now.mtimeMs) return { isWhole: false, items: [] };
    const file = await ifExists(fs.open(path, 'r'));
    if (!file) return (known = undefined);
    try {
      const isWhole = !known || known.size === now.size || !(await hasGrown(file, known));
      const start = known && !isWhole ? known.end : Math.max(0, now.size - maxBytes);
      const { items, end } = await takeLines(file, { start, size: now.size, isInside: isWhole && start > 0 }, take);
      known = { ...now, end, tail: await readTail(file, end) };
      return { isWhole, items };
    } finally {
      await file.close();
    }
  };
}

/** Reads from a place in a file. @returns undefined if there is no such file */
export async function readAt(fs: JournalFs, path: string, start: number, length: number): Promise<Buffer | undefined> {
  const file = await ifExists(fs.open(path, 'r'));
  if (!file) return undefined;
  try {
    return await readBytes(file, Buffer.alloc(length), start);
  } finally {
    await file.close();
  }
}

/**
 * Appends lines to a file; once this resolves, they are on the disk. They start at the start of a line, even if the
 * last one was cut, and are written at once, so that those of other programs stand before or behind them.
 * @param text each line with its end
 */
export async function appendLines(fs: JournalFs, path: string, text: string, mode: number): Promise<void> {
  const size = (await statExisting(fs, path))?.size ?? 0;
  const isCut = size > 0 && (await readAt(fs, path, size - 1, 1))?.[0] !== lineFeed;
  await appendFlushed(fs, path, isCut ? `\n${text}` : text, mode);
  await syncFolder(fs, dirname(path));
}

/** The size and the time of a file; undefined if there is none. */
export async function statExisting(fs: JournalFs, path: string): Promise<Pick<Known, 'size' | 'mtimeMs'> | undefined> {
  const found = await ifExists(fs.stat(path));
  return found && { size: found.size, mtimeMs: found.mtimeMs };
}

async function ifExists<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Whether a file still begins with what was read of it. */
async function hasGrown(file: JournalFile, { end, tail }: Known): Promise<boolean> {
  return tail.equals(await readTail(file, end));
}

async function readTail(file: JournalFile, end: number): Promise<Buffer> {
  const length = Math.min(end, tailBytes);
  return readBytes(file, Buffer.alloc(length), end - length);
}

/** A part of a file, up to the size that it had. */
interface Part {
  readonly start: number;
  readonly size: number;
  /** Whether `start` may lie inside a line, the rest of which is skipped. */
  readonly isInside: boolean;
}

/**
 * Takes all lines of a part. The last one needs no end if something can be taken out of it; otherwise it may be in the
 * middle of being written, and is to be read again.
 * @returns `end` the place from which on to read the next time
 */
async function takeLines<T>(file: JournalFile, { start, size, isInside }: Part, take: Take<T>) {
  const buffer = Buffer.allocUnsafe(Math.min(maxLineBytes, size - start));
  const items: T[] = [];
  let end = start;
  let isSkipping = isInside;
  for (;;) {
    const chunk = await readBytes(file, buffer.subarray(0, size - end), end);
    const stop = chunk.lastIndexOf(lineFeed) + 1;
    if (stop > 0) {
      const lines = splitLines(chunk.subarray(0, stop), end);
      for (const line of isSkipping ? lines.slice(1) : lines) items.push(...take(line));
      isSkipping = false;
      end += stop;
    } else if (isSkipping || chunk.length === maxLineBytes) {
      if (chunk.length === 0) return { items, end };
      isSkipping = true;
      end += chunk.length;
    } else {
      const taken = take({ text: chunk.toString(), start: end, length: chunk.length });
      return { items: [...items, ...taken], end: taken.length > 0 ? end + chunk.length : end };
    }
  }
}

/** Splits bytes that end with a line feed. They are decoded together, which is faster than each line by itself. */
function splitLines(bytes: Buffer, start: number): readonly FileLine[] {
  let from = 0;
  return bytes
    .toString('utf8', 0, bytes.length - 1)
    .split('\n')
    .map((text) => {
      const lineStart = from;
      const to = bytes.indexOf(lineFeed, from);
      from = to + 1;
      return { text, start: start + lineStart, length: to - lineStart };
    });
}

/** Fills a buffer from a place in a file. @returns as much of it as the file had */
async function readBytes(file: JournalFile, buffer: Buffer, position: number): Promise<Buffer> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
