import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createAltText } from '../../../../src/markup/altText.ts';
import { createPictureLink } from '../../../../src/markup/markdown/pictureLink.ts';
import { prompts } from '../../../fixtures/prompts.ts';
import { renderMarp, renderers } from './renderers.ts';

const odd = [
  'A fox `r system("touch /tmp/x")` in `{r} 1 + 1` and `{python} 2`',
  'Fox {% raw %} {{ site.time }} {# note #} {{< include x >}} {{% y %}} {% highlight %}',
  'Fox {props.secret} {() => 1} <Fox/> <b>bold</b> <!-- note --> {/* note */}',
  'Foxes [@miller2020] and @smith, -@x, [^1], H~2~O, x^2^, $x$, [a]{.b} {: .c} {#id}',
  'style:watercolor, :cat: :+1: :100: ratio 16:9, a::b, :abbr[HTML]{a=b}',
  'Q&A, R&D &amp; &copy; &#65; &nbsp;, ==mark== ++add++ %%note%%',
  'a | b || c, *em* _em_ **x** __y__ ~~z~~, C:\\new\\(x\\), "quoted" ‘echt’, -- --- ...',
  'https://example.com www.example.com a@example.com [[Wiki|link]] ![x](y) [x](y) [x][y]',
];
const marpWords = (
  'bg fit auto cover contain left right:40% vertical w:100 h:2cm width:50% height:auto 50% .5% blur blur:2px brightness ' +
  'contrast:2 drop-shadow:0,5px grayscale hue-rotate invert opacity:.5 saturate sepia [fit] #fff red rgb(255,0,0)'
).split(' ');

const word = fc.oneof(
  fc.constantFrom(...odd.flatMap((line) => line.split(' ')), ...marpWords),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  fc.string({ unit: fc.constantFrom(...'\\`*_{}[]()<>#+-.!|~&;:="\'$@^/?%ar1 '.split('')), maxLength: 8 }),
);
const prompt = fc
  .array(word, { minLength: 1, maxLength: 12 })
  .map((words) => words.join(' '))
  .filter((text) => createAltText(text) !== '');

describe('the words of a link', () => {
  for (const [name, render] of Object.entries(renderers)) {
    const marp = name === 'Marp' ? '---\nmarp: true\n---\n' : '';
    // The markdown-it 14 of Marp leaves escaped marks out of alternative texts, and cannot be made to show them.
    const see = (alt: string): string => (marp ? alt.replace(/[^\p{L}\p{N}]/gu, '') : alt);
    const check = async (text: string): Promise<void> => {
      const link = createPictureLink(text, './a.jpg', marp);
      // On its own, in a sentence, and in a cell of a table.
      const markdown = `${link}\n\nOne ${link} two\n\n| a | b |\n|---|---|\n| ${link} | c |`;
      const images = await render(markdown);
      const seen = images.map((image) => ({ ...image, alt: see(image['alt'] ?? '') }));
      assert.deepEqual(
        seen,
        Array.from({ length: 3 }, () => ({ src: './a.jpg', alt: see(createAltText(text)) })),
        markdown,
      );
    };

    it(`T8 are all that ${name} shows, and nothing is carried out`, async () => {
      for (const text of [...odd, ...marpWords, ...prompts.map(({ prompt: real }) => real)]) await check(text);
    });

    it(`are all that ${name} shows of any prompt`, async () => {
      await fc.assert(fc.asyncProperty(prompt, check), { numRuns: 40 });
    });
  }

  it('hold nothing that knitr runs, MyST takes for a role or a template engine for its own', () => {
    fc.assert(
      fc.property(prompt, (text) => assert.doesNotMatch(createPictureLink(text, 'a.jpg'), /[`{}<|$~^@]|%%|==|\+\+/)),
      { examples: odd.map((text) => [text]) },
    );
  });

  it('stay as they are typed where they mean nothing', () => {
    const text = 'An old photo in sepia, blur & 50% bokeh, ratio (35 mm) – “echt”, fox/hen: #1 > Q&A, snake_case!';
    assert.equal(createPictureLink(text, 'a.jpg'), `![${text}](a.jpg)`);
    assert.equal(createPictureLink('_a_ *c* [d] \\e', 'a.jpg'), '![\\_a\\_ \\*c\\* \\[d\\] \\\\e](a.jpg)');
  });

  it('are kept from Marp only in a document whose front matter says that it is one', () => {
    const link = (document: string): string => createPictureLink('sepia', 'a.jpg', document);
    for (const yes of ['---\nmarp: true\n---\n', '---\r\ntheme: gaia\r\nmarp: true # yes\r\n---\r\n'])
      assert.equal(link(yes), '![*sepia*](a.jpg)', yes);

    for (const no of ['', '# marp: true', '---\nmarp: false\n---\n', '---\ntitle: marp\n---\nmarp: true\n---\n'])
      assert.equal(link(no), '![sepia](a.jpg)', no);
  });

  it('would be carried out by Marp otherwise: the judge is awake', () => {
    assert.match(renderMarp('![old sepia](a.jpg)')[0]?.['style'] ?? '', /filter/);
  });
});
