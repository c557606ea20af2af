import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { createPreviewHtml, type PreviewPage } from '../../../src/workbench/pageHtml.ts';

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

const page: PreviewPage = {
  id: 'job-1',
  language: 'en',
  title: 'Image Preview',
  resources: {
    cspSource: 'https://*.webview.test',
    nonce: 'bm9uY2U=',
    style: 'https://file.webview.test/media/preview.css',
    script: 'https://file.webview.test/media/preview.js',
    picture: 'https://file.webview.test/book/images/a.jpg',
  },
  prompt: 'A small furry elephant',
  promptLabel: 'Prompt',
  width: 1024,
  height: 768,
  facts: [
    ['Seed', '42'],
    ['Size', '1024 × 768'],
  ],
  buttons: [
    ['openFile', 'Open File'],
    ['copyPrompt', 'Copy Prompt'],
  ],
  missing: 'The picture is no longer there.',
};

/** The page's elements as a browser finds them, in order. */
function read(changes: Partial<PreviewPage> = {}): readonly Element[] {
  const html = createPreviewHtml({ ...page, ...changes });
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

describe('createPreviewHtml', () => {
  it('T6 may load nothing but its own style, script and picture', () => {
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
    assert.equal(attribute(script, 'src'), page.resources.script);
    assert.equal(attribute(script, 'nonce'), page.resources.nonce);
    assert.equal(textOf(script), '');
    assert.equal(attribute(the(elements, 'link'), 'href'), page.resources.style);
    assert.equal(all(elements, 'style').length, 0);
    const names = elements.flatMap(({ attrs }) => attrs.map(({ name }) => name));
    assert.deepEqual(
      names.filter((name) => name.startsWith('on') || name === 'style'),
      [],
    );
  });

  it('says its language, and has a title, a main part and one heading of the first rank', () => {
    const elements = read({ language: 'de', title: 'Bildvorschau' });
    assert.equal(attribute(the(elements, 'html'), 'lang'), 'de');
    assert.equal(textOf(the(elements, 'title')), 'Bildvorschau');
    assert.equal(textOf(the(elements, 'h1')), 'Bildvorschau');
    assert.ok(the(elements, 'main').childNodes.includes(the(elements, 'h1')));
  });

  it('shows the picture with the prompt as its text and room for its size', () => {
    const picture = the(read(), 'img');
    assert.deepEqual(
      ['src', 'alt', 'width', 'height'].map((name) => attribute(picture, name)),
      [page.resources.picture, page.prompt, '1024', '768'],
    );
  });

  it('names what the prompt is, and each fact', () => {
    const elements = read();
    const section = the(elements, 'section');
    const label = elements.find((element) => attribute(element, 'id') === attribute(section, 'aria-labelledby'));
    assert.equal(label && textOf(label), 'Prompt');
    assert.deepEqual(all(elements, 'dt').map(textOf), ['Seed', 'Size']);
    assert.deepEqual(all(elements, 'dd').map(textOf), ['42', '1024 × 768']);
  });

  it('has real buttons, the first of them the main one', () => {
    const buttons = all(read(), 'button').map((button) => [
      ...['type', 'data-action', 'class'].map((name) => attribute(button, name)),
      textOf(button),
    ]);
    assert.deepEqual(buttons, [
      ['button', 'openFile', 'primary', 'Open File'],
      ['button', 'copyPrompt', 'secondary', 'Copy Prompt'],
    ]);
  });

  it('keeps what it says of a missing picture hidden, ready to be announced', () => {
    const missing = read().find((element) => attribute(element, 'role') === 'alert');
    assert.equal(missing && textOf(missing), page.missing);
    assert.equal(missing && attribute(missing, 'hidden'), '');
  });

  it('T6 shows any text as text', () => {
    const unit = fc.constantFrom('<', '>', '"', "'", '&', ';', '#', '/', '`', '=', 'a', 'amp', 'script', '!--', '$');
    const known = ['</script><script>alert(1)</script>', '" onerror="alert(1)', '&lt;b&gt; &#39;', '<!-- ', '</title>'];
    const dangerous = fc.oneof(fc.string({ unit }), fc.constantFrom(...known));
    const plain = read().map(({ tagName, attrs }) => [tagName, attrs.map(({ name }) => name)]);
    fc.assert(
      fc.property(dangerous, (text) => {
        const elements = read({
          id: text,
          language: text,
          title: text,
          prompt: text,
          promptLabel: text,
          missing: text,
          facts: [
            [text, text],
            [text, text],
          ],
          buttons: [
            ['openFile', text],
            ['copyPrompt', text],
          ],
          resources: { ...page.resources, picture: text, style: text, script: text, nonce: text },
        });
        assert.deepEqual(
          elements.map(({ tagName, attrs }) => [tagName, attrs.map(({ name }) => name)]),
          plain,
        );
        for (const tag of ['title', 'h1', 'h2', 'dt', 'dd', 'button']) {
          for (const element of all(elements, tag)) assert.equal(textOf(element), text);
        }
        assert.equal(attribute(the(elements, 'img'), 'alt'), text);
        assert.equal(attribute(the(elements, 'img'), 'src'), text);
        assert.equal(attribute(the(elements, 'body'), 'data-id'), text);
        assert.equal(attribute(the(elements, 'script'), 'src'), text);
        const paragraphs = all(elements, 'p').map(textOf);
        assert.deepEqual(paragraphs, [text, text]);
      }),
    );
  });
});
