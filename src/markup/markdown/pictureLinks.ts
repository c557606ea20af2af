import type { Nodes } from 'mdast';
import type { PictureLink } from '../markup.ts';
import { parseMarkdown } from './parseMarkdown.ts';
import { getFrontMatterEnd } from './regions.ts';

/** The pictures that a Markdown document shows, in order; one that names its target elsewhere does not count. */
export function getPictureLinks(markdown: string): readonly PictureLink[] {
  return readPictures(parseMarkdown(markdown, getFrontMatterEnd(markdown) > 0));
}

function readPictures(node: Nodes): readonly PictureLink[] {
  const [start, end] = [node.position?.start.offset, node.position?.end.offset];
  if (node.type === 'image' && start !== undefined && end !== undefined)
    return [{ target: decode(node.url), alt: node.alt ?? '', range: { start, end } }];

  return 'children' in node ? node.children.flatMap(readPictures) : [];
}

function decode(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
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
