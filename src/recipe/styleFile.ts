import { RuleError } from './rule.ts';
import { fieldOf, parseStyle, type Style } from './styles.ts';

/**
 * Reads a style from a Markdown file: the front matter holds its keys, if it has any, and the body is its text.
 * @param name the name of the file without its extension
 * @throws {RuleError} naming the style, and the key or the line that is wrong
 */
export async function parseStyleFile(name: string, markdown: string): Promise<Style> {
  const { readFrontMatter } = await import('./frontMatter.ts');
  const read = readFrontMatter(markdown);
  if ('rule' in read) throw new RuleError(fieldOf(name, `line ${read.line}`), read.rule, read.found);
  return parseStyle(name, read.body, read.values);
}

/** Writes a style as {@link parseStyleFile} reads it. */
export async function formatStyleFile({ text, model, parameters }: Style): Promise<string> {
  const { formatFrontMatter } = await import('./frontMatter.ts');
  return formatFrontMatter({ values: { ...(model !== undefined && { model }), ...parameters }, body: text });
}
