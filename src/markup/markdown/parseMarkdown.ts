import type { Root } from 'mdast';
import { type Extension, fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfmTable } from 'micromark-extension-gfm-table';

const extensions = [gfmTable()];
const mdastExtensions = [gfmTableFromMarkdown()];

/**
 * Markdown with tables, as every language here has it.
 * @param withFrontMatter where there is none, its syntax must not even be tried: a list below a first line `---` would
 * be text
 * @param more what is done while the tree is made
 */
export function parseMarkdown(markdown: string, withFrontMatter = false, more: readonly Extension[] = []): Root {
  if (!withFrontMatter) return fromMarkdown(markdown, { extensions, mdastExtensions: [...mdastExtensions, ...more] });
  return fromMarkdown(markdown, {
    extensions: [...extensions, frontmatter(['yaml', 'toml'])],
    mdastExtensions: [...mdastExtensions, frontmatterFromMarkdown(['yaml', 'toml']), ...more],
  });
}
