import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { createPageHtml } from '../../../src/workbench/pageHtml.ts';
import type { PictureView } from '../../../src/workbench/protocol.ts';
import { readText } from '../project/readProject.ts';

const view: PictureView = {
  id: 'ab12',
  source: 'https://file.webview.test/book/images/a.jpg',
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
    ['generateAgain', 'Generate Again'],
  ],
  missing: 'The picture is no longer there.',
};

/** The page as the extension makes it, with the packaged script at work in it, as far as jsdom is a browser. */
function openPage() {
  const parts = { language: 'en', title: 'Image Preview', cspSource: '', nonce: '', style: '', script: '' };
  const { window } = new JSDOM(createPageHtml(parts), { runScripts: 'outside-only' });
  const posted: object[] = [];
  let state: unknown;
  // A copy is an object of this realm, which can be compared.
  const api = {
    postMessage: (message: object) => posted.push(structuredClone(message)),
    setState: (kept: unknown) => (state = kept),
  };
  Object.assign(window, { acquireVsCodeApi: () => api });
  window.eval(readText('dist/preview.js'));
  const { document } = window;
  return {
    posted,
    all: (selector: string) => [...document.querySelectorAll(selector)],
    the(selector: string): HTMLElement {
      const found = document.querySelectorAll<HTMLElement>(selector);
      assert.equal(found.length, 1, selector);
      return found[0] ?? assert.fail();
    },
    texts: (selector: string) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent),
    tell: (data: unknown) => window.dispatchEvent(new window.MessageEvent('message', { data })),
    fail: () => document.querySelector('img')?.dispatchEvent(new window.Event('error')),
    state: () => structuredClone(state),
  };
}

function show(picture: PictureView) {
  const page = openPage();
  page.tell({ type: 'show', picture });
  return page;
}

describe('The preview’s page', () => {
  it('says that it is ready, and is told what to show', () => {
    const page = openPage();
    assert.deepEqual(page.posted, [{ type: 'ready' }]);
    assert.equal(page.the('main').childElementCount, 0);
  });

  it('has one heading of the first rank, names what the prompt is, and each fact', () => {
    const page = show(view);
    assert.deepEqual([page.texts('main > h1'), page.texts('h2')], [['Image Preview'], ['Prompt']]);
    assert.equal(page.the('section').getAttribute('aria-labelledby'), page.the('h2').id);
    assert.deepEqual(
      [page.texts('dt'), page.texts('dd')],
      [
        ['Seed', 'Size'],
        ['42', '1024 × 768'],
      ],
    );
  });

  it('shows the picture with the prompt as its text and room for its size', () => {
    const image = show(view).the('img');
    assert.deepEqual(
      ['src', 'alt', 'width', 'height'].map((name) => image.getAttribute(name)),
      [view.source, view.prompt, '1024', '768'],
    );
    assert.equal(
      show({ ...view, width: 0, height: 0 })
        .the('img')
        .hasAttribute('width'),
      false,
    );
  });

  it('has real buttons, the first of them the main one', () => {
    const buttons = show(view).all('button');
    assert.deepEqual(
      buttons.map((button) => [button.getAttribute('type'), button.className, button.textContent]),
      [
        ['button', 'primary', 'Open File'],
        ['button', 'secondary', 'Generate Again'],
      ],
    );
  });

  it('asks once for what a button does, until it is told that it is done', () => {
    const page = show(view);
    const press = { type: 'press', action: 'generateAgain', id: view.id };
    const button = page.the('button.secondary');
    for (let click = 0; click < 3; click++) button.click();
    assert.deepEqual(page.posted.slice(1), [press]);
    page.tell({ type: 'settled', action: 'generateAgain' });
    button.click();
    assert.deepEqual(page.posted.slice(1), [press, press]);
  });

  it('keeps which picture it shows, and shows the next one in its place', () => {
    const page = show(view);
    assert.deepEqual(page.state(), { id: 'ab12' });
    page.tell({ type: 'show', picture: { ...view, id: 'cd34', prompt: 'A cat' } });
    assert.deepEqual([page.state(), page.texts('.prompt')], [{ id: 'cd34' }, ['A cat']]);
  });

  it('leaves the picture alone when it is told of it once more', () => {
    const page = show(view);
    const image = page.the('img');
    page.tell({ type: 'show', picture: view });
    assert.equal(page.the('img'), image);
  });

  it('says in the picture’s place that it is missing, and only then', () => {
    const page = show(view);
    const [missing, image] = [page.the('[role=alert]'), page.the('img')];
    assert.deepEqual([missing.textContent, missing.hidden, image.hidden], [view.missing, true, false]);
    page.fail();
    assert.deepEqual([missing.hidden, image.hidden], [false, true]);
  });

  it('says why there is no picture', () => {
    const page = openPage();
    page.tell({ type: 'notice', text: 'It is not known.' });
    assert.deepEqual([page.texts('main > p'), page.all('img, button')], [['It is not known.'], []]);
  });

  it('T7 does nothing about what it is not told by the extension’s rules', () => {
    const page = openPage();
    for (const junk of [undefined, 'show', { type: 'show' }, { type: 'run', code: 'alert(1)' }, { type: 'settled' }])
      page.tell(junk);
    assert.equal(page.the('main').childElementCount, 0);
  });

  it('T6 shows any text as text', () => {
    const unit = fc.constantFrom('<', '>', '"', "'", '&', ';', '#', '/', '`', '=', 'a', 'amp', 'script', '!--', '$');
    const known = ['</script><script>alert(1)</script>', '" onerror="alert(1)', '&lt;b&gt; &#39;', '<!-- ', '</title>'];
    const namesOf = (page: ReturnType<typeof openPage>) =>
      page.all('main *').map(({ tagName, attributes }) => [tagName, Array.from(attributes, ({ name }) => name)]);
    const plain = namesOf(show(view));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit }), fc.constantFrom(...known)), (text) => {
        const words = { id: text, source: text, prompt: text, promptLabel: text, missing: text };
        const page = show({
          ...view,
          ...words,
          facts: [
            [text, text],
            [text, text],
          ],
          buttons: [
            ['openFile', text],
            ['copyPrompt', text],
          ],
        });
        assert.deepEqual(namesOf(page), plain);
        const said = page.texts('h2, dt, dd, button, p');
        assert.deepEqual(
          said,
          said.map(() => text),
        );
        assert.deepEqual([page.the('img').getAttribute('alt'), page.the('img').getAttribute('src')], [text, text]);
      }),
      { numRuns: 50 },
    );
  });
});
