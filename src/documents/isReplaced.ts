import { findWords } from './findPlace.ts';

/**
 * Whether a link stands where a text that is gone stood in its block: for a job whose window died between the edit and
 * the note of it.
 */
export function isReplaced(
  text: string,
  { anchor, block = anchor }: { readonly anchor: string; readonly block?: string },
  link: string,
): boolean {
  const words = block.replace(anchor, () => link);
  return anchor !== '' && findWords(text, words).length > 0;
}
