import type { Nodes } from 'mdast';
import { stripHiddenMarks } from './hiddenMarks.ts';
import { parseMarkdown } from './parseMarkdown.ts';

/** A selection longer than this is longer than any prompt, and is returned as it is. */
const maxLength = 20_000;

/**
 * What a reader sees of a piece of a Markdown document, which may begin and end in the middle of anything: without
 * marks, comments, notes, citations and targets of links. Blocks stay apart, lines of a paragraph stay lines.
 */
export function getReadableText(markdown: string, languageId: string): string {
  const source = markdown.trim().replaceAll('\r\n', '\n');
  if (source.length > maxLength) return source;
  const piece = stripHiddenMarks(completeQuotation(dedent(source)), languageId);
  const lines = readNode(parseMarkdown(piece)).split('\n').map(stripCutRow);
  const text = lines.map((line) => line.replace(/[ \t]+/g, ' ').trim()).join('\n');
  return text.replace(/\n{3,}/g, '\n\n').trim();
}

/** The text between the parts of a node, for nodes with parts that stand apart. */
const separators: Readonly<Record<string, string>> = {
  root: '\n\n',
  blockquote: '\n\n',
  listItem: '\n\n',
  list: '\n',
  table: '\n',
  tableRow: ' ',
};

function readNode(node: Nodes): string {
  if (node.type === 'text') return stripCutMarks(node.value);
  if (node.type === 'code' || node.type === 'inlineCode') return node.value;
  if (node.type === 'break') return '\n';
  if (!('children' in node)) return '';
  const texts = node.children.map(readNode);
  const separator = separators[node.type];
  if (separator === undefined) return texts.join('');
  // A reader sees the check box of a task, but it is no text.
  if (node.type === 'listItem') texts[0] = texts[0]?.replace(/^\[[ x]\](?:\s+|$)/i, '') ?? '';
  return texts.filter((text) => text.trim() !== '').join(separator);
}

/** Removes the indentation of lines below the first: in a list or an element it does not make them code. */
function dedent(source: string): string {
  const [first = '', ...others] = source.split('\n');
  const indents = others.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const indent = Math.min(...indents, maxLength);
  return [first, ...others.map((line) => line.slice(indent))].join('\n');
}

/** Adds the marks of a quotation to the first line, if the selection begins behind them. */
function completeQuotation(source: string): string {
  const [, marks] = /^[^>\n][^\n]*\n((?:[ \t]*>)+)/.exec(source) ?? [];
  const isQuotation = marks !== undefined && source.split('\n').every((line, at) => at === 0 || /^[ \t]*>/.test(line));
  return isQuotation ? `${marks} ${source}` : source;
}

/** Reads the rows of a table without its head, which the parser takes for a paragraph. */
function stripCutRow(line: string): string {
  if (!/^\s*\||\|\s*$/.test(line)) return line;
  return line.replace(/^[\s|:-]*$/, '').replaceAll('|', ' ');
}

/** Removes marks whose other half lies outside of the selection. */
function stripCutMarks(text: string): string {
  return text
    .replace(/^([^[\]]*)\]\([^()\s]*\)/, '$1')
    .replace(/(?<!\S)(?:\*{2,3}|__|~~|==)(?=\S)|(?<=\S)(?:\*{2,3}|__|~~|==)(?!\S)/g, '');
}
