// @ts-check
/** @import { PreviewAction, PreviewMessage, PreviewState } from '../src/preview/messages.ts' */

const vscode = acquireVsCodeApi();
const id = document.body.dataset['id'] ?? '';
/** @type {PreviewState} */
const state = { id };
vscode.setState(state);

for (const button of document.querySelectorAll('button')) {
  button.addEventListener('click', () => {
    /** @type {PreviewMessage} */
    const message = { type: /** @type {PreviewAction} */ (button.dataset['action']), id };
    vscode.postMessage(message);
  });
}

const picture = /** @type {HTMLImageElement} */ (document.querySelector('img'));
const showMissing = () => {
  picture.hidden = true;
  /** @type {HTMLElement} */ (document.querySelector('.missing')).hidden = false;
};
picture.addEventListener('error', showMissing);
if (picture.complete && picture.naturalWidth === 0) showMissing();
