import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse, serialize } from 'parse5';
import { html } from '../../../src/markup/html.ts';
import type { PictureLink } from '../../../src/markup/markup.ts';

const target = './b%20&amp%27.jpg';

/** `«` and `»` stand around the target of the link that is asked for. */
const found: Readonly<Record<string, string>> = {
  'in a paragraph': '<p>One <img src="«./a.jpg»" alt="A fox"> two</p>',
  'in single quotes': "<img alt='A fox' src='«a fox.jpg»'>",
  'with nothing in quotes': '<img src="«»">',
  'without quotes': '<img src=«a.jpg» alt=fox>',
  'without quotes, at the end of the tag': '<img alt=fox src=«a.jpg»>',
  'without quotes, with one in its middle': '<img src=«a"b.jpg"» alt=fox>',
  'with blanks around the equals sign': '<img src = \n "«a.jpg»"/>',
  'with an equals sign in it': '<img src="«a.jpg?b=c»">',
  'in capital letters': '<IMG SRC="«a.jpg»">',
  'with character references': '<img src="«a&amp;b&#x20;c.jpg»">',
  'with another attribute that ends in the same letters': '<img data-src="lazy.jpg" src="«a.jpg»">',
  'in a link': '<a href="fox.html"><img src="«a.jpg»"></a>',
  'in a table': '<table><tr><td><img src="«a.jpg»"></table>',
  'beside another one': '<img src="cat.jpg"><img src="«a.jpg»"><img src="dog.jpg">',
  'in a page': '<!doctype html>\r\n<title>🦊</title>\r\n<body>\r\n<img\r\n  src="«a.jpg»"\r\n  alt="🦊">\r\n</body>',
};

/** `¦` is a place where no link is. */
const notFound: Readonly<Record<string, string>> = {
  'is in a comment': '<!-- <img src="a.¦jpg"> -->',
  'is in a script': '<script>const a = \'<img src="a.¦jpg">\';</script>',
  'is in a template': '<template><img src="a.¦jpg"></template>',
  'is in the text of an attribute': '<p title=\'<img src="a.¦jpg">\'>a</p>',
  'is text': '<p>&lt;img src="a.¦jpg"></p>',
  'stands beside the picture': '<p><img src="a.jpg"> fo¦x</p>',
};

const sources = [...Object.values(found), ...Object.values(notFound)].map((text) => text.replace(/[«»¦]/g, ''));
const page = fc.array(fc.constantFrom(...sources), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('\n'));

function retarget(text: string, link: PictureLink, to: string): string {
  const { start, end } = link.targetRange;
  return text.slice(0, start) + html.retarget(text, link, to) + text.slice(end);
}

/** What the parser makes of a page; the picture at an index gets another target. */
function read(text: string, index?: number): string {
  const tree = parse(text);
  const image = imagesIn(tree)[index ?? -1];
  for (const attribute of image?.attrs ?? []) if (attribute.name === 'src') attribute.value = target;
  return serialize(tree);
}

function imagesIn(node: DefaultTreeAdapterTypes.Node): readonly DefaultTreeAdapterTypes.Element[] {
  const images = 'childNodes' in node ? node.childNodes.flatMap(imagesIn) : [];
  return 'tagName' in node && node.tagName === 'img' ? [node, ...images] : images;
}

describe('The links to pictures in HTML', () => {
  for (const [what, marked] of Object.entries(found)) {
    it(`are found ${what}, and lead elsewhere when the target is written anew`, () => {
      const text = marked.replace(/[«»]/g, '');
      const targetRange = { start: marked.indexOf('«'), end: marked.indexOf('»') - 1 };
      const link = html.linkAt(text, targetRange.start) ?? assert.fail();
      assert.deepEqual(link.targetRange, targetRange);
      for (const offset of [link.range.start, targetRange.end, link.range.end - 1])
        assert.deepEqual(html.linkAt(text, offset), link, `at ${offset}`);
      const changed = retarget(text, link, target);
      const again = html.linkAt(changed, targetRange.start) ?? assert.fail();
      assert.deepEqual([again.target, again.alt], [target, link.alt]);
    });
  }

  for (const [what, marked] of Object.entries(notFound)) {
    it(`are not what ${what}`, () => {
      assert.equal(html.linkAt(marked.replace('¦', ''), marked.indexOf('¦')), undefined);
    });
  }

  it('have their target as it is encoded, without what only HTML knows', () => {
    const [link] = html.links('<img src="100%20%2541&amp;%23.jpg?x#y">');
    assert.equal(link?.target, '100%20%2541&%23.jpg?x#y');
  });

  it('lead elsewhere, and nothing else in the page changes', () => {
    fc.assert(
      fc.property(page, fc.nat(), (text, pick) => {
        const links = html.links(text);
        const at = pick % Math.max(1, links.length);
        const link = links[at];
        if (link) assert.equal(read(retarget(text, link, target)), read(text, at));
      }),
      { numRuns: 500 },
    );
  });
});
