import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import markdownIt from 'markdown-it';
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { getPassageAt, getSelectedText } from '../../../../src/markup/markdown/passage.ts';
import { prompts } from '../../../fixtures/prompts.ts';

/** What is offered for a document in which `«…»` marks the selection. */
function selected(marked: string, languageId = 'markdown'): string {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  return getSelectedText(marked.replace(/[«»]/g, ''), { start, end }, languageId);
}

/** What is offered for a cursor at `¦`, and that its range is where the words stand. */
function underCursor(marked: string, languageId = 'markdown'): string | undefined {
  const text = marked.replace('¦', '');
  const offset = marked.indexOf('¦');
  const passage = getPassageAt(text, offset, languageId);
  if (passage) {
    const { start, end } = passage.range;
    const lines = text.slice(text.lastIndexOf('\n', start - 1) + 1, `${text}\n`.indexOf('\n', end));
    const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, `${text}\n`.indexOf('\n', offset));
    assert.ok(lines.includes(line), 'the range is around the cursor');
    assert.match(text.slice(start, end), /^\S[^]*\S$/);
  }
  return passage?.prompt;
}

const selections: readonly (readonly [what: string, marked: string, expected: string, languageId?: string])[] = [
  ['emphasis', '«A **red** *fox* in __deep__ ~~wet~~ ==white== `snow`»', 'A red fox in deep wet white snow'],
  ['half an emphasis', 'A **«red** fox in the *snow*»', 'red fox in the snow'],
  ['targets of links', '«A [fox](https://a.b/c_d) in [snow][1] at [[Home|the house]]»', 'A fox in snow at the house'],
  ['half a link', 'A [red «fox](https://a.b) in snow»', 'fox in snow'],
  ['pictures', '«A fox ![old](old.jpg)![[new.png]]![a][b] in snow»', 'A fox in snow'],
  ['notes', '«A fox[^1] in snow^[so it was].»', 'A fox in snow.'],
  ['the mark of a note', '«[^1]: A red fox.»', 'A red fox.'],
  ['citations', '«A fox [@miller2020, p. 3; see -@lee] in snow [see @x]. Mail a@b.de»', 'A fox in snow. Mail a@b.de'],
  ['citations in the text', '«A fox, see @fig-fox, in snow»', 'A fox, see, in snow', 'quarto'],
  ['comments of HTML', '«A red <!-- or\nblue --> fox»', 'A red fox'],
  ['comments of MDX', '«A red {/* or *blue* */} fox»', 'A red fox', 'mdx'],
  ['comments of Obsidian', '«A red %%or blue%% fox»', 'A red fox'],
  ['a whole callout', '«:::note[Title]\nA red fox\n:::»', 'A red fox'],
  ['a whole callout of GitHub', '«> [!TIP]\n> A red fox\n> in *snow*»', 'A red fox\nin snow'],
  ['a whole callout of MkDocs', '«!!! note "Title"\n    A red fox»', 'A red fox'],
  ['attributes', '«# A red fox {#fox .big}\n{: .no_toc}»', 'A red fox'],
  ['spans and directives', '«A [red]{.c} :abbr[fox]{title=x}»', 'A red fox'],
  ['shortcodes', '«A {{< icon fox >}}{% raw %}red fox{% endraw %}»', 'A red fox'],
  ['tags', '«<p align="center">A r<b>e</b>d<br>fox</p>»', 'A red fox'],
  ['boxes of JSX', '«<Box a={1} b="2>1">\n  A **red** fox {props.x}\n</Box>»', 'A red fox', 'mdx'],
  ['marks of lists', '«- A red fox\n  - A hen\n\n1. A dog»', 'A red fox\nA hen\n\nA dog'.replace('fox\n', 'fox\n\n')],
  ['boxes of tasks', '«- [ ] A red fox\n- [x] A hen»', 'A red fox\nA hen'],
  ['marks of a list from the middle of one', '- A «red fox\n- A hen»', 'red fox\n\nA hen'],
  ['marks of a quotation', '«> A red fox\n> in snow»', 'A red fox\nin snow'],
  ['marks of a quotation from the middle of one', '> A «red fox\n> in snow»', 'red fox\nin snow'],
  ['the frame of a table', '«| a | b |\n|---|---|\n| A fox | A hen |»', 'a b\nA fox A hen'],
  ['the frame of a row', '| a | b |\n|---|---|\n«| A fox | A hen |»', 'A fox A hen'],
  ['front matter', '«---\nmarp: true\n---\n\nA red fox»', 'A red fox'],
  ['the code of MDX', '«export const a = {\n  b: 1,\n\n  c: 2,\n}\n\nA red fox»', 'A red fox', 'mdx'],
  ['references and escapes', '«A fox &amp; a hen, 5 \\* 3, \\<b>»', 'A fox & a hen, 5 * 3, <b>'],
  ['a comment alone', '«<!-- A red fox -->» text', ''],
];

