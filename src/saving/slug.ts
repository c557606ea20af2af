import { windowsReservedNameRegex } from 'filename-reserved-regex';

const maxCharacters = 60;
/** Leaves room for more in a name of 143 bytes; 60 characters of some scripts have 180 and more. */
const defaultMaxBytes = 120;

/**
 * Turns text into a part of a file name: its letters and digits in any script, joined by hyphens, at most 60
 * characters and `maxBytes`, cut at a word, never empty, never a name that Windows reserves.
 */
export function createSlug(text: string, maxBytes = defaultMaxBytes): string {
  const fits = (slug: string): boolean =>
    Array.from(slug).length <= maxCharacters && Buffer.byteLength(slug) <= maxBytes;
  // A mark needs a letter before it: an emoji's variation selector alone would be an invisible name.
  const words =
    text
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word : `${slug}-${word}`;
    if (!fits(longer)) break;
    slug = longer;
  }
  if (slug === '') {
    for (const character of words[0] ?? 'image') {
      if (!fits(slug + character)) break;
      slug += character;
    }
  }
  return windowsReservedNameRegex().test(slug) ? `${slug}-image` : slug;
}
