import type { Nodes } from 'mdast';
import type { OffsetRange, Passage } from '../markup.ts';
import { getBlockAt } from './blocks.ts';
import { parseMarkdown } from './parseMarkdown.ts';
import { getReadableText } from './readableText.ts';
import { getFrontMatterEnd } from './regions.ts';

/**
 * The innermost passage around a cursor: a heading, a cell of a table, or a paragraph, be it in a list, a quotation, a
 * callout or a box of HTML or JSX.
 * @returns undefined where no reader sees words of the author’s: between blocks, in code, front matter and comments
 */
export function getPassageAt(markdown: string, offset: number, languageId: string): Passage | undefined {
  const block = getBlockAt(markdown, offset);
  if (!block || ['yaml', 'toml'].includes(block.type)) return undefined;
  const source = markdown.slice(block.start, block.end);
  const at = offset - block.start;
  // An indented line may be part of a note, a definition or a box; a fence shows code.
  if (block.type === 'code' && /^(?:`{3}|~{3})/.test(source)) return undefined;
  const leaf = findLeaf(parseMarkdown(source), source, at);
  const range = leaf && narrow(source, leaf, at, languageId);
  const prompt = range ? getReadableText(source.slice(range.start, range.end), languageId) : '';
  if (!range || prompt === '') return undefined;
  return { prompt, range: { start: block.start + range.start, end: block.start + range.end } };
}

interface Leaf extends OffsetRange {
  readonly type: string;
}

/** The nodes that contain words but no other such node; gives the nearest to the cursor on its line. */
function findLeaf(tree: Nodes, source: string, at: number): Leaf | undefined {
  const leaves = getLeaves(tree).filter(
    ({ start, end }) => source.lastIndexOf('\n', start - 1) < at && !source.slice(end, at).includes('\n'),
  );
  const distance = ({ start, end }: Leaf): number => Math.max(start - at, at - end, 0);
  return leaves.toSorted((a, b) => distance(a) - distance(b))[0];
}

const leafTypes = ['paragraph', 'heading', 'tableCell', 'html', 'code'];

function getLeaves(node: Nodes): readonly Leaf[] {
  const [start, end] = [node.position?.start.offset, node.position?.end.offset];
  if (leafTypes.includes(node.type) && start !== undefined && end !== undefined) {
    return node.type === 'code' && node.lang !== undefined && node.lang !== null
      ? []
      : [{ type: node.type, start, end }];
  }
  return 'children' in node ? node.children.flatMap(getLeaves) : [];
}

/** Lines that begin something new within one CommonMark paragraph: definitions, notes, and items in a box. */
const newPassage = /^[ \t>]*(?::[ \t]|\[\^[^\]\s]+\]:|\[[^\]]+\]:)/;
const newItem = /^[ \t>]*(?:[-*+]|\d+[.)])[ \t]/;

/** The lines around the cursor up to lines that show nothing, because CommonMark joins the boxes of dialects. */
function narrow(source: string, leaf: Leaf, at: number, languageId: string): OffsetRange | undefined {
  const text = source.slice(leaf.start, leaf.end);
  if (leaf.type === 'heading') return leaf;
  if (leaf.type === 'tableCell') return trimRange(text, leaf.start, /^\|?\s*/, /\s*\|?$/);
  // A comment, or code of MDX: together its lines show nothing, even if one of them alone would.
  if (getReadableText(text, languageId) === '') return undefined;
  const isRaw = leaf.type !== 'paragraph';
  const isBreak = (line: string): boolean => getReadableText(line, languageId) === '';
  const isStart = (line: string): boolean => newPassage.test(line) || (isRaw && newItem.test(line));

  const lines = text.split('\n');
  const current = text.slice(0, Math.max(at - leaf.start, 0)).split('\n').length - 1;
  if (isBreak(lines[current] ?? '')) return undefined;
  let first = current;
  while (first > 0 && !isStart(lines[first] ?? '') && !isBreak(lines[first - 1] ?? '')) first -= 1;
  let last = current + 1;
  while (last < lines.length && !isStart(lines[last] ?? '') && !isBreak(lines[last] ?? '')) last += 1;
  const start = leaf.start + lines.slice(0, first).join('\n').length + (first > 0 ? 1 : 0);
  return trimRange(lines.slice(first, last).join('\n'), start, /^\s*/, /\s*$/);
}

function trimRange(text: string, start: number, head: RegExp, tail: RegExp): OffsetRange {
  const rest = text.replace(head, '');
  const begin = start + text.length - rest.length;
  return { start: begin, end: begin + rest.replace(tail, '').length };
}

/** What a reader sees of a selection; all of it in code, which is shown as it is. */
export function getSelectedText(markdown: string, { start, end }: OffsetRange, languageId: string): string {
  const selected = markdown.slice(start, end);
  const text = getReadableText(start === 0 ? selected.slice(getFrontMatterEnd(selected)) : selected, languageId);
  // Parse the document only if the result depends on it.
  if (text === selected) return text;
  const block = getBlockAt(markdown, start);
  const isInCode = block?.type === 'code' && block.start < start && end < block.end;
  return isInCode ? selected : text;
}
