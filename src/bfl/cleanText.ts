import type { Connection } from './context.ts';

/** As many as a person may read. */
export const maxTexts = 10;
const maxLength = 500;
/** What is looked at for signatures: a text of the service may be as long as it likes. */
const maxLookedAt = 4 * maxLength;

/** A text of the service as it may be shown and kept: without the key and the signatures of URLs, and not too long. */
export function cleanText(text: string, connection: Connection): string {
  // First the key, which a cut could leave half of; then the cut, for the rest to be quick.
  return hideSignatures(hideKey(text, connection).slice(0, maxLookedAt)).slice(0, maxLength);
}

/** A text without the queries of URLs, which hold signatures. Takes time in proportion to its length. */
export function hideSignatures(text: string): string {
  return text.replace(/[^\s"']+/g, (word) => {
    const start = word.search(/https?:\/\//);
    const query = start < 0 ? -1 : word.indexOf('?', start);
    return query < 0 ? word : `${word.slice(0, query)}?…`;
  });
}

/** A text without the key, which a service may repeat. */
export function hideKey(text: string, { key }: Connection): string {
  return text.replaceAll(key, '[key]');
}
