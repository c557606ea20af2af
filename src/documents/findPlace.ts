import type { OffsetRange } from '../markup/markup.ts';

/** The words by which a place in a document is found when its offsets are lost. */
export interface PlaceWords {
  /** The text that the picture belongs to; empty for a cursor. */
  readonly anchor: string;
  /** The lines around it, up to the next blank ones. */
  readonly block: string;
  /** Which of the two texts occurred only once in the document when the place was taken; only that one can find it. */
  readonly alone: 'anchor' | 'block' | 'none';
}

/** The most characters of a block that are kept on each side of a place. */
const maxContext = 1_000;

/** The words of a place in the present text of its document. */
export function getPlaceWords(text: string, range: OffsetRange): PlaceWords {
  const anchor = text.slice(range.start, range.end);
  const block = getLinesAround(text, range);
  const isAlone = (words: string): boolean => findWords(text, words).length === 1;
  return { anchor, block, alone: isAlone(anchor) ? 'anchor' : isAlone(block) ? 'block' : 'none' };
}

/**
 * Finds a place in a text that may have been changed in any way. If the anchor is a cursor, or occurs several times in
 * its block, the result is the end of the block.
 * @returns undefined if the place is not certain
 */
export function findPlace(text: string, { anchor, block, alone }: PlaceWords): OffsetRange | undefined {
  if (block === '' && anchor === '') return text.trim() === '' ? { start: 0, end: 0 } : undefined;
  if (alone === 'none') return undefined;
  const found = findWords(text, anchor);
  if (alone === 'anchor' && found.length <= 1) return found[0];
  const [home, ...others] = findWords(text, block);
  if (!home || others.length > 0) return undefined;
  const [first, ...more] = found.filter(({ start, end }) => home.start <= start && end <= home.end);
  return first && more.length === 0 ? first : { start: home.end, end: home.end };
}

/**
 * Finds every occurrence of words in a text, with any white space between them. If there is none, it ignores the case
 * of letters, and if there is still none, marks too, because formatters change `*` into `_`. Alternative texts of
 * pictures do not count, because they often repeat the text that the picture was made from.
 */
export function findWords(text: string, words: string): readonly OffsetRange[] {
  const isPicture = /!\[|<img\b/i.test(words);
  for (const pattern of createPatterns(words)) {
    const found = Array.from(text.matchAll(pattern), ({ index, 0: match }) => ({
      start: index,
      end: index + match.length,
    })).filter(({ start }) => isPicture || !isInPicture(text, start));
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * Whether the link stands in the block in place of the anchor. Needed for a job whose window died after the edit and
 * before the journal recorded it.
 */
export function isReplaced(
  text: string,
  { anchor, block = anchor }: { readonly anchor: string; readonly block?: string },
  link: string,
): boolean {
  const words = block.replace(anchor, () => link);
  return anchor !== '' && findWords(text, words).length > 0;
}

/** White space that does not end a paragraph. */
const gap = String.raw`(?:[^\S\r\n]+|[^\S\r\n]*(?:\r\n?|\n)[^\S\r\n]*)`;
/** White space and marks that do not end a paragraph. */
const looseGap = String.raw`(?:[^\p{L}\p{N}\r\n]+|[^\p{L}\p{N}\r\n]*(?:\r\n?|\n)[^\p{L}\p{N}\r\n]*)`;
const blankLine = /\r?\n[^\S\n]*\r?\n/;

function* createPatterns(words: string): Generator<RegExp> {
  const trimmed = words.trim();
  if (trimmed === '') return;
  const exact = joinWords(trimmed, /(\s+)/, gap, String.raw`\s+`);
  yield new RegExp(exact, 'gu');
  yield new RegExp(exact, 'giu');
  const bare = trimmed.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  if (bare !== '') yield new RegExp(joinWords(bare, /([^\p{L}\p{N}]+)/u, looseGap, String.raw`[^\p{L}\p{N}]+`), 'giu');
}

/** A pattern of the words, with `gap` between those of one paragraph and `wideGap` between two paragraphs. */
function joinWords(words: string, separator: RegExp, gapPattern: string, wideGap: string): string {
  return words
    .split(separator)
    .map((part, at) =>
      at % 2 === 0
        ? part.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
        : blankLine.test(part)
          ? wideGap
          : gapPattern,
    )
    .join('');
}

/** Whether an offset lies in the link of a picture, of Markdown or HTML, where a text describes the picture. */
function isInPicture(text: string, offset: number): boolean {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(Math.max(lineStart, offset - maxContext), offset);
  return /!\[(?:\\.|[^\]\\])*(?:\]\([^)\s]*)?$|<img\b[^>]*$/i.test(before);
}

/** The lines that a range stands in, up to blank ones; for a cursor on a blank line, those above it. */
function getLinesAround(text: string, { start, end }: OffsetRange): string {
  const isOnBlankLine = start === end && /(^|\n)[^\S\n]*$/.test(before(start)) && /^[^\S\n]*(\n|$)/.test(after(end));
  const from = isOnBlankLine ? text.slice(0, start).trimEnd().length : start;
  const to = Math.max(from, isOnBlankLine ? from : end);
  const head = before(from).split(blankLine).at(-1) ?? '';
  const tail = after(to).split(blankLine)[0] ?? '';
  return `${head}${text.slice(from, to)}${tail}`.trim();

  function before(offset: number): string {
    return text.slice(Math.max(0, offset - maxContext), offset);
  }
  function after(offset: number): string {
    return text.slice(offset, offset + maxContext);
  }
}
