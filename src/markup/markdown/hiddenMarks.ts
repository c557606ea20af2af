/** A pattern and its replacement, used outside of code. */
type Rule = readonly [pattern: RegExp, replacement: string];

/** Marks of the dialects that CommonMark does not know; the parser removes the others. */
const rules: readonly Rule[] = [
  [/<(script|style)\b[^]*?<\/\1\s*>/gi, ''],
  // Lines of marks alone: fences of directives and callouts, environments of TeX, borders of formulas.
  [/^[ \t]*:{3,}[^\n]*$/gm, ''],
  [/^[ \t]*(?:!!!|\?\?\?\+?|===)[ \t][^\n]*$/gm, ''],
  [/^[ \t]*\\(?:begin|end)\{[^\n]*$/gm, ''],
  [/^[ \t]*\$\$[ \t]*$/gm, ''],
  // Shortcodes and tags of template engines.
  [/\{\{[^]*?\}\}|\{%[^]*?%\}/g, ''],
  // Wiki links and embeds.
  [/!\[\[[^\]\n]*\]\]/g, ''],
  [/\[\[(?:[^\]|\n]*\|)?([^\]\n]*)\]\]/g, '$1'],
  // Footnotes, citations and the kinds of callouts.
  [/^([ \t]*)\[\^[^\]\s]+\]:[ \t]*/gm, '$1'],
  [/[ \t]*\^\[[^\]]*\]|[ \t]*\[\^[^\]\s]+\]/g, ''],
  [/[ \t]*\[(?:[^\][\n]*[^\w\][\n])?-?@[\w{][^\][]*\](?!\()/g, ''],
  [/^((?:[ \t]*>)*[ \t]*)\[!\w+\][+-]?[ \t]*/gm, '$1'],
  // The box of a task.
  [/^([ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)\[[ x]\](?:[ \t]+|$)/gim, '$1'],
  // Directives in a line, spans and attributes.
  [/(?<![\w:]):[a-z][\w-]*\[([^\][]*)\](?:\{[^{}\n]*\})?/gi, '$1'],
  [/(?<!!)\[([^\][]*)\]\{[^{}\n]*\}/g, '$1'],
  [/[ \t]*\{(?:[:#.=-]|\w[\w-]*=)[^{}\n]*\}/g, ''],
  // Links whose target is elsewhere in the document.
  [/!\[[^\][]*\]\[[^\][]*\]/g, ''],
  [/(?<!\\)\[([^\][]+)\]\[[^\][]*\]/g, '$1'],
  // Tags of HTML and JSX: in a word, and around words.
  [/(?<!\\)<\/?(?:[abisuq]|em|strong|span|sub|sup|mark|small|code|kbd|font)(?:\s(?:"[^"]*"|'[^']*'|[^<>"'])*)?>/gi, ''],
  [/(?<!\\)<\/?(?:[a-z][\w.-]*(?::[\w-]+)?(?:\s(?:"[^"]*"|'[^']*'|\{[^}]*\}|[^<>"'{}])*)?)?\/?>/gi, ' '],
  // Emphasis of other kinds.
  [/(~~|==)(?=\S)([^\n]*?\S)\1/g, '$2'],
  [/(?<=[\p{L}\p{N})])([~^])([^\s~^]+)\1/gu, '$2'],
  // Definitions, captions and the lists that Pandoc knows.
  [/^([ \t]*):[ \t]+/gm, '$1'],
  [/^([ \t]*)(?:\((?:[a-z]{1,4}|\d+|@\w*)\)|[a-z]\)|#\.)[ \t]+/gim, '$1'],
];

/** Marks of a single language. */
const languageRules: Readonly<Record<string, readonly Rule[]>> = {
  mdx: [
    [/^(?:import|export)\s[^]*?(?:\n\s*\n(?=\S)|(?![^]))/gm, ''],
    [/\{[^{}]*\}/g, ''],
  ],
  quarto: [[/[ \t]*(?<![\p{L}\p{N}_.@\\-])-?@[\p{L}_][\w:.-]*\w/gu, '']],
  rmd: [[/[ \t]*(?<![\p{L}\p{N}_.@\\-])-?@[\p{L}_][\w:.-]*\w/gu, '']],
};

/** Comments of HTML, MDX and Obsidian, or code, in which nothing is a mark. */
const commentOrCode = /<!--[^]*?(?:-->|$)|\{\/\*[^]*?(?:\*\/\}|$)|%%[^]*?%%|(`+)(?!`)[^]*?[^`]\1(?!`)/g;

/** Removes from a piece of a document the syntax that readers do not see and CommonMark does not know. */
export function stripHiddenMarks(markdown: string, languageId: string): string {
  const code: string[] = [];
  let text = markdown.replace(commentOrCode, (found, ticks?: string) => {
    if (ticks === undefined) return '';
    code.push(found);
    return `\u{F0000}${code.length - 1}\u{F0001}`;
  });
  for (const [pattern, replacement] of [...rules, ...(languageRules[languageId] ?? [])])
    text = text.replace(pattern, replacement);

  return text.replace(/\u{F0000}(\d+)\u{F0001}/gu, (_, index: string) => code[Number(index)] ?? '');
}
