import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { createPageHtml } from '../../../src/workbench/pageHtml.ts';
import type { PageView, PictureView } from '../../../src/workbench/protocol.ts';
import { readText } from '../project/readProject.ts';

const picture: PictureView = {
  id: 'ab12',
  source: 'https://file.webview.test/book/images/a.jpg',
  alt: 'A small furry elephant',
  width: 1024,
  height: 768,
  missing: 'The picture is no longer there.',
  caption: 'Seed 42',
  keep: { action: 'keep', label: 'Keep' },
  isKept: false,
};

const view: PageView = {
  pictures: [picture],
  selected: 'ab12',
  details: {
    isProbable: false,
    promptLabel: 'Prompt',
    prompt: 'A small furry elephant, in ink',
    facts: [
      ['Seed', '42'],
      ['Size', '1024 × 768'],
    ],
    buttons: [
      [
        { action: 'change', label: 'Change…' },
        { action: 'again', label: 'Again · 4 credits' },
      ],
      [{ action: 'openFile', label: 'Open File' }],
    ],
  },
};

/** The view with four pictures, of which the third is kept. */
const four: PageView = {
  ...view,
  pictures: ['a', 'b', 'c', 'd'].map((id) => ({ ...picture, id, caption: `Seed ${id}`, isKept: id === 'c' })),
  selected: 'b',
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
    focused: () => document.activeElement?.getAttribute('data-key'),
    /** The user is elsewhere in the editor. */
    leave: () => (document.hasFocus = () => false),
  };
}

function show(shown: PageView) {
  const page = openPage();
  page.tell({ type: 'show', view: shown });
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

  it('shows the picture with the words as its text and room for its size', () => {
    const image = show(view).the('img');
    assert.deepEqual(
      ['src', 'alt', 'width', 'height'].map((name) => image.getAttribute(name)),
      [picture.source, picture.alt, '1024', '768'],
    );
    assert.equal(
      show({ ...view, pictures: [{ ...picture, width: 0, height: 0 }] })
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
        ['button', 'primary', 'Change…'],
        ['button', 'secondary', 'Again · 4 credits'],
        ['button', 'secondary', 'Open File'],
      ],
    );
  });

  it('asks once for what a button does, until it is told that it is done', () => {
    const page = show(view);
    const press = { type: 'press', action: 'again', id: 'ab12' };
    const button = page.the('[data-key="again ab12"]');
    for (let click = 0; click < 3; click++) button.click();
    assert.deepEqual(page.posted.slice(1), [press]);
    page.tell({ type: 'settled', action: 'again', id: 'cd34' });
    page.tell({ type: 'settled', action: 'change', id: 'ab12' });
    button.click();
    assert.deepEqual(page.posted.slice(1), [press]);
    page.tell({ type: 'settled', action: 'again', id: 'ab12' });
    button.click();
    assert.deepEqual(page.posted.slice(1), [press, press]);
  });

  it('keeps which picture it shows, and shows the next one in its place', () => {
    const page = show(view);
    assert.deepEqual(page.state(), { id: 'ab12' });
    const details = { ...view.details, prompt: 'A cat' };
    page.tell({ type: 'show', view: { pictures: [{ ...picture, id: 'cd34' }], selected: 'cd34', details } });
    assert.deepEqual([page.state(), page.texts('.prompt')], [{ id: 'cd34' }, ['A cat']]);
  });

  it('leaves the picture alone when it is told of it once more', () => {
    const page = show(view);
    const image = page.the('img');
    page.tell({ type: 'show', view });
    assert.equal(page.the('img'), image);
  });

  it('says in the picture’s place that it is missing, and only then', () => {
    const page = show(view);
    const [missing, image] = [page.the('[role=alert]'), page.the('img')];
    assert.deepEqual([missing.textContent, missing.hidden, image.hidden], [picture.missing, true, false]);
    page.fail();
    assert.deepEqual([missing.hidden, image.hidden], [false, true]);
  });

  it('says why there is no picture', () => {
    const page = openPage();
    page.tell({ type: 'notice', text: 'It is not known.' });
    assert.deepEqual([page.texts('main > p'), page.all('img, button')], [['It is not known.'], []]);
  });

  it('shows several pictures side by side, which one is selected, and which are kept', () => {
    const page = show({ ...four, progress: '4 of 5 pictures are here.' });
    assert.equal(page.all('ul > li img').length, 4);
    assert.deepEqual(page.texts('.caption'), ['Seed a', 'Seed b', 'Seed c', 'Seed d']);
    assert.deepEqual(
      page.all('button.picture').map((button) => button.getAttribute('aria-pressed')),
      ['false', 'true', 'false', 'false'],
    );
    assert.deepEqual(page.texts('li > button:not(.picture)'), ['Keep', 'Keep', 'Keep'], 'none for the kept one');
    assert.deepEqual(page.texts('[role=status]'), ['4 of 5 pictures are here.']);
    assert.deepEqual(page.state(), { id: 'b' });
  });

  it('asks for the details of another picture, and to keep one', () => {
    const page = show(four);
    page.the('[data-key="select d"]').click();
    page.the('[data-key="keep d"]').click();
    assert.deepEqual(page.posted.slice(1), [
      { type: 'select', id: 'd' },
      { type: 'press', action: 'keep', id: 'd' },
    ]);
  });

  it('leaves the focus where it is when another picture comes', () => {
    const page = show({ ...four, pictures: four.pictures.slice(0, 3) });
    page.the('[data-key="keep b"]').focus();
    page.tell({ type: 'show', view: four });
    assert.equal(page.focused(), 'keep b');
  });

  it('puts the focus on the same button of the picture that is shown next, else on the first button', () => {
    const page = show(view);
    page.the('[data-key="again ab12"]').focus();
    page.tell({ type: 'show', view: { ...view, pictures: [{ ...picture, id: 'cd34' }], selected: 'cd34' } });
    assert.equal(page.focused(), 'again cd34');
    page.tell({ type: 'show', view: { ...four, details: { ...four.details, buttons: [] } } });
    assert.equal(page.focused(), 'select a');
  });

  it('leaves the focus to the editor while the user is there', () => {
    const page = show(view);
    page.the('[data-key="again ab12"]').focus();
    page.leave();
    page.tell({ type: 'show', view: { ...view, pictures: [{ ...picture, id: 'cd34' }], selected: 'cd34' } });
    assert.equal(page.focused(), null);
  });

  it('says what is uncertain about a recipe', () => {
    const page = show({ ...view, details: { ...view.details, note: 'Probably.' } });
    assert.deepEqual(page.texts('[role=note]'), ['Probably.']);
    assert.equal(show(view).all('[role=note]').length, 0);
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
    const noted = { ...view, progress: 'One of two.', details: { ...view.details, note: 'Probably.' } };
    const plain = namesOf(show(noted));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit }), fc.constantFrom(...known)), (text) => {
        const words = { id: text, source: text, alt: text, missing: text, caption: text };
        const page = show({
          ...noted,
          pictures: noted.pictures.map((one) => ({ ...one, ...words, keep: { action: 'keep', label: text } })),
          selected: text,
          progress: text,
          details: {
            isProbable: true,
            note: text,
            promptLabel: text,
            prompt: text,
            facts: [
              [text, text],
              [text, text],
            ],
            buttons: [
              [
                { action: 'change', label: text },
                { action: 'again', label: text },
              ],
              [{ action: 'openFile', label: text }],
            ],
          },
        });
        assert.deepEqual(namesOf(page), plain);
        const said = page.texts('h2, dt, dd, button:not(.picture), p, .caption');
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
