const maxAltLength = 125;

/** A prompt as alternative text: one line of at most about 125 characters. */
export function createAltText(prompt: string): string {
  const line = prompt.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (Array.from(line).length <= maxAltLength) return line;
  const cut = Array.from(line).slice(0, maxAltLength).join('');
  // Scripts without spaces have no words to cut at, so not too much may be lost.
  return `${cut.replace(/\s+\S{0,40}$/, '').replace(/[\s,;:.–—-]+$/u, '')}…`;
}
