import * as v from 'valibot';
import {
  type ButtonView,
  hostMessage,
  type PageMessage,
  type PageState,
  type PageView,
  type PictureView,
} from '../protocol.ts';

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

function show(view: PageView): void {
  // The extension sends the same view again when VS Code has reloaded a page that was hidden.
  const said = JSON.stringify(view);
  if (said === shown) return;
  shown = said;
  const { pictures, selected, progress, details } = view;
  vscode.setState({ id: selected, ...(details.isProbable && { isProbable: true }) } satisfies PageState);
  // While the user is elsewhere in the editor, the focus stays there.
  const focused = document.hasFocus() ? document.activeElement?.getAttribute('data-key') : undefined;
  const [first] = pictures;
  main.replaceChildren(
    create('h1', {}, document.title),
    pictures.length === 1 && first && progress === undefined ? createStage(first) : createGrid(pictures, selected),
    ...(progress === undefined ? [] : [create('p', { class: 'note', role: 'status' }, progress)]),
    ...(details.note === undefined ? [] : [create('p', { class: 'warning', role: 'note' }, details.note)]),
    ...details.buttons
      .filter((row) => row.length > 0)
      .map((row, rank) =>
        create('div', { class: 'actions' }, ...row.map((one, at) => createButton(one, selected, rank + at === 0))),
      ),
    create(
      'section',
      { 'aria-labelledby': 'prompt-label' },
      create('h2', { id: 'prompt-label' }, details.promptLabel),
      create('p', { class: 'prompt', dir: 'auto' }, details.prompt),
    ),
    create(
      'dl',
      {},
      ...details.facts.map(([label, value]) => create('div', {}, create('dt', {}, label), create('dd', {}, value))),
    ),
  );
  if (focused) focusAgain(focused, selected);
}

/** Puts the focus on the button that had it; if that is gone, on the same one of the selected picture, or the first. */
function focusAgain(key: string, selected: string): void {
  const [action = ''] = key.split(' ');
  const button = findByKey(key) ?? findByKey(`${action} ${selected}`) ?? document.querySelector('button');
  button?.focus();
}

function createStage(picture: PictureView): HTMLElement {
  return create('div', { class: 'stage' }, ...createImage(picture));
}

/** Pictures side by side, each with a button that keeps it. */
function createGrid(pictures: readonly PictureView[], selected: string): HTMLElement {
  return create('ul', { class: 'grid' }, ...pictures.map((picture) => createCell(picture, picture.id === selected)));
}

function createCell(picture: PictureView, isSelected: boolean): HTMLElement {
  const { id, caption, keep, isKept } = picture;
  const select = create(
    'button',
    { type: 'button', class: 'picture', 'aria-pressed': String(isSelected), 'data-key': `select ${id}` },
    ...createImage(picture),
    create('span', { class: 'caption' }, caption),
  );
  select.addEventListener('click', () => post({ type: 'select', id }));
  return create('li', {}, select, ...(isKept ? [] : [createButton(keep, id, false)]));
}

/** The picture, and the text in its place if it cannot be loaded. */
function createImage({ source, alt, width, height, missing }: PictureView): readonly Node[] {
  const notice = create('span', { class: 'missing', role: 'alert', hidden: '' }, missing);
  const hasSize = width > 0;
  const image = create('img', {
    src: source,
    alt,
    width: hasSize && String(width),
    height: hasSize && String(height),
  });
  if (hasSize) {
    image.style.setProperty('--width', String(width));
    image.style.setProperty('--height', String(height));
  }
  image.addEventListener('error', () => {
    image.hidden = true;
    notice.hidden = false;
  });
  return [image, notice];
}

function createButton({ action, label }: ButtonView, id: string, isPrimary: boolean): HTMLElement {
  const key = `${action} ${id}`;
  const style = isPrimary ? 'primary' : 'secondary';
  const button = create('button', { type: 'button', class: style, 'data-key': key }, label);
  button.addEventListener('click', () => {
    // A second click while the first one is at work would buy a second picture.
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    post({ type: 'press', action, id });
  });
  return button;
}

function findByKey(key: string): HTMLElement | undefined {
  return [...document.querySelectorAll('button')].find((button) => button.dataset['key'] === key);
}

window.addEventListener('message', (event) => {
  const parsed = v.safeParse(hostMessage, event.data);
  if (!parsed.success) return;
  const message = parsed.output;
  if (message.type === 'show') show(message.view);
  else if (message.type === 'notice')
    main.replaceChildren(create('h1', {}, document.title), create('p', {}, message.text));
  else findByKey(`${message.action} ${message.id}`)?.removeAttribute('aria-disabled');
});

post({ type: 'ready' });