const cursors: readonly (readonly [what: string, marked: string, expected?: string, languageId?: string])[] = [
  ['a paragraph', 'One\n\nA *red* f¦ox\nin snow\n\nTwo', 'A red fox\nin snow'],
  ['a heading', '# A re¦d fox {#fox}\n\ntext', 'A red fox'],
  ['an item', '- A hen\n- A *red* f¦ox\n- A dog', 'A red fox'],
  ['the mark of an item', '-¦ A red fox\n- A dog', 'A red fox'],
  ['an item in an item', '- A hen\n  1. A red fox¦\n  2. A cat', 'A red fox'],
  ['the second paragraph of an item', '- A hen\n\n  A red ¦fox\n- A dog', 'A red fox'],
  ['a task', '- [x] A red f¦ox', 'A red fox'],
  ['a quotation', '> A hen\n>\n> A red f¦ox\n> in snow', 'A red fox\nin snow'],
  ['a callout of GitHub', '> [!NOTE]\n> A red f¦ox', 'A red fox'],
  ['a callout of Docusaurus', ':::note\nA red f¦ox\n:::\n:::tip\nA hen\n:::', 'A red fox'],
  ['the next callout', ':::note\nA red fox\n:::\n:::tip\nA h¦en\n:::', 'A hen'],
  ['a callout of MkDocs', '!!! note\n    A red f¦ox\n\n    more', 'A red fox'],
  ['a cell', '| a | b |\n|---|---|\n| A hen | A *red* f¦ox |', 'A red fox'],
  ['the head of a table', '| A red f¦ox | b |\n|---|---|\n| a | b |', 'A red fox'],
  ['a cell of HTML', '<table>\n<tr><td>\nA red f¦ox\n</td>\n<td>A hen</td></tr>\n</table>', 'A red fox'],
  ['a paragraph of HTML', '<p align="center">A red f¦ox</p>', 'A red fox'],
  ['a box of JSX', '<Steps>\n  - a hen\n  - a red f¦ox\n</Steps>', 'a red fox', 'mdx'],
  ['a box of JSX with empty lines', '<Box>\n\n  A red f¦ox\n\n</Box>', 'A red fox', 'mdx'],
  ['a heading with attributes below', '# A red¦ fox\n{: #fox}\n\ntext', 'A red fox'],
  ['a note', '[^1]: A hen.\n[^2]: A red f¦ox.', 'A red fox.'],
  ['the second paragraph of a note', '[^1]: A hen.\n\n    A red f¦ox.', 'A red fox.'],
  ['a definition', 'Fox\n:   A red f¦ox\n:   Or a dog', 'A red fox'],
  ['a document with CRLF', 'One\r\n\r\n- A *red* f¦ox\r\n  in snow\r\n- Two', 'A red fox\nin snow'],
  ['the fence of a callout', '¦:::note\nA red fox\n:::'],
  ['a comment', '<!--\nSay: a f¦ox\n-->'],
  ['a comment of MDX', '{/* a red\nf¦ox */}', undefined, 'mdx'],
  ['the code of MDX', 'export const a = {\n  b: "a f¦ox",\n}', undefined, 'mdx'],
  ['a comment in one line', 'Text\n\n<!-- A red¦ fox -->'],
  ['an import', "import¦ Box from '../documents/box'\n\nText", undefined, 'mdx'],
  ['code', '```text\na f¦ox\n```'],
  ['front matter', '---\ntitle: a f¦ox\n---\n\ntext'],
  ['the space between blocks', 'One\n\n¦\n\nTwo'],
  ['a rule', 'One\n\n--¦-\n\nTwo'],
];

