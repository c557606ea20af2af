import assert from 'node:assert/strict';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { createPageHtml, type PageParts } from '../../../src/workbench/pageHtml.ts';

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

const page: PageParts = {
  language: 'en',
  title: 'Image Preview',
  cspSource: 'https://*.webview.test',
  nonce: 'bm9uY2U=',
  style: 'https://file.webview.test/media/preview.css',
  script: 'https://file.webview.test/dist/preview.js',
};

/** The page's elements as a browser finds them, in order. */
function read(changes: Partial<PageParts> = {}): readonly Element[] {
  const html = createPageHtml({ ...page, ...changes });
  return elementsIn(parse(html, { onParseError: ({ code }) => assert.fail(code) }));
}

function elementsIn(node: Node): readonly Element[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap(elementsIn) : [];
  return 'tagName' in node ? [node, ...below] : below;
}

function all(elements: readonly Element[], tagName: string): readonly Element[] {
  return elements.filter((element) => element.tagName === tagName);
}

function the(elements: readonly Element[], tagName: string): Element {
  const found = all(elements, tagName);
  assert.equal(found.length, 1, tagName);
  return found[0] as Element;
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value;
}

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

describe('createPageHtml', () => {
  it('T6 may load nothing but its own style, script and pictures', () => {
    const policy = all(read(), 'meta').find((meta) => attribute(meta, 'http-equiv') === 'Content-Security-Policy');
    assert.ok(policy);
    assert.deepEqual(attribute(policy, 'content')?.split('; '), [
      `default-src 'none'`,
      'img-src https://*.webview.test',
      'style-src https://*.webview.test',
      `script-src 'nonce-bm9uY2U='`,
    ]);
  });

  it('T6 has the policy before anything that it is to bind', () => {
    const tags = all(read(), 'head')[0]?.childNodes.flatMap((node) => ('tagName' in node ? [node.tagName] : []));
    assert.deepEqual(tags, ['meta', 'meta', 'meta', 'link', 'title']);
  });

  it('T6 has one script, by address and with the nonce, and nothing inline', () => {
    const elements = read();
    const script = the(elements, 'script');
    assert.equal(attribute(script, 'src'), page.script);
    assert.equal(attribute(script, 'nonce'), page.nonce);
    assert.equal(textOf(script), '');
    assert.equal(attribute(the(elements, 'link'), 'href'), page.style);
    assert.equal(all(elements, 'style').length, 0);
    const names = elements.flatMap(({ attrs }) => attrs.map(({ name }) => name));
    assert.deepEqual(
      names.filter((name) => name.startsWith('on') || name === 'style'),
      [],
    );
  });

  it('says its language, and has a title and a main part', () => {
    const elements = read({ language: 'de', title: 'Bild & <Vorschau>' });
    assert.equal(attribute(the(elements, 'html'), 'lang'), 'de');
    assert.equal(textOf(the(elements, 'title')), 'Bild & <Vorschau>');
    the(elements, 'main');
  });
});
