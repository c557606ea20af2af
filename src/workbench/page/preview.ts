import * as v from 'valibot';
import { hostMessage, type PageMessage, type PageState, type PictureView } from '../protocol.ts';

const vscode = acquireVsCodeApi();
const main = document.querySelector('main') ?? document.body;

let shown = '';

function post(message: PageMessage): void {
  vscode.postMessage(message);
}

/** Creates an element. Attributes that are `false` are left out; strings become text nodes, never markup. */
function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | false>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== false) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function show(picture: PictureView): void {
  // The extension sends the same picture again when VS Code has reloaded a page that was hidden.
  const said = JSON.stringify(picture);
  if (said === shown) return;
  shown = said;
  vscode.setState({ id: picture.id } satisfies PageState);
  const { prompt, promptLabel, facts } = picture;
  main.replaceChildren(
    create('h1', {}, document.title),
    createStage(picture),
    create('div', { class: 'actions' }, ...createButtons(picture)),
    create(
      'section',
      { 'aria-labelledby': 'prompt-label' },
      create('h2', { id: 'prompt-label' }, promptLabel),
      create('p', { class: 'prompt', dir: 'auto' }, prompt),
    ),
    create(
      'dl',
      {},
      ...facts.map(([label, value]) => create('div', {}, create('dt', {}, label), create('dd', {}, value))),
    ),
  );
}

function createStage({ source, prompt, width, height, missing }: PictureView): HTMLElement {
  const notice = create('p', { class: 'missing', role: 'alert', hidden: '' }, missing);
  const hasSize = width > 0;
  const image = create('img', {
    src: source,
    alt: prompt,
    width: hasSize && String(width),
    height: hasSize && String(height),
  });
  image.addEventListener('error', () => {
    image.hidden = true;
    notice.hidden = false;
  });
  return create('div', { class: 'stage' }, image, notice);
}

function createButtons({ id, buttons }: PictureView): readonly HTMLElement[] {
  return buttons.map(([action, label], index) => {
    const rank = index === 0 ? 'primary' : 'secondary';
    const button = create('button', { type: 'button', class: rank, 'data-action': action }, label);
    button.addEventListener('click', () => {
      // A second click while the first one is at work would buy a second picture.
      if (button.getAttribute('aria-disabled') === 'true') return;
      button.setAttribute('aria-disabled', 'true');
      post({ type: 'press', action, id });
    });
    return button;
  });
}

window.addEventListener('message', (event) => {
  const parsed = v.safeParse(hostMessage, event.data);
  if (!parsed.success) return;
  const message = parsed.output;
  if (message.type === 'show') show(message.picture);
  else if (message.type === 'notice')
    main.replaceChildren(create('h1', {}, document.title), create('p', {}, message.text));
  else document.querySelector(`button[data-action="${message.action}"]`)?.removeAttribute('aria-disabled');
});

post({ type: 'ready' });
