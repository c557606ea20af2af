import type { Nodes, Root } from 'mdast';
import type { Extension } from 'mdast-util-from-markdown';
import { toString } from 'mdast-util-to-string';
import type { OffsetRange } from '../markup.ts';
import { parseMarkdown } from './parseMarkdown.ts';
import { getFrontMatterEnd, getRegions } from './regions.ts';

/** A block of a document; offsets count UTF-16 units, `end` is behind the last one. */
export interface Block {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** What a reader sees of it: without `#`, `*` and the like. */
  readonly text: string;
}

/** The document's blocks at the top level, in order: a list, a quotation or a table counts as one. */
export function getBlocks(markdown: string): readonly Block[] {
  return readBlocks(parseRegion(markdown, { start: 0, end: markdown.length }), 0);
}

/** The block that holds `offset`, or ends there if none starts there. */
export function getBlockAt(markdown: string, offset: number): Block | undefined {
  const regions = [...getRegions(markdown, findOpenBlock)];
  const region = regions.find(({ end }) => offset < end) ?? regions.at(-1);
  return (
    region && getBlocksOf(markdown, region, regions).findLast(({ start, end }) => start <= offset && offset <= end)
  );
}

function findBlock(blocks: readonly Block[], offset: number): Block | undefined {
  return blocks.findLast(({ start, end }) => start <= offset && offset <= end);
}

/** The text of the heading above `offset`, or of the one that holds it; empty if there is none. */
export function getHeadingAt(markdown: string, offset: number): string {
  const regions = [...getRegions(markdown, findOpenBlock)];
  for (const region of regions.toReversed()) {
    if (region.start > offset || !mayBeHeading.test(markdown.slice(region.start, region.end))) continue;
    const blocks = getBlocksOf(markdown, region, regions);
    const heading = blocks.findLast(({ type, start }) => type === 'heading' && start <= offset);
    if (heading) return heading.text;
  }
  return '';
}

/** Where a picture's line goes: behind the block that holds the end of the selection. */
export function getOffsetAfterBlock(markdown: string, selectionEnd: number): number {
  const region = getRegionAt(markdown, selectionEnd);
  const part = markdown.slice(region.start, region.end);
  const block = findBlock(readBlocks(parseRegion(markdown, region), region.start), selectionEnd);
  if (!block) return selectionEnd;
  // A code fence or a comment that is never closed takes whatever follows, so the line goes before it.
  const isOpen =
    block.type !== 'yaml' &&
    block.type !== 'toml' &&
    findOpenBlock(part.slice(0, block.end - region.start)) !== undefined;
  return isOpen ? block.start : block.end;
}

/** The part of a document around `offset`, where it starts, and what the parser sees in it. */
export function parseAround(markdown: string, offset: number, more: readonly Extension[] = []) {
  const region = getRegionAt(markdown, offset);
  const part = markdown.slice(region.start, region.end);
  return { part, start: region.start, tree: parseRegion(markdown, region, '', more) };
}

/**
 * The text to insert at `offset` so that `link` stands on a line of its own, with an empty line on either side.
 * @param eol the document's line break
 */
export function asOwnParagraph(markdown: string, offset: number, link: string, eol: string): string {
  const before = markdown.slice(0, offset);
  const after = markdown.slice(offset);
  // Spaces on the line stay on a line of their own: before the link they could make it code or part of a list.
  const isBelowGap = /(^|\n[ \t]*\r?\n)$/.test(before);
  const isAboveGap = /^(\r?\n[ \t]*)?$|^\r?\n[ \t]*\r?\n/.test(after);
  const gapBefore = isBelowGap ? '' : /(^|\n)[ \t]*$/.test(before) ? eol : eol + eol;
  const gapAfter = isAboveGap ? '' : /^[ \t]*(\r?\n|$)/.test(after) ? eol : eol + eol;
  return gapBefore + link + gapAfter;
}

const mayBeHeading = /^ {0,3}(?:#|=+[ \t]*\r?$|-+[ \t]*\r?$)/m;

/**
 * @param elsewhere what else stands in the document
 * @param more what is done while the tree is made
 */
function parseRegion(
  markdown: string,
  { start, end }: OffsetRange,
  elsewhere = '',
  more: readonly Extension[] = [],
): Root {
  const part = markdown.slice(start, end);
  const hasFrontMatter = start === 0 && getFrontMatterEnd(markdown) > 0;
  if (end === markdown.length && elsewhere === '') return parseMarkdown(part, hasFrontMatter, more);
  // A block ends in another way before a line that it does not go on with than at the end of everything.
  const next = end === markdown.length ? '\n\n***' : /^ {0,3}>/.test(markdown.slice(end, end + 4)) ? '> a' : '***';
  const tree = parseMarkdown(`${part}${next}\n\n${elsewhere}`, hasFrontMatter, more);
  return { ...tree, children: tree.children.filter((node) => offsetOf(node, 'start') < part.length) };
}

function getRegionAt(markdown: string, offset: number): OffsetRange {
  let last: OffsetRange = { start: 0, end: 0 };
  for (const region of getRegions(markdown, findOpenBlock)) {
    last = region;
    if (offset < region.end) break;
  }
  return last;
}

function findOpenBlock(part: string): number | undefined {
  const last = parseMarkdown(`${part}\n\ntext`).children.at(-1);
  return last?.type === 'paragraph' ? undefined : last && offsetOf(last, 'start');
}

/** The blocks of one region. The definitions of its links may stand in other regions. */
function getBlocksOf(markdown: string, region: OffsetRange, regions: readonly OffsetRange[]): readonly Block[] {
  const part = markdown.slice(region.start, region.end);
  const labels = Array.from(part.matchAll(/\[((?:\\.|[^[\]\\])*)\]/gs), ([label]) => `${normalizeLabel(label)}:`);
  const isWhole = labels.length === 0 || findOpenBlock(part) !== undefined;
  const definitions = (isWhole ? [] : regions)
    .map(({ start, end }) => markdown.slice(start, end))
    .filter((other) => other.includes(']:') && other !== part)
    .filter((other) => labels.some((label) => normalizeLabel(other).includes(label)));
  return readBlocks(parseRegion(markdown, region, definitions.join('\n\n')), region.start);
}

function normalizeLabel(text: string): string {
  return text.replace(/\s+/g, ' ').toLowerCase();
}

function readBlocks({ children }: Root, offset: number): readonly Block[] {
  return children.map((node) => ({
    type: node.type,
    start: offset + offsetOf(node, 'start'),
    end: offset + offsetOf(node, 'end'),
    text: toString(node),
  }));
}

function offsetOf(node: Nodes, side: 'start' | 'end'): number {
  return node.position?.[side].offset ?? 0;
}
