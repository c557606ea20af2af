import type { Connection } from './context.ts';

const maxLength = 500;

/** A text of the service as it may be shown and kept: without the key and the signatures of URLs, and not too long. */
export function cleanText(text: string, connection: Connection): string {
  return hideSignatures(hideKey(text, connection)).slice(0, maxLength);
}

/** A text without the queries of URLs, which hold signatures. */
export function hideSignatures(text: string): string {
  return text.replace(/(https?:\/\/[^\s?#"']+)\?[^\s"']*/g, '$1?…');
}

/** A text without the key, which a service may repeat. */
export function hideKey(text: string, { key }: Connection): string {
  return text.replaceAll(key, '[key]');
}
