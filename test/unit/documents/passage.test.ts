import assert from 'node:assert/strict';
import { getPassageAt, getSelectedText } from '../../../src/documents/passage.ts';

/** What a reader sees of what is marked `«…»`. */
function selected(marked: string, languageId: string): string {
  const range = { start: marked.indexOf('«'), end: marked.indexOf('»') - 1 };
  return getSelectedText(marked.replace(/[«»]/g, ''), range, languageId);
}

/** What is offered for the cursor `¦`. */
function offered(marked: string, languageId: string): string | undefined {
  return getPassageAt(marked.replace('¦', ''), marked.indexOf('¦'), languageId)?.prompt;
}

type Row = readonly [what: string, marked: string, expected: string | undefined, languageId?: string];

describe('What a reader sees of a selection', () => {
  const rows: readonly Row[] = [
    ['words', '«A red fox»', 'A red fox'],
    ['lines of a paragraph', '«A red\nfox»', 'A red\nfox'],
    ['paragraphs', '«A red fox\n\nin snow»', 'A red fox\n\nin snow'],
    [
      'emphasis, code and links',
      '«A **red** _fox_ in `snow` at [home](https://example.com "x")»',
      'A red fox in snow at home',
    ],
    ['a cut emphasis', 'A **red «fox** in snow»', 'fox in snow'],
    ['a heading', '«## A red fox ##»', 'A red fox'],
    ['a list', '«- A red fox\n- in snow»', 'A red fox\nin snow'],
    ['a task', '«- [ ] A red fox\n- [x] in snow»', 'A red fox\nin snow'],
    ['a numbered list', '«1. A red fox\n2. in snow»', 'A red fox\nin snow'],
    ['a quotation', '«> A red fox\n> in snow»', 'A red fox\nin snow'],
    ['a quotation without its first mark', '> «A red fox\n> in snow»', 'A red fox\nin snow'],
    ['a callout', '«> [!NOTE]\n> A red fox»', 'A red fox'],
    ['a directive', '«:::note\nA red fox\n:::»', 'A red fox'],
    ['attributes of kramdown', '«# A red fox\n{: #fox .no_toc}»', 'A red fox'],
    ['attributes of Pandoc', '«A [red]{.colour} fox {#fox}»', 'A red fox'],
    ['a reference to a note', '«A red fox[^1] in snow^[white]»', 'A red fox in snow'],
    ['a note', '«[^1]: A red fox»', 'A red fox'],
    ['a comment', '«A red <!-- not so --> fox»', 'A red fox'],
    ['a citation', '«A red fox [@fox2020, p. 3] in snow»', 'A red fox in snow', 'quarto'],
    ['a citation in words', '«A red fox, says @fox2020.»', 'A red fox, says.', 'quarto'],
    ['an address, which is no citation', '«Write to fox@example.com»', 'Write to fox@example.com', 'quarto'],
    ['a shortcode', '«A red {{< icon fox >}} fox»', 'A red fox', 'quarto'],
    ['a table', '«| A red fox | snow |\n|---|---|\n| A hen | grass |»', 'A red fox snow\nA hen grass'],
    ['HTML', '«A <b class="x">red</b> fox<br>in snow»', 'A red fox in snow'],
    ['JSX', '«<Box title="x">A red fox</Box>»', 'A red fox', 'mdx'],
    ['a comment of MDX', '«A red {/* not so */} fox»', 'A red fox', 'mdx'],
    ['front matter', '«---\ntitle: x\n---\n\nA red fox»', 'A red fox'],
    ['code, as it is shown', '```\n«# A **red** fox»\n```', '# A **red** fox'],
    ['marks that are text', '«2 * 3 * 4 and snake_case_name»', '2 * 3 * 4 and snake_case_name'],
    ['nothing', '«<!-- A red fox -->»', ''],
  ];
  for (const [what, marked, expected, languageId = 'markdown'] of rows) {
    it(`of ${what}`, () => assert.equal(selected(marked, languageId), expected));
  }
});

describe('What is offered under the cursor', () => {
  const rows: readonly Row[] = [
    ['a paragraph', 'One\n\nA *red*¦ fox\n\nTwo', 'A red fox'],
    ['a heading', '# A red¦ fox\n\nText', 'A red fox'],
    ['an item of a list', '- One\n- A red¦ fox\n- Two', 'A red fox'],
    ['an item in an item', '- One\n  - A red¦ fox\n  - Two', 'A red fox'],
    ['a task', '- [ ] A red¦ fox\n- [ ] Two', 'A red fox'],
    ['a paragraph of an item', '- One\n\n  A red¦ fox\n- Two', 'A red fox'],
    ['a quotation', '> A red¦ fox\n> in snow', 'A red fox\nin snow'],
    ['a callout', '> [!NOTE]\n> A red¦ fox', 'A red fox'],
    ['a cell of a table', '| One | A red¦ fox |\n|---|---|\n| a | b |', 'A red fox'],
    ['a directive', ':::note\nA red¦ fox\n:::\n:::tip\nA hen\n:::', 'A red fox'],
    ['a box of HTML', '<div>\nA red¦ fox\n</div>', 'A red fox'],
    ['a box of JSX', '<Box>\n\n  A red¦ fox\n\n</Box>', 'A red fox', 'mdx'],
    ['a note', 'Text[^1]\n\n[^1]: A red¦ fox', 'A red fox'],
    ['a heading with attributes', '# A red¦ fox\n{: #fox}\n\nText', 'A red fox'],
    ['code', '```js\nA red¦ fox\n```', undefined],
    ['front matter', '---\ntitle: A red¦ fox\n---\n\nText', undefined],
    ['a comment', 'Text\n\n<!-- A red¦ fox -->', undefined],
    ['an import', "import¦ Box from './box'\n\nText", undefined, 'mdx'],
    ['a gap', 'One\n\n¦\n\nTwo', undefined],
  ];
  for (const [what, marked, expected, languageId = 'markdown'] of rows) {
    it(`in ${what}`, () => assert.equal(offered(marked, languageId), expected));
  }
});
