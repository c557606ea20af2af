import { htmlEscape } from 'escape-goat';
import { createAltText } from './altText.ts';
import {
  childrenOf,
  type Element,
  isElement,
  isHeading,
  isInline,
  isUnseen,
  type Node,
  parseHtml,
  pathTo,
  rangeOf,
  readFragment,
  readText,
  walk,
} from './html/tree.ts';
import type { Insertion, Markup, OffsetRange, Passage, PictureLink } from './markup.ts';

/** HTML as a document that gets pictures. */
export const html: Markup = {
  readSelection: (text, { start, end }) => readFragment(text.slice(start, end)),
  promptAt,
  headingAt,
  canReplace,
  placeAfter,
  link: (prompt, target) => `<img src="${htmlEscape(target)}" alt="${escapeText(createAltText(prompt))}">`,
  links,
  linkAt: (text, offset) => links(text).findLast(({ range }) => range.start <= offset && offset <= range.end),
  retarget: (text, { targetRange }, target) =>
    /["']/.test(text[targetRange.start - 1] ?? '') ? htmlEscape(target) : `"${htmlEscape(target)}"`,
  hasLinkNear,
};

/** Elements that contain blocks: a picture can stand between two of these. A list or a table is one block. */
const containers = new Set(
  'html body div section article main aside header footer nav form fieldset details center'.split(' '),
);

/** Marks that template programs read, written as character references, which they do not read. */
function escapeText(text: string): string {
  return htmlEscape(text).replace(/[{}$%@]/g, (character) => `&#${character.codePointAt(0)};`);
}

function promptAt(text: string, offset: number): Passage | undefined {
  const path = pathTo(parseHtml(text), offset);
  if (path.some(isUnseen) || path.at(-1)?.nodeName === '#comment') return undefined;
  const block = path.findLastIndex((node) => !isInline(node));
  const run = getRun(path[block], path[block + 1]);
  const range = rangeOfAll(text, run);
  const prompt = readText(run);
  return range && prompt !== '' ? { prompt, range } : undefined;
}

/** The neighbours of a node that stand in one line of text with it, itself included. */
function getRun(parent: Node | undefined, node: Node | undefined): readonly Node[] {
  if (!parent || !node || !isInline(node)) return [];
  const siblings = childrenOf(parent);
  const at = siblings.indexOf(node);
  const first = siblings.slice(0, at).findLastIndex((one) => !isInline(one)) + 1;
  const last = siblings.findIndex((one, index) => index > at && !isInline(one));
  return siblings.slice(first, last === -1 ? undefined : last);
}

function rangeOfAll(text: string, nodes: readonly Node[]): OffsetRange | undefined {
  const ranges = nodes.map(rangeOf).filter((range) => range !== undefined);
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (!first || !last) return undefined;
  const source = text.slice(first.start, last.end);
  const start = first.start + source.length - source.trimStart().length;
  return { start, end: Math.max(start, first.start + source.trimEnd().length) };
}

function headingAt(text: string, offset: number): string {
  const above = [...walk(parseHtml(text))].filter((node) => isHeading(node) && (rangeOf(node)?.start ?? 0) <= offset);
  return readText(above.slice(-1));
}

/** A range may become a picture only within one text node: across tags, a picture would cut elements in two. */
function canReplace(text: string, { start, end }: OffsetRange): boolean {
  if (text.slice(start, end).trim() === '') return false;
  const path = pathTo(parseHtml(text), end);
  const range = path.at(-1)?.nodeName === '#text' ? rangeOf(path.at(-1) as Node) : undefined;
  const isForeign = path.some((node) => isUnseen(node) || ['title', 'option', 'pre', 'code'].includes(node.nodeName));
  return range !== undefined && range.start <= start && !isForeign;
}

function placeAfter(text: string, offset: number, link: string, eol: string): Insertion | undefined {
  const path = pathTo(parseHtml(text), offset);
  const isInBody = path.some(({ nodeName }) => nodeName === 'body') || text.trim() === '';
  if (!isInBody || path.some(isUnseen)) return undefined;
  const found = path.findIndex((node) => !isContainer(node));
  const inner = found === -1 ? path.length : found;
  const [holder, block] = [path[inner - 1], path[inner]];
  const range = rangeOfAll(text, block && isInline(block) ? getRun(holder, block) : block ? [block] : []);
  const end = range?.end ?? (holder ? clampToContent(holder, offset) : offset);
  return asOwnLines(text, end, range?.start ?? end, link, eol);
}

/** Moves an offset that lies in a tag of an element to between its tags. */
function clampToContent(node: Node, offset: number): number {
  const location = node.sourceCodeLocation;
  const [start, end] =
    location && 'startTag' in location
      ? [location.startTag?.endOffset ?? 0, location.endTag?.startOffset ?? offset]
      : [0, offset];
  return Math.min(Math.max(offset, start), end);
}

function isContainer(node: Node): boolean {
  return isElement(node) ? containers.has(node.tagName) : node.nodeName === '#document';
}

/** @param from where the block begins that the link stands behind; gives the indentation */
function asOwnLines(text: string, offset: number, from: number, link: string, eol: string): Insertion {
  const line = text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
  const indent = /^[ \t]*$/.test(line) ? line : '';
  const isLineOver = /^[ \t]*(?:\r?\n|$)/.test(text.slice(offset));
  return { offset, text: `${eol}${indent}<p>${link}</p>${isLineOver ? '' : eol}` };
}

function links(text: string): readonly PictureLink[] {
  return [...walk(parseHtml(text))].flatMap((node) => {
    const range = rangeOf(node);
    if (!range || !isElement(node) || node.tagName !== 'img') return [];
    const attribute = (name: string): string => node.attrs.find((one) => one.name === name)?.value ?? '';
    return [{ target: attribute('src'), alt: attribute('alt'), range, targetRange: valueRange(text, node) ?? range }];
  });
}

/** Where the value of `src` is written, without quotes. */
function valueRange(text: string, { sourceCodeLocation }: Element): OffsetRange | undefined {
  const location = sourceCodeLocation?.attrs?.['src'];
  if (!location) return undefined;
  const source = text.slice(location.startOffset, location.endOffset);
  const start = location.startOffset + source.indexOf('=') + 1;
  const value = text.slice(start, location.endOffset);
  const [before = '', quote = ''] = /^\s*(["']?)/.exec(value) ?? [];
  return { start: start + before.length, end: location.endOffset - quote.length };
}

const pictures = String.raw`(?:\s*<p>\s*<img\b[^>]*>\s*</p>\s*)*`;

function hasLinkNear(text: string, offset: number, link: string): boolean {
  const [target = ''] = / src="[^"]*"/.exec(link) ?? [];
  const before = new RegExp(`${pictures}$`).exec(text.slice(Math.max(0, offset - 20_000), offset))?.[0] ?? '';
  const after = new RegExp(`^${pictures}`).exec(text.slice(offset))?.[0] ?? '';
  return `${before}${after}`.includes(target);
}
