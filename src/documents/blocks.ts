import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfmTable } from 'micromark-extension-gfm-table';
import { toString } from 'mdast-util-to-string';

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
  const tree = fromMarkdown(markdown, {
    extensions: [gfmTable(), frontmatter(['yaml', 'toml'])],
    mdastExtensions: [gfmTableFromMarkdown(), frontmatterFromMarkdown(['yaml', 'toml'])],
  });
  return tree.children.map((node) => ({
    type: node.type,
    start: offsetOf(node, 'start'),
    end: offsetOf(node, 'end'),
    text: toString(node),
  }));
}

/** The block that holds `offset` or ends there. */
export function getBlockAt(markdown: string, offset: number): Block | undefined {
  return getBlocks(markdown).find(({ start, end }) => start <= offset && offset <= end);
}

/** The text of the heading above `offset`, or of the one that holds it; empty if there is none. */
export function getHeadingAt(markdown: string, offset: number): string {
  return getBlocks(markdown).findLast(({ type, start }) => type === 'heading' && start <= offset)?.text ?? '';
}

/** Where a picture's line goes: behind the block that holds the end of the selection. */
export function getOffsetAfterBlock(markdown: string, selectionEnd: number): number {
  const block = getBlockAt(markdown, selectionEnd);
  if (!block) return selectionEnd;
  // A code fence or a comment that is never closed takes whatever follows, so the line goes before it.
  const isOpen = getBlocks(`${markdown.slice(0, block.end)}\n\ntext`).at(-1)?.type !== 'paragraph';
  return isOpen ? block.start : block.end;
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

function offsetOf(node: Nodes, side: 'start' | 'end'): number {
  return node.position?.[side].offset ?? 0;
}
