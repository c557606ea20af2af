import { findWords } from './findPlace.ts';

// For a job whose window died between the edit and the note of it.

/** Whether a link to the same target stands among the pictures on either side of its place. */
export function isLinkedNear(text: string, offset: number, link: string): boolean {
  const pictures = /^(?:\s*!\[[^\n]*(?:\n|$))+/.exec(text.slice(offset))?.[0] ?? '';
  const above = text.slice(0, offset).split('\n');
  const first = above.findLastIndex((line) => !/^\s*(?:!\[.*)?$/.test(line));
  return `${above.slice(first + 1).join('\n')}\n${pictures}`.includes(targetOf(link));
}

/** Whether the link stands where a text that is gone stood in its block. */
export function isReplaced(
  text: string,
  { anchor, block = anchor }: { readonly anchor: string; readonly block?: string },
  link: string,
): boolean {
  return (
    anchor !== '' &&
    findWords(
      text,
      block.replace(anchor, () => link),
    ).length > 0
  );
}

/** The part of a link that leads to the picture; its words may be written in another way by another version. */
function targetOf(link: string): string {
  return link.slice(link.lastIndexOf(']('));
}
