/** Takes no room and breaks no line: https://www.unicode.org/charts/PDF/U2000.pdf */
const wordJoiner = '\u2060';

/**
 * A text as VS Code shows it and nothing more. VS Code makes `[text](command:…)` in a message, in a progress and below
 * an input box a link that runs the command, and `$(name)` in labels an icon; prompts, settings, file names and words
 * of the service may hold either. An invisible character keeps the marks apart, and the text reads as it did.
 */
export function inertText(text: string): string {
  return text.replaceAll('](', `]${wordJoiner}(`).replaceAll('$(', `$${wordJoiner}(`);
}
