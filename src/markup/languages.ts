import type { Markup } from './markup.ts';

// A language's parser is large, so each language is a bundle of its own, loaded when it is first needed.
const markdown = async (languageId: string): Promise<Markup> =>
  (await import('./markdown.ts')).createMarkdown(languageId);
const html = async (): Promise<Markup> => (await import('./html.ts')).html;

/** The languages of documents that get pictures, by the ids that VS Code has for them. */
const languages: Readonly<Record<string, (languageId: string) => Promise<Markup>>> = {
  markdown,
  mdx: markdown,
  quarto: markdown,
  rmd: markdown,
  html,
};

export const markupLanguages: readonly string[] = Object.keys(languages);

/** Whether pictures are linked in documents of a language. */
export function hasMarkup(languageId: string): boolean {
  return Object.hasOwn(languages, languageId);
}

/** A language as documents that get pictures are written in it; undefined if nothing is known of it. */
export async function loadMarkup(languageId: string): Promise<Markup | undefined> {
  return hasMarkup(languageId) ? languages[languageId]?.(languageId) : undefined;
}
