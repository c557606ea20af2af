import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createMarkdown } from '../../../../src/markup/markdown.ts';
import type { PictureLink } from '../../../../src/markup/markup.ts';
import { type RenderedImage, renderers } from './renderers.ts';

const markdown = createMarkdown('markdown');
const render = renderers['markdown-it'] ?? assert.fail();

/** `«` and `»` stand around the target of the link that is asked for. */
const found: Readonly<Record<string, string>> = {
  'in a line of its own': '# Foxes\n\n![A fox](«./images/a.jpg»)\n\nThe end.\n',
  'in a sentence': 'One ![A fox](«a.jpg») two',
  'beside another one': '![A cat](cat.jpg)![A fox](«a.jpg») ![A dog](dog.jpg)',
  'with a title': '![A fox](«a.jpg» "A fox (red)")',
  'with a title in single quotes on the next line': "![A fox](  «a.jpg»\n  'A fox')",
  'between angle brackets, with spaces': '![A fox](<«./my images/a fox.jpg»> "A fox")',
  'between angle brackets, empty': '![A fox](<«»>)',
  'with parentheses': '![A fox](«a(1).jpg»)',
  'with escaped parentheses': '![A fox](«a\\(1.jpg»)',
  'with encoded marks': '![A fox](«./100%20%2541%20%231%20%28a%29.jpg»)',
  'with character references': '![A fox](«a&amp;b.jpg»)',
  'without words': '![](«a.jpg»)',
  'with formatted words': '![A **red** `fox`, \\[really\\]](«a.jpg»)',
  'with another picture in its words': '![A ![red](red.jpg) fox](«a.jpg»)',
  'that is the text of a link': '[![A fox](«a.jpg»)](https://example.com/fox.jpg)',
  'in a list': '- one\n- ![A fox](«a.jpg»)\n',
  'in a quotation, over several lines': '> ![A fox](\n> «a.jpg»\n> "A fox")',
  'in a table': '| a | b |\n|---|---|\n| c | ![A fox](«a.jpg») |',
  'in emphasis': '**bold *![A fox](«a.jpg»)***',
  'below front matter': '---\ntitle: Foxes\n---\n\n![A fox](«a.jpg»)',
  'below many blocks': `${'A 🦊 is here.\n\n```\n![A fox](code.jpg)\n```\n\n'.repeat(9)}![A fox](«a.jpg»)`,
  'in lines that end with CRLF': 'One\r\n\r\n- two\r\n\r\n  ![A fox](«a.jpg»\r\n  "A fox")\r\n',
};

/** `¦` is a place where no link is. */
const notFound: Readonly<Record<string, string>> = {
  'names its target elsewhere': '![A f¦ox][fox]\n\n[fox]: named.jpg',
  'names its target elsewhere, by its words': '![f¦ox]\n\n[fox]: named.jpg',
  'is a sample': '```\n![A fox](a.¦jpg)\n```',
  'is a sample in a sentence': 'Write `![A fox](a.¦jpg)`',
  'is in a comment': '<!-- ![A fox](a.¦jpg) -->',
  'is in HTML': '<div>\n![A fox](a.¦jpg)\n</div>',
  'is HTML': '<p><img src="html.¦jpg"></p>',
  'is escaped': '\\![A fox](a.¦jpg)',
  'leads to the picture without showing it': '[A fox](a.¦jpg)',
  'stands around the picture': '[![A fox](a.jpg)](https://¦example.com)',
  'is in front matter': '---\ntitle: "![A fox](a.¦jpg)"\n---\n',
};

const blocks = fc.constantFrom(
  ...Object.values(found).map((text) => text.replace(/[«»]/g, '').replace(/^---.*?---\n/s, '')),
  ...Object.values(notFound).map((text) => text.replace('¦', '').replace(/^---.*?---\n/s, '')),
  '![An *empty* [one]]()',
  '![🦊 and ünïcode](ünï🦊.jpg)',
  'Words.',
);
const body = fc.array(blocks, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('\n\n'));

