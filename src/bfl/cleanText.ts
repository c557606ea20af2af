import type { Connection } from './context.ts';

/** The most texts of one answer that are shown to the user. */
export const maxTexts = 10;
const maxLength = 500;
/** The length that is searched for signatures, because a text of the service may have any length. */
const maxLookedAt = 4 * maxLength;

/**
 * Makes a text of the service safe to show and keep: without the key, without the signatures of URLs, and not too long.
 */
export function cleanText(text: string, connection: Connection): string {
  // The key is hidden before the text is cut, because a cut could leave half of it. The cut keeps `hideSignatures`
  // quick.
  return hideSignatures(hideKey(text, connection).slice(0, maxLookedAt)).slice(0, maxLength);
}

/** Removes the queries of URLs, because they hold signatures. Takes time in proportion to the length. */
export function hideSignatures(text: string): string {
  return text.replace(/[^\s"']+/g, (word) => {
    const start = word.search(/https?:\/\//);
    const query = start < 0 ? -1 : word.indexOf('?', start);
    return query < 0 ? word : `${word.slice(0, query)}?…`;
  });
}

/** Removes the key, because a service may repeat it. */
export function hideKey(text: string, { key }: Connection): string {
  return text.replaceAll(key, '[key]');
}
