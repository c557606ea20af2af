import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse, serialize } from 'parse5';
import { html } from '../../../src/markup/html.ts';
import { prompts } from '../../fixtures/prompts.ts';

const link = '<img src="images/a.jpg" alt="A">';

function insert(text: string, offset: number): string | undefined {
  const place = html.placeAfter(text, offset, link, '\n');
  return place && text.slice(0, place.offset) + place.text + text.slice(place.offset);
}

/** `¦` is where the selection ends, `LINK` where the link is expected. */
const places: readonly (readonly [what: string, before: string, after: string | undefined])[] = [
  ['after a paragraph', '<p>one¦ two</p>\n<p>next</p>', '<p>one two</p>\n<p>LINK</p>\n<p>next</p>'],
  ['after a paragraph that is not closed', '<p>one¦\n<p>next', '<p>one\n<p>LINK</p>\n<p>next'],
  ['as far in as the block', '<div>\n  <p>o¦ne</p>\n</div>', '<div>\n  <p>one</p>\n  <p>LINK</p>\n</div>'],
  ['below a heading', '<h1>On¦e</h1>text', '<h1>One</h1>\n<p>LINK</p>\ntext'],
  [
    'after a list, not into it',
    '<ul>\n<li><p>o¦ne</p>\n<li>two\n</ul>',
    '<ul>\n<li><p>one</p>\n<li>two\n</ul>\n<p>LINK</p>',
  ],
  ['after a table', '<table><tr><td>o¦ne</td></tr></table>\n', '<table><tr><td>one</td></tr></table>\n<p>LINK</p>\n'],
  ['after a quotation', '<blockquote><p>o¦ne</p></blockquote>', '<blockquote><p>one</p></blockquote>\n<p>LINK</p>'],
  [
    'after text without a paragraph',
    'one <b>t¦wo</b> three\n<p>next</p>',
    'one <b>two</b> three\n<p>LINK</p>\n<p>next</p>',
  ],
  ['after text in a box', '<div>o¦ne</div>', '<div>one\n<p>LINK</p>\n</div>'],
  ['after a comment', '<p>a</p>\n<!-- o¦ne -->\n<p>b</p>', '<p>a</p>\n<!-- one -->\n<p>LINK</p>\n<p>b</p>'],
  ['nowhere in the head', '<html><head><title>o¦ne</title></head><body></body></html>', undefined],
  ['nowhere in a script', '<script>let o¦ne;</script>', undefined],
  ['nowhere in a drawing', '<svg><text>o¦ne</text></svg>', undefined],
];

const blocks = fc.constantFrom(
  '<p>one <em>two</em></p>',
  '<p>not closed',
  'bare <b>text</b>',
  '<ul><li>a<li><p>b</p></ul>',
  '<table><tr><th>a<tr><td>b</table>',
  '<div>\n  <p>in a box</p>\n  bare\n</div>',
  '<section><h2>Title</h2><p>text</section>',
  '<blockquote>quoted</blockquote>',
  '<pre>\ncode\n</pre>',
  '<!-- note -->',
  '<script>let a = "<p>";</script>',
  '<figure><img src="b.png"><figcaption>b</figcaption></figure>',
  '<details><summary>more</summary>text</details>',
  '<dl><dt>a<dd>b</dl>',
  '<svg><text>a</text></svg>',
  '<form><label>a <input></label></form>',
);
const page = fc
  .tuple(fc.array(blocks, { minLength: 1, maxLength: 5 }), fc.constantFrom('', '\n', '\n\n  '), fc.boolean())
  .map(([parts, gap, isWhole]) =>
    isWhole ? `<!doctype html>\n<title>t</title>\n<body>\n${parts.join(gap)}\n</body>` : parts.join(gap),
  );

/** What the parser makes of a page, without white space. @param without the paragraph with the one picture more */
function read(text: string, without?: string): string {
  const tree = parse(text);
  if (without !== undefined) assert.equal(take(tree, without), 1, 'the picture is there once');
  return serialize(tree).replace(/\s+/g, '');
}

/** Takes each paragraph that shows only this picture out of the tree. @returns how many */
function take(node: DefaultTreeAdapterTypes.ParentNode, source: string): number {
  const isIt = (child: DefaultTreeAdapterTypes.ChildNode): boolean =>
    child.nodeName === 'p' && 'childNodes' in child && serialize(child) === source;
  const found = node.childNodes.filter(isIt).length;
  node.childNodes = node.childNodes.filter((child) => !isIt(child));
  return node.childNodes.reduce((sum, child) => sum + ('childNodes' in child ? take(child, source) : 0), found);
}

