import assert from 'node:assert/strict';
import { canBecomeImage } from '../../../src/documents/canBecomeImage.ts';

/** `«…»` is the selection. */
const plain = [
  '«A fox»',
  'See «A fox» here',
  '# «A fox»\n\ntext',
  '- «A fox»\n- more',
  '> «A fox»',
  '| a |\n|---|\n| «A fox» |',
  '*«A fox»* and `code`, $x$ and <b>more</b>',
  '[«A fox»](url)',
  '«A `fox`»',
  '«One\n\ntwo»',
  '---\ntitle: a\n---\n\n«A fox»',
];
const foreign = [
  '<div>\n«A fox»\n</div>',
  '<div>\n\n<p>«A fox»</p>\n\n</div>',
  '<!-- «A fox» -->',
  'text <!-- «A fox» --> text',
  'text <img alt="«A fox»"> text',
  '`«A fox»`',
  '«A `fo»x`',
  '```\n«A fox»\n```',
  '```\n\na\n\n«A fox»\n\n```',
  '    «A fox»',
  '$«A fox»$',
  '$$\n«A fox»\n$$',
  '$$\na\n\n«A fox»\n\n$$',
  '\\(«A fox»\\)',
  '\\begin{aligned}\n«A fox»\n\\end{aligned}',
  '---\ntitle: «A fox»\n---\n\ntext',
  '«---\ntitle: a\n---»\n\ntext',
  '+++\ntitle = "«A fox»"\n+++\n',
  '![«A fox»](a.jpg)',
  '[a](«fox»)',
  '[a](url "«A fox»")',
  '[a]: url "«A fox»"',
  'text <Card title="«A fox»" /> text',
  'text <Card title={a > b ? "«A fox»" : ""}>x</Card>',
  '<Card\n  title="«A fox»"\n/>',
  '{{< figure title="«A fox»" >}}',
  'text {/* «A fox» */} text',
  '«»',
];

describe('canBecomeImage', () => {
  const ask = (marked: string, languageId = 'markdown'): boolean =>
    canBecomeImage(
      marked.replace(/[«»]/g, ''),
      { start: marked.indexOf('«'), end: marked.indexOf('»') - 1 },
      languageId,
    );

  for (const marked of plain) it(`takes ${JSON.stringify(marked)}`, () => assert.ok(ask(marked)));
  for (const marked of foreign) it(`leaves ${JSON.stringify(marked)}`, () => assert.ok(!ask(marked)));

  it('leaves what MDX exports, also behind a blank line', () => {
    const marked = 'export const meta = {\n  a: 1,\n\ntitle: "«A fox»",\n}\n';
    assert.ok(!ask(marked, 'mdx'));
    assert.ok(ask('export const meta = {}\n\n«A fox»', 'mdx'));
  });
});