describe('What is selected is offered without', () => {
  for (const [what, marked, expected, languageId] of selections)
    it(what, () => assert.equal(selected(marked, languageId), expected));
});

describe('What is selected is offered as it is', () => {
  const plain = [
    ...prompts.map(({ prompt }) => prompt),
    'Ein Bär (35 mm, f/1.8), 5 * 3 = 15; snake_case, C# & “echt” – 50 %: a | b, 16:9!',
    'A fox with an email a@b.de, 3 < 5 > 2, $5, #1, x^2, ~5 hens {so}',
    '水彩画の狐、雪の中。',
  ];
  for (const text of plain)
    it(`where a reader sees it so: ${text.slice(0, 30)}…`, () => assert.equal(selected(`«${text}»`), text));

  it('in code', () => {
    assert.equal(selected('```js\nconst «a = **b** <c>»\n```'), 'a = **b** <c>');
    assert.equal(selected('«```js\na = **b** <c>\n```»'), 'a = **b** <c>');
  });

  it('if it is much longer than any prompt', () => {
    const text = '**a** '.repeat(5000).trim();
    assert.equal(selected(`«${text}»`), text);
  });
});

describe('Under the cursor there is', () => {
  for (const [what, marked, expected, languageId] of cursors) {
    it(`${expected === undefined ? 'nothing in' : 'the innermost passage in'} ${what}`, () =>
      assert.equal(underCursor(marked, languageId), expected));
  }
});

describe('What is offered', () => {
  const pieces =
    'fox|**red**|*wet*|`code`|[a link](https://a.b/c)|![a picture](b.jpg)|<b>bold</b>|<!-- note -->|&amp;|\\*|snow_white|' +
    '<https://a.b/>|5 * 3|a\nb|“so”|狐';
  const inline = fc.constantFrom(...pieces.split('|'));
  const line = fc.array(inline, { minLength: 1, maxLength: 6 }).map((parts) => `A ${parts.join(' ')}`);
  const block = fc.oneof(
    line,
    line.map((text) => `## ${text.replaceAll('\n', ' ')}`),
    line.map((text) => `> ${text}`),
    line.map((text) => `- ${text}\n- b`),
    line.map((text) => `1. ${text}\n\n   c`),
    line.map((text) => `| ${text.replaceAll('\n', ' ')} | d |\n|---|---|\n| e | f |`),
    fc.constantFrom('---', '```\n**code** <b>\n```', '<!-- a\n\nb -->'),
  );

  it('are the words that a reader sees, as a renderer shows them', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 5 }), (blocks) => {
        const markdown = `Start\n\n${blocks.join('\n\n')}`;
        const shown = textOf(parseFragment(markdownIt({ html: true }).render(markdown)));
        const offered = getSelectedText(markdown, { start: 0, end: markdown.length }, 'markdown');
        assert.equal(words(offered), words(shown), markdown);
      }),
      { numRuns: 300 },
    );
  });

  it('is found at any offset of anything, and stands there', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'ab \n\r\t`*_{}[]()<>#+-.!|~:=@$%^\\/"&;1'.split('')) });
    fc.assert(
      fc.property(
        fc.oneof(
          odd,
          fc.array(block).map((blocks) => blocks.join('\n')),
        ),
        fc.nat(),
        (text, number) => {
          const offset = number % (text.length + 1);
          for (const languageId of ['markdown', 'mdx', 'quarto']) {
            const passage = getPassageAt(text, offset, languageId);
            assert.notEqual(passage?.prompt.trim(), '');
            if (passage) assert.ok(passage.range.start < passage.range.end && passage.range.end <= text.length);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

function words(text: string): string {
  return text.replace(/\s+/g, '');
}