describe('HTML', () => {
  for (const [what, before, after] of places) {
    it(`has a picture ${what}`, () => {
      assert.equal(insert(before.replace('¦', ''), before.indexOf('¦')), after?.replace('LINK', link));
    });
  }

  it('shows everything as before, and one picture, wherever a link is put in', () => {
    fc.assert(
      fc.property(page, fc.nat(), (text, at) => {
        const changed = insert(text, at % (text.length + 1));
        if (changed !== undefined) assert.equal(read(changed, link), read(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it('gives back what a link was made of, whatever the prompt', () => {
    for (const prompt of [
      ...prompts.map(({ prompt: text }) => text),
      '{{ secret }} {% raw %} ${x} @if <%= y %> "quoted" & <b>',
    ]) {
      const [made] = html.links(`<p>${html.link(prompt, 'a%20fox&amp.jpg', '')}</p>`);
      assert.deepEqual([made?.target, made?.alt], ['a%20fox&amp.jpg', html.links(html.link(prompt, 'x', ''))[0]?.alt]);
      assert.doesNotMatch(html.link(prompt, 'x', '').slice(4, -1), /[{}<>@%$]/);
    }
    assert.equal(html.links(html.link('"a" & <b>', 'x', ''))[0]?.alt, '"a" & <b>');
  });

  const words: readonly (readonly [what: string, text: string, prompt: string | undefined])[] = [
    ['a paragraph', '<p>A red\n fox &amp; a <b>ca¦t</b></p>', 'A red fox & a cat'],
    ['a heading', '<h2>The¦ fox</h2>', 'The fox'],
    ['an item of a list', '<ul><li>one</li><li>t¦wo</li></ul>', 'two'],
    ['text beside a block', '<div>be¦fore <p>inner</p> after</div>', 'before'],
    ['no script', '<script>let fo¦x;</script>', undefined],
    ['no comment', '<!-- fo¦x -->', undefined],
    ['no gap', '<p>a</p>\n\n¦\n<p>b</p>', undefined],
  ];
  for (const [what, text, prompt] of words) {
    it(`offers the words under the cursor: ${what}`, () => {
      assert.equal(html.promptAt(text.replace('¦', ''), text.indexOf('¦'))?.prompt, prompt);
    });
  }

  it('reads a selection as a reader sees it, though it begins and ends in the middle of tags', () => {
    const text = '<p>A <b>red</b> fox</p>\n<script>let a;</script><!-- note -->\n<ul><li>one</li><li>two';
    assert.equal(html.readSelection(text, { start: 5, end: text.length }), 'red fox\none\ntwo');
  });

  it('knows the heading above', () => {
    const text = '<h1>The <i>book</i></h1><p>a</p><h2>Fox</h2><p>b</p>';
    assert.equal(html.headingAt(text, text.indexOf('a</p>')), 'The book');
    assert.equal(html.headingAt(text, text.indexOf('b</p>')), 'Fox');
    assert.equal(html.headingAt('<p>a</p>', 4), '');
  });

  it('has a picture in place of words of one text alone', () => {
    const text = '<p class="red fox">A red fox <b>runs</b></p><script>fox</script><pre>fox</pre>';
    const at = (words2: string, from = 0) => ({
      start: text.indexOf(words2, from),
      end: text.indexOf(words2, from) + words2.length,
    });
    assert.ok(html.canReplace(text, at('A red fox')));
    for (const range of [
      at('class'),
      at('fox <b>ru'),
      at('fox', text.indexOf('<script')),
      at('fox', text.indexOf('<pre')),
      at(' '),
    ])
      assert.equal(html.canReplace(text, range), false, text.slice(range.start, range.end));
  });

  it('finds a link again that was put in before, and takes no other for it', () => {
    const text = '<p>one</p>\n<p>two</p>';
    const place = html.placeAfter(text, 6, link, '\n');
    assert.ok(place);
    const linked = text.slice(0, place.offset) + place.text + text.slice(place.offset);
    const again = html.placeAfter(linked, 6, link, '\n');
    assert.ok(again && html.hasLinkNear(linked, again.offset, link));
    assert.equal(html.hasLinkNear(text, place.offset, link), false);
    assert.equal(html.hasLinkNear(linked, linked.length, link.replace('a.jpg', 'b.jpg')), false);
  });
});
