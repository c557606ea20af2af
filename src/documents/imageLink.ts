import { toMarkdown } from 'mdast-util-to-markdown';

const maxAltLength = 125;

/**
 * Characters that dialects read as more than text, wherever they stand: MDX braces and `<`, tables `|`, mathematics
 * `$`, GFM and Pandoc `~` and `^`, Quarto's citations `@`.
 */
const unsafe = Array.from('\\{}<|$~^@', (character) => ({ character }));

/**
 * A picture's link: `![alt](target)`.
 * @param prompt becomes the alternative text: one line, cut at a word after about 125 characters, escaped
 * @param path relative, with `/`, not yet encoded
 */
export function createImageLink(prompt: string, path: string): string {
  const image = { type: 'image', alt: createAltText(prompt), url: encodePath(path) } as const;
  return toMarkdown(image, { unsafe }).trimEnd();
}

/** A prompt as alternative text: one line of at most about 125 characters. */
export function createAltText(prompt: string): string {
  const line = prompt.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (Array.from(line).length <= maxAltLength) return line;
  const cut = Array.from(line).slice(0, maxAltLength).join('');
  // Scripts without spaces have no words to cut at, so not too much may be lost.
  return `${cut.replace(/\s+\S{0,40}$/, '').replace(/[\s,;:.–—-]+$/u, '')}…`;
}

/** Encodes a path so that a link ends where it should in every dialect. */
function encodePath(path: string): string {
  return path
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}