/** The pictures that a page shows and whose targets stand in their links. */
async function see(text: string): Promise<readonly RenderedImage[]> {
  const images = await render(text);
  return images
    .map((image) => ({ ...image, src: decodeURIComponent(image['src'] ?? '') }))
    .filter(({ src }) => src !== 'named.jpg' && src !== 'html.jpg');
}

function retarget(text: string, link: PictureLink, target: string): string {
  const { start, end } = link.targetRange;
  return text.slice(0, start) + markdown.retarget(text, link, target) + text.slice(end);
}

describe('The links to pictures in Markdown', () => {
  for (const [what, marked] of Object.entries(found)) {
    it(`are found ${what}, and lead elsewhere when the target is written anew`, async () => {
      const text = marked.replace(/[«»]/g, '');
      const targetRange = { start: marked.indexOf('«'), end: marked.indexOf('»') - 1 };
      const link = markdown.linkAt(text, targetRange.start) ?? assert.fail();
      assert.deepEqual(link.targetRange, targetRange);
      for (const offset of [link.range.start, targetRange.end, link.range.end])
        assert.deepEqual(markdown.linkAt(text, offset), link, `at ${offset}`);
      assert.match(text.slice(link.range.start, link.range.end), /^!\[.*\)$/s);
      for (const target of ['../b%20c%28d%29.jpg', './ü.jpg'])
        assert.equal(retarget(text, link, target), marked.replace(/«.*»/s, target));
    });
  }

  for (const [what, marked] of Object.entries(notFound)) {
    it(`are not what ${what}`, () => {
      assert.equal(markdown.linkAt(marked.replace('¦', ''), marked.indexOf('¦')), undefined);
    });
  }

  it('have their target as it is encoded, without what only Markdown knows', () => {
    const [first, second] = markdown.links('![a](100%20%2541&amp;%23.jpg?x#y) ![b](<a \\<b.jpg>)');
    assert.deepEqual([first?.target, second?.target], ['100%20%2541&%23.jpg?x#y', 'a <b.jpg']);
  });

  it('are those that a page shows, and one of them leads elsewhere when its target is written anew', async () => {
    await fc.assert(
      fc.asyncProperty(body, fc.boolean(), fc.nat(), async (text, hasFrontMatter, pick) => {
        const frontMatter = hasFrontMatter ? '---\ntitle: "![A fox](a.jpg)"\n---\n\n' : '';
        const whole = frontMatter + text;
        const links = markdown.links(whole);
        const seen = await see(text);
        assert.deepEqual(
          links.map(({ target }) => decodeURIComponent(target)),
          seen.map(({ src }) => src),
        );
        const link = links[pick % links.length];
        if (!link) return;
        const changed = retarget(whole, link, './b%20c.jpg').slice(frontMatter.length);
        const at = links.indexOf(link);
        assert.deepEqual(
          await see(changed),
          seen.map((image, index) => (index === at ? { ...image, src: './b c.jpg' } : image)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('are the same wherever the cursor is, however the document is cut to find them', () => {
    fc.assert(
      fc.property(body, (text) => {
        const links = markdown.links(text);
        for (let offset = 0; offset <= text.length; offset++) {
          assert.deepEqual(
            markdown.linkAt(text, offset),
            links.findLast(({ range }) => range.start <= offset && offset <= range.end),
            `at ${offset}`,
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  for (const [name, renderIn] of Object.entries(renderers)) {
    it(`lead elsewhere in ${name}, too`, async () => {
      const text = 'One ![A fox](./a.jpg) two\n\n[![A fox](<./a b.jpg> "A fox")](https://example.com)\n';
      let changed = text;
      for (const link of markdown.links(text).toReversed()) changed = retarget(changed, link, './c%20%28d%29.jpg');
      const after = await renderIn(changed);
      assert.deepEqual(
        after,
        (await renderIn(text)).map((image) => ({ ...image, src: './c%20%28d%29.jpg' })),
      );
      assert.equal(after.length, 2);
    });
  }
});
