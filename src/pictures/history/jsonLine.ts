import type { FileLine } from '../../files/lineFile.ts';

/** Writes a line, with its end. Its keys are sorted at every level, so that equal lines are equal texts. */
export function formatLine(value: object): string {
  return `${JSON.stringify(sortKeys(value))}\n`;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

/** The value of a line; undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Splits a line that other programs have put together of several, of one that was cut and a whole one, or of a byte
 * order mark and a line. Each line begins with the time at which it was written; the same cannot stand inside a text,
 * where quotes are escaped.
 * @returns nothing if there is only one part
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
