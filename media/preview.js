// @ts-check
/** @import { PreviewAction, PreviewMessage, PreviewReply, PreviewState } from '../src/workbench/protocol.ts' */

const vscode = acquireVsCodeApi();
const id = document.body.dataset['id'] ?? '';
/** @type {PreviewState} */
const state = { id };
vscode.setState(state);

for (const button of document.querySelectorAll('button')) {
  button.addEventListener('click', () => {
    // A second click while the first one is at work would buy a second picture.
    if (button.ariaDisabled === 'true') return;
    button.ariaDisabled = 'true';
    /** @type {PreviewMessage} */
    const message = { type: /** @type {PreviewAction} */ (button.dataset['action']), id };
    vscode.postMessage(message);
  });
}

window.addEventListener('message', (event) => {
  const { settled } = /** @type {PreviewReply} */ (event.data);
  const button = document.querySelector(`button[data-action="${settled}"]`);
  if (button) button.ariaDisabled = null;
});

const picture = /** @type {HTMLImageElement} */ (document.querySelector('img'));
const showMissing = () => {
  picture.hidden = true;
  /** @type {HTMLElement} */ (document.querySelector('.missing')).hidden = false;
};
picture.addEventListener('error', showMissing);
if (picture.complete && picture.naturalWidth === 0) showMissing();
