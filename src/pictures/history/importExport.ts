import type { Picture } from '../picture.ts';
import { parseJson, splitLine } from './jsonLine.ts';
import { formatMark, readMark } from './mark.ts';
import { formatPortable, parsePortable, type PortableLine } from './portable.ts';

/** Clocks may differ, and time zones be wrong. */
const dayMs = 86_400_000;

/** What the text of another history says. */
export interface ParsedImport {
  readonly pictures: readonly Picture[];
  /** The SHA-256 of each picture that was chosen among those that were ordered together with it. */
  readonly kept: readonly string[];
  /** How many lines could not be read. */
  readonly unreadable: number;
}

/** Writes pictures as portable lines that {@link parseImport} reads. They may lie anywhere. */
export function formatExport(pictures: readonly Picture[], root: string | undefined): string {
  return pictures
    .flatMap((picture) => [
      formatPortable(picture, picture.savedAt, root, 'anywhere') ?? '',
      picture.isKept ? formatMark({ kind: 'kept', sha256: picture.sha256, at: picture.savedAt }) : '',
    ])
    .join('');
}

/**
 * Reads portable lines, without the pictures that they say are forgotten. Lines of the future cannot be read: they would
 * be the newest for ever, and push the user's own out of the history.
 * @param now in milliseconds
 */
export function parseImport(text: string, root: string | undefined, now: number): ParsedImport {
  const parts = text.split('\n').flatMap(splitText);
  const isPast = ({ at, picture }: PortableLine): boolean => Math.max(at, picture.savedAt) <= now + dayMs;
  const lines = parts.flatMap((part) => parsePortable(part, root, 'anywhere') ?? []).filter(isPast);
  const marks = parts.flatMap((part) => readMark(parseJson(part)) ?? []);
  const sorted = marks.filter(({ kind }) => kind === 'forgotten').toSorted((a, b) => a.at - b.at);
  const forgottenAt = new Map(sorted.map(({ sha256, at }) => [sha256, at]));
  const isForgotten = (sha256: string, at: number): boolean => (forgottenAt.get(sha256) ?? -1) >= at;
  return {
    pictures: lines.filter(({ picture, at }) => !isForgotten(picture.sha256, at)).map(({ picture }) => picture),
    kept: marks
      .filter(({ kind, sha256, at }) => kind === 'kept' && !isForgotten(sha256, at))
      .map(({ sha256 }) => sha256),
    unreadable: parts.length - lines.length - marks.length,
  };
}

/** The parts of a line, without the white space around it. */
function splitText(line: string): readonly string[] {
  const text = line.trim();
  if (text === '') return [];
  const parts = parseJson(text) === undefined ? splitLine({ text, start: 0 }) : [];
  return parts.length === 0 ? [text] : parts.map((part) => part.text);
}
