import { Marp } from '@marp-team/marp-core';
import { evaluate } from '@mdx-js/mdx';
import { Liquid } from 'liquidjs';
import markdownIt from 'markdown-it';
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import remarkDirective from 'remark-directive';
import remarkFrontmatter from 'remark-frontmatter';
import remarkMath from 'remark-math';

/** A picture as a reader gets it: all its attributes. */
export type RenderedImage = Readonly<Record<string, string>>;

/** The pictures that programs make of a document, as their pages show them. */
export const renderers: Readonly<Record<string, (markdown: string) => Promise<readonly RenderedImage[]>>> = {
  'markdown-it': async (markdown) => readPictures(markdownIt({ html: true, linkify: true }).render(markdown)),
  'Liquid, then markdown-it': async (markdown) => readPictures(markdownIt().render(await renderLiquid(markdown))),
  MDX: renderMdx,
  Marp: async (markdown) => renderMarp(markdown),
};

/** As Jekyll does before it reads Markdown. */
async function renderLiquid(markdown: string): Promise<string> {
  const text: unknown = await new Liquid().parseAndRender(markdown);
  return String(text);
}

/** As Docusaurus and Astro do: with directives, formulas and front matter. */
async function renderMdx(markdown: string): Promise<readonly RenderedImage[]> {
  const images: RenderedImage[] = [];
  const jsx = (type: unknown, props: RenderedImage): null => {
    if (type === 'img') images.push(props);
    return null;
  };
  const { default: render } = await evaluate(markdown, {
    Fragment: Symbol('fragment'),
    jsx,
    jsxs: jsx,
    remarkPlugins: [remarkDirective, remarkMath, [remarkFrontmatter, ['yaml', 'toml']]],
  });
  render({});
  return images;
}

const marp = new Marp({ script: false });

export function renderMarp(markdown: string): readonly RenderedImage[] {
  return readPictures(marp.markdown.render(`---\nmarp: true\n---\n\n${markdown}`));
}

function readPictures(html: string): readonly RenderedImage[] {
  const visit = (node: DefaultTreeAdapterTypes.Node): readonly RenderedImage[] => {
    if (node.nodeName === 'img' && 'attrs' in node)
      return [Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]))];
    return 'childNodes' in node ? node.childNodes.flatMap(visit) : [];
  };
  return visit(parseFragment(html));
}
