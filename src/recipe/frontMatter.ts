import { LineCounter, parseDocument, stringify } from 'yaml';

// This file is a bundle of its own, because the YAML parser is large. It throws no errors of ours: their classes would be
// other ones than those of the rest of the extension.

/** What a Markdown file says: the values of its front matter, which are none if it has none, and the text below. */
export interface Matter {
  readonly values: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Why front matter cannot be read. */
export interface BrokenMatter {
  readonly rule: 'frontMatterEnd' | 'yaml' | 'mapping';
  /** Counted from 1 in the file. */
  readonly line: number;
  /** What the parser says, or what is there in place of a mapping. */
  readonly found?: unknown;
}

/** Stands alone in the lines before and after the front matter. */
const mark = '---';

/** Reads the front matter of a Markdown file. */
export function readFrontMatter(markdown: string): Matter | BrokenMatter {
  const lines = markdown.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  if (!isMark(lines[0])) return { values: {}, body: lines.join('\n') };
  const end = lines.findIndex((line, at) => at > 0 && isMark(line));
  if (end === -1) return { rule: 'frontMatterEnd', line: 1 };
  // The empty line stands for the mark, so that lines are counted as in the file.
  return readYaml(['', ...lines.slice(1, end)].join('\n'), lines.slice(end + 1).join('\n'));
}

/** Writes a Markdown file as {@link readFrontMatter} reads it. */
export function formatFrontMatter({ values, body }: Matter): string {
  const yaml = Object.keys(values).length === 0 ? '' : stringify(values);
  // A body that starts like front matter needs an empty one before it.
  return yaml === '' && !body.startsWith(mark) ? `${body}\n` : `${mark}\n${yaml}${mark}\n\n${body}\n`;
}

function isMark(line: string | undefined): boolean {
  return line?.trimEnd() === mark;
}

function readYaml(yaml: string, body: string): Matter | BrokenMatter {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter, prettyErrors: false, logLevel: 'error' });
  const [error] = document.errors;
  if (error) return { rule: 'yaml', line: lineCounter.linePos(error.pos[0]).line, found: error.message };
  try {
    // An alias could make a value that holds itself.
    const values: unknown = document.toJS({ maxAliasCount: 0 });
    if (values === null) return { values: {}, body };
    if (typeof values !== 'object' || Array.isArray(values)) return { rule: 'mapping', line: 2, found: values };
    return { values: Object.fromEntries(Object.entries(values)), body };
  } catch (cause) {
    return { rule: 'yaml', line: 2, found: cause instanceof Error ? cause.message : String(cause) };
  }
}
