import type { OffsetRange } from '../markup.ts';

/** Finds the start of a block that continues behind the end of a part of a document; undefined if none does. */
type FindOpenBlock = (part: string) => number | undefined;

/** Code fences, and the kinds of HTML that go on behind a blank line. */
const mayStayOpen = /```|~~~|<[!?]|<(?:script|pre|style|textarea)/i;

/** Behind a blank line, a line that belongs to no list before it. */
const safeLine = /\n[ \t]*\r?\n(?![ \t\r\n]|[-+*](?:[ \t\r\n]|$)|\d{1,9}[.)](?:[ \t\r\n]|$))/g;

/**
 * Cuts a Markdown document into regions without gaps, each of which can be parsed by itself: between two of them the
 * parser is at the top level, and in no block that goes on behind blank lines. That is far quicker than to parse it, for
 * only what may begin such a block is parsed. A list, or whatever else has no safe line in it, is in one region.
 */
export function* getRegions(text: string, findOpenBlock: FindOpenBlock): Generator<OffsetRange> {
  let start = getFrontMatterEnd(text);
  if (start > 0) yield { start: 0, end: start };
  while (start < text.length) {
    const end = getFenceEnd(text, start) ?? getCommentEnd(text, start) ?? getRegionEnd(text, start, findOpenBlock);
    yield { start, end };
    start = end;
  }
}

/** Where the line behind the front matter starts; 0 if there is none. */
export function getFrontMatterEnd(text: string): number {
  const fence = /^(---|\+\+\+)[ \t]*\r?\n/.exec(text);
  if (!fence) return 0;
  const closing = fence[1] === '---' ? /^---[ \t]*\r?$/gm : /^\+\+\+[ \t]*\r?$/gm;
  closing.lastIndex = fence[0].length;
  const found = closing.exec(text);
  return found ? lineEnd(text, found.index) : 0;
}

/** Where a code fence ends that starts here; the end of the document if it is never closed. */
function getFenceEnd(text: string, start: number): number | undefined {
  const line = text.slice(start, lineEnd(text, start));
  const [, marks = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)/.exec(line) ?? [];
  if (marks === '' || (marks.startsWith('`') && info.includes('`'))) return undefined;
  const closing = new RegExp(`^ {0,3}${marks}${marks[0]}*[ \\t]*\\r?$`, 'gm');
  closing.lastIndex = start + line.length;
  const found = closing.exec(text);
  return found ? lineEnd(text, found.index) : text.length;
}

/** Where a comment ends that starts here; the end of the document if it is never closed. */
function getCommentEnd(text: string, start: number): number | undefined {
  const line = text.slice(start, lineEnd(text, start));
  const [opening] = /^ {0,3}<!--/.exec(line) ?? [];
  if (opening === undefined) return undefined;
  // `<!-->` is closed at once.
  const closing = text.indexOf('-->', start + opening.length - 2);
  return closing === -1 ? text.length : lineEnd(text, closing);
}

function getRegionEnd(text: string, start: number, findOpenBlock: FindOpenBlock): number {
  let end = getSafeLine(text, start);
  while (mayStayOpen.test(text.slice(start, end))) {
    const open = findOpenBlock(text.slice(start, end));
    if (open === undefined) break;
    const line = text.lastIndexOf('\n', start + open - 1) + 1;
    // A block that is still open starts a region of its own.
    if (line > start) return line;
    if (end === text.length) break;
    end = getSafeLine(text, Math.min(text.length, end + (end - start)));
  }
  return end;
}

function getSafeLine(text: string, from: number): number {
  safeLine.lastIndex = from;
  const found = safeLine.exec(text);
  return found ? safeLine.lastIndex : text.length;
}

/** The start of the next line. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}
