import type { Nodes } from 'mdast';
import type { Extension } from 'mdast-util-from-markdown';
import type { OffsetRange, PictureLink } from '../markup.ts';
import { parseAround } from './blocks.ts';
import { parseMarkdown } from './parseMarkdown.ts';
import { getFrontMatterEnd } from './regions.ts';

/** The pictures that a Markdown document shows, in order; one that names its target elsewhere does not count. */
export function getPictureLinks(markdown: string): readonly PictureLink[] {
  return readPictures(parseMarkdown(markdown, getFrontMatterEnd(markdown) > 0, [keepTargets]), 0);
}

/** The picture whose link stands at an offset; where two touch, the second one. */
export function getPictureLinkAt(markdown: string, offset: number): PictureLink | undefined {
  const { tree, start } = parseAround(markdown, offset, [keepTargets]);
  return readPictures(tree, start).findLast(({ range }) => range.start <= offset && offset <= range.end);
}

const targetRanges = new WeakMap<object, OffsetRange>();

/** Remembers where the target of each link and picture is written. */
const keepTargets: Extension = {
  enter: {
    resourceDestinationLiteral({ start, end }) {
      targetRanges.set(this.stack.at(-1) ?? {}, { start: start.offset + 1, end: end.offset - 1 });
    },
    resourceDestinationRaw({ start, end }) {
      targetRanges.set(this.stack.at(-1) ?? {}, { start: start.offset, end: end.offset });
    },
  },
};

/** @param from where the parsed part starts in the document */
function readPictures(node: Nodes, from: number): readonly PictureLink[] {
  const [start, end] = [node.position?.start.offset, node.position?.end.offset];
  if (node.type === 'image' && start !== undefined && end !== undefined) {
    const range = { start, end };
    // A picture whose target is empty has no place for another one, so the whole link stands for it.
    const targetRange = targetRanges.get(node) ?? range;
    return [{ target: node.url, alt: node.alt ?? '', range: move(range, from), targetRange: move(targetRange, from) }];
  }
  return 'children' in node ? node.children.flatMap((child) => readPictures(child, from)) : [];
}

function move({ start, end }: OffsetRange, by: number): OffsetRange {
  return { start: start + by, end: end + by };
}

/** Whether a link to the same target stands among the pictures on either side of its place. */
export function isLinkedNear(text: string, offset: number, link: string): boolean {
  const pictures = /^(?:\s*!\[[^\n]*(?:\n|$))+/.exec(text.slice(offset))?.[0] ?? '';
  const above = text.slice(0, offset).split('\n');
  const first = above.findLastIndex((line) => !/^\s*(?:!\[.*)?$/.test(line));
  return `${above.slice(first + 1).join('\n')}\n${pictures}`.includes(targetOf(link));
}

/** The target of a link, without its words, which another version of the extension may write differently. */
function targetOf(link: string): string {
  return link.slice(link.lastIndexOf(']('));
}
