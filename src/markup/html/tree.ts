import { type DefaultTreeAdapterTypes, html, parse, parseFragment } from 'parse5';
import type { OffsetRange } from '../markup.ts';

export type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

/** Elements that stand in a line of text. */
const inline = new Set(
  'a abbr b bdi bdo br button cite code data dfn em i img input kbd label mark meter output picture progress q ruby rp rt s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
);

/** Elements whose words no reader sees as text of the page. */
const unseen = new Set([
  'head',
  'script',
  'style',
  'template',
  'textarea',
  'select',
  'svg',
  'math',
  'iframe',
  'object',
]);

const headings = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/** A page, or a part of one, with where each of its nodes stands. */
export function parseHtml(text: string): Node {
  return parse(text, { sourceCodeLocationInfo: true });
}

export function isElement(node: Node): node is Element {
  return 'tagName' in node;
}

/** Whether a node stands in a line of text: an element that does so, or text itself. */
export function isInline(node: Node): boolean {
  return isElement(node) ? inline.has(node.tagName) : node.nodeName === '#text';
}

export function isHeading(node: Node): boolean {
  return isElement(node) && headings.has(node.tagName);
}

/** Whether a reader sees nothing of what is in a node. */
export function isUnseen(node: Node): boolean {
  return isElement(node) && (node.namespaceURI !== html.NS.HTML || unseen.has(node.tagName));
}

export function childrenOf(node: Node): readonly Node[] {
  return 'childNodes' in node ? node.childNodes : [];
}

/** Where a node stands in the text; undefined if it is only implied there. */
export function rangeOf(node: Node): OffsetRange | undefined {
  const location = node.sourceCodeLocation;
  return location ? { start: location.startOffset, end: location.endOffset } : undefined;
}

/** The nodes around `offset`, from the page to the innermost; where two touch, the one that ends there. */
export function pathTo(node: Node, offset: number): readonly Node[] {
  const holds = (child: Node): boolean => {
    const range = rangeOf(child);
    return range ? range.start < offset && offset <= range.end : childrenOf(child).some(holds);
  };
  const starts = (child: Node): boolean => rangeOf(child)?.start === offset || childrenOf(child).some(starts);
  const children = childrenOf(node);
  const next = children.find(holds) ?? children.find(starts);
  return next ? [node, ...pathTo(next, offset)] : [node];
}

/** All nodes in and below a node, in the order of the text. */
export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

/** What a reader sees of nodes: blocks stand on lines of their own. */
export function readText(nodes: readonly Node[]): string {
  return nodes
    .map(readNode)
    .join('')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

function readNode(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value.replace(/\s+/g, ' ');
  if (isUnseen(node) || node.nodeName === '#comment') return '';
  if (node.nodeName === 'br') return '\n';
  const text = childrenOf(node).map(readNode).join('');
  return isInline(node) ? text : `\n${text}\n`;
}

/** What a reader sees of a piece of a page, which may begin and end in the middle of anything. */
export function readFragment(text: string): string {
  return readText(parseFragment(text).childNodes);
}
