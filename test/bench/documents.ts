import { performance } from 'node:perf_hooks';
import { findPlace, getPlaceWords } from '../../src/documents/findPlace.ts';
import { createMarkdown } from '../../src/markup/markdown.ts';
import { quantile } from './stats.ts';
import { printTargets, type Target } from './table.ts';

const markdown = createMarkdown('markdown');
const runs = 9;
const link = '![A fox](images/fox.jpg)';

/** How long a big document keeps the extension host busy, at a stretch and in all, from the command to the link. */
export async function benchDocuments(): Promise<void> {
  printTargets('Big documents', [...measure('200 KB', 200_000, 50), ...measure('3 MB', 3_000_000, 400)]);
}

function measure(name: string, length: number, limit: number): readonly Target[] {
  const text = createDocument(length);
  const start = text.indexOf('elephant', text.length * 0.9);
  const range = { start, end: text.indexOf('.', start) };
  const words = getPlaceWords(text, range);
  /** What the editor calls one after the other; it has its turn in between. */
  const steps: Readonly<Record<string, () => unknown>> = {
    'the paragraph under the cursor': () => markdown.promptAt(text, start),
    'the words of a place': () => getPlaceWords(text, range),
    'the link under the cursor': () => markdown.linkAt(text, start),
    'the heading above': () => markdown.headingAt(text, start),
    'a place found by its words': () => findPlace(text.toUpperCase(), words),
    'where the link goes': () => {
      markdown.canReplace(text, range);
      return markdown.placeAfter(text, range.end, link, '\n');
    },
  };
  const times = Object.entries(steps).map(([step, run]) => ({ step, ms: median(run) }));
  const longest = times.reduce((one, other) => (other.ms > one.ms ? other : one));
  return [
    { what: `${name}: all steps`, value: times.reduce((sum, { ms }) => sum + ms, 0), limit, unit: ' ms' },
    { what: `${name}: the longest without a pause (${longest.step})`, value: longest.ms, limit: 50, unit: ' ms' },
  ];
}

function median(run: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return quantile(times, 0.5);
}

/** A book with headings, lists, code and references. */
export function createDocument(length: number): string {
  const parts: string[] = [];
  for (let at = 0, size = 0; size < length; at++) {
    const part = [
      ...(at % 20 === 0 ? [`## Chapter ${at}`] : []),
      ...(at % 17 === 0 ? [`- one\n- two ${at}\n  - inner`] : []),
      ...(at % 11 === 0 ? [`\`\`\`js\nconst answer = ${at};\n\nrun();\n\`\`\``] : []),
      ...(at % 97 === 0 ? [`[note${at}]: https://example.org/${at}`] : []),
      `A small furry *elephant* pet number ${at} looks out from a [cat house][note0] and \`waits\`. Then it goes on.`,
    ].join('\n\n');
    parts.push(part);
    size += part.length + 2;
  }
  return `${parts.join('\n\n')}\n`;
}
