import type { OffsetRange } from '../markup/markup.ts';

/** One replacement: `length` units at `offset` became `inserted` units. */
export interface Replacement {
  readonly offset: number;
  readonly length: number;
  readonly inserted: number;
}

/**
 * Moves a range along with an edit. Text inserted at its edges does not become part of it.
 * @returns undefined if the range's text was deleted
 */
export function moveRange(range: OffsetRange, { offset, length, inserted }: Replacement): OffsetRange | undefined {
  const end = offset + length;
  const delta = inserted - length;
  if (offset >= range.end) return range;
  if (end <= range.start) return { start: range.start + delta, end: range.end + delta };
  if (offset <= range.start && end >= range.end) return undefined;
  if (offset < range.start) return { start: offset + inserted, end: range.end + delta };
  return { start: range.start, end: end > range.end ? offset : range.end + delta };
}
