import type { Nodes } from 'mdast';
import type { OffsetRange } from '../markup.ts';
import { parseAround } from './blocks.ts';
import { getFrontMatterEnd } from './regions.ts';

/** Nodes in which `![…](…)` would not become a picture. */
const foreignTypes: readonly string[] = ['code', 'inlineCode', 'html', 'definition', 'image', 'link'];

/** Syntax of the dialects: formulas, tags with their attributes, expressions and shortcodes. */
const foreignSpans: readonly RegExp[] = [
  /\$\$[\s\S]*?\$\$/g,
  /\$[^$\n]+\$/g,
  /\\\([\s\S]*?\\\)/g,
  /\\\[[\s\S]*?\\\]/g,
  /\\begin\{(\w+\*?)\}[\s\S]*?\\end\{\1\}/g,
  /<[A-Za-z/!?](?:"[^"]*"|'[^']*'|\{[^}]*\}|[^>"'{])*>/g,
  /\{[^{}]*\}/g,
];

/**
 * Whether a picture's link can stand in place of a text, in every dialect of Markdown. In HTML, code, formulas, front
 * matter, attributes or the target of a link it would break what is there; in doubt it cannot.
 * @param languageId of the document
 */
export function canBecomePicture(markdown: string, range: OffsetRange, languageId: string): boolean {
  const { start, end } = range;
  if (markdown.slice(start, end).trim() === '') return false;
  const before = markdown.slice(0, start);
  // Constructs that continue behind blank lines: formulas, and imports, exports and expressions of MDX.
  if (count(before, /\$\$/g) % 2 === 1) return false;
  if (languageId === 'mdx' && count(before, /\{/g) > count(before, /\}/g)) return false;
  if (start < getFrontMatterEnd(markdown)) return false;
  const first = parseAround(markdown, start);
  const isWhole = end < first.start + first.part.length;
  return [first, ...(isWhole ? [] : [parseAround(markdown, end)])].every((part) => isPlain(part, range));
}

function isPlain({ tree, part, start: shift }: ReturnType<typeof parseAround>, range: OffsetRange): boolean {
  const start = range.start - shift;
  const end = range.end - shift;
  /** Whether the range overlaps `from`–`to` without covering all of it. */
  const cuts = (from: number, to: number): boolean => from < end && start < to && !(start <= from && to <= end);

  const isForeign = (node: Nodes): boolean => {
    const from = node.position?.start.offset ?? 0;
    const to = node.position?.end.offset ?? 0;
    if (foreignTypes.includes(node.type) && cuts(from, to) && !isInLinkText(node, start, end)) return true;
    return 'children' in node && node.children.some(isForeign);
  };
  if (isForeign(tree)) return false;
  return foreignSpans.every((pattern) =>
    Array.from(part.matchAll(pattern)).every(({ index, 0: span }) => !cuts(index, index + span.length)),
  );
}

/** Whether the range lies in the words of a link, which may become a picture that is the link. */
function isInLinkText(node: Nodes, start: number, end: number): boolean {
  if (node.type !== 'link') return false;
  const from = node.children[0]?.position?.start.offset ?? Infinity;
  const to = node.children.at(-1)?.position?.end.offset ?? 0;
  return from <= start && end <= to;
}

function count(text: string, pattern: RegExp): number {
  return Array.from(text.matchAll(pattern)).length;
}
