import assert from 'node:assert/strict';
import { canBecomePicture } from '../../../../src/markup/markdown/canBecomePicture.ts';
import { type RenderedImage, renderers } from './renderers.ts';

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
  '```\n«A fox»\n```',
  '```\n\na\n\n«A fox»\n\n```',
  '    «A fox»',
  '$«A fox»$',
  '$$\n«A fox»\n$$',
  '$$\na\n\n«A fox»\n\n$$',
  '---\ntitle: «A fox»\n---\n\ntext',
  '+++\ntitle = "«A fox»"\n+++\n',
  '![«A fox»](a.jpg)',
  '[a](«fox»)',
  '[a](url "«A fox»")',
  '[a]: url "«A fox»"',
  'text <Card title="«A fox»" /> text',
  'text <b title={1 > 2 ? "«A fox»" : ""}>x</b>',
  '<Card\n  title="«A fox»"\n/>',
  'text {/* «A fox» */} text',
];
/** What no program here judges: MathJax's formulas, Hugo's shortcodes, and texts that a picture could replace but should not. */
const foreignElsewhere = [
  '«A `fo»x`',
  '\\(«A fox»\\)',
  '\\begin{aligned}\n«A fox»\n\\end{aligned}',
  '«---\ntitle: a\n---»\n\ntext',
  '{{< figure title="«A fox»" >}}',
  '«»',
];

describe('canBecomePicture', () => {
  const ask = (marked: string, languageId = 'markdown'): boolean =>
    canBecomePicture(
      marked.replace(/[«»]/g, ''),
      { start: marked.indexOf('«'), end: marked.indexOf('»') - 1 },
      languageId,
    );

  for (const marked of plain) it(`takes ${JSON.stringify(marked)}`, () => assert.ok(ask(marked)));
  for (const marked of [...foreign, ...foreignElsewhere])
    it(`leaves ${JSON.stringify(marked)}`, () => assert.ok(!ask(marked)));

  for (const marked of plain) {
    it(`is right about ${JSON.stringify(marked)}: it becomes a picture in all programs`, async () => {
      assert.deepEqual(await findThoseWithoutPicture(marked), []);
    });
  }
  for (const marked of foreign) {
    it(`is right about ${JSON.stringify(marked)}: it becomes none in some program`, async () => {
      assert.notDeepEqual(await findThoseWithoutPicture(marked), []);
    });
  }

  it('leaves what MDX exports, also behind a blank line', () => {
    const marked = 'export const meta = {\n  a: 1,\n\ntitle: "«A fox»",\n}\n';
    assert.ok(!ask(marked, 'mdx'));
    assert.ok(ask('export const meta = {}\n\n«A fox»', 'mdx'));
  });
});

/** The programs that make no picture of `![x](./a.jpg)` in place of the selection, or refuse the document for it. */
async function findThoseWithoutPicture(marked: string): Promise<readonly string[]> {
  const without: string[] = [];
  for (const [program, render] of Object.entries(renderers)) {
    const imagesOf = async (markdown: string): Promise<readonly RenderedImage[] | undefined> =>
      await render(markdown).catch(() => undefined);
    const before = await imagesOf(marked.replace(/[«»]/g, ''));
    if (before === undefined) continue;
    const after = await imagesOf(marked.replace(/«[^»]*»/, '![x](./a.jpg)'));
    const added = after?.filter(({ src }) => src === './a.jpg') ?? [];
    if (added.length !== 1 || after?.length !== before.length + 1) without.push(program);
  }
  return without;
}
