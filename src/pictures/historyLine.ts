import * as v from 'valibot';
import type { FileLine } from '../files/lineFile.ts';
import type { HistoryEntry } from './historyEntry.ts';
import { parsePicture, type Picture, sha256Schema, timeSchema } from './picture.ts';
import { formatLine, parsePortable, portableVersion } from './portable.ts';

/** A file of the history. */
export interface HistoryFile {
  readonly path: string;
  /** The folder that the paths of a shared file are relative to; undefined for the user's own files. */
  readonly root: string | undefined;
}

/** What a line says of a picture, and where the whole of it stands. */
export interface PictureLine {
  readonly kind: 'picture';
  /** When the line was written. */
  readonly at: number;
  readonly entry: HistoryEntry;
  readonly file: HistoryFile;
  /** In bytes. */
  readonly start: number;
  readonly length: number;
}

/** That a picture is forgotten, or was chosen among those that were ordered together with it. */
export interface Mark {
  readonly kind: 'forgotten' | 'kept';
  readonly sha256: string;
}

export interface MarkLine extends Mark {
  readonly at: number;
  readonly file: HistoryFile;
}

export type HistoryLine = PictureLine | MarkLine;

const markSchema = v.union([
  v.object({ at: timeSchema, forgotten: sha256Schema }),
  v.object({ at: timeSchema, kept: sha256Schema }),
]);

const newerSchema = v.object({ version: v.pipe(v.number(), v.gtValue(2)) });

/** Writes a mark as one line, the same in all files. */
export function formatMark({ kind, at, sha256 }: Omit<MarkLine, 'file'>): string {
  return formatLine({ version: portableVersion, at, [kind]: sha256 });
}

/** Reads a mark from the value of a line. */
export function readMark(value: unknown): Omit<MarkLine, 'file'> | undefined {
  const parsed = v.safeParse(markSchema, value);
  if (!parsed.success) return undefined;
  const { output } = parsed;
  return 'kept' in output
    ? { kind: 'kept', at: output.at, sha256: output.kept }
    : { kind: 'forgotten', at: output.at, sha256: output.forgotten };
}

/** Reads the whole picture of a line. */
export function readPicture(text: string, { root }: HistoryFile): Picture | undefined {
  return root === undefined ? parsePicture(text.trim()) : parsePortable(text.trim(), root)?.picture;
}

/** Whether a line of the user's own files was written by a newer version. */
export function isOfNewerVersion(text: string): boolean {
  return v.is(newerSchema, parseJson(text));
}

/** The value of a line; undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    // Other programs may have put a byte order mark before the line or a carriage return behind it.
    return JSON.parse(text.trim());
  } catch {
    return undefined;
  }
}

/**
 * Parts of a line that other programs have put together of several, or of one that was cut and a whole one. Each begins
 * with the time at which it was written; the same cannot stand inside a text, where quotes are escaped.
 * @returns nothing if there is but one part
 */
export function splitLine({ text, start }: Pick<FileLine, 'text' | 'start'>): readonly FileLine[] {
  const parts = text.split(/(?=\{"at":)/);
  if (parts.length < 2) return [];
  let end = start;
  return parts.map((part) => {
    const length = Buffer.byteLength(part);
    end += length;
    return { text: part, start: end - length, length };
  });
}
