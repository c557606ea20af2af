import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Picture } from '../../src/pictures/picture.ts';
import { takePage } from './support/previewPanels.ts';
import { useScene } from './support/scene.ts';
import { createPicture, createTestPreview } from './support/testPreview.ts';

const viewType = 'fluxKontext.preview';
const fox = createPicture('fox', vscode.Uri.parse('file:///a/fox.jpg'));

/** A panel as VS Code has kept it over a reload; its page kept `state`. */
async function restore(state: unknown, known: readonly Picture[] = [fox]) {
  const panel = vscode.window.createWebviewPanel(viewType, '', vscode.ViewColumn.Two);
  let isDisposed = false;
  panel.onDidDispose(() => (isDisposed = true));
  const page = takePage(panel);
  const { preview, done } = createTestPreview({ known });
  await preview.restore(panel, state);
  if (!isDisposed) page.send({ type: 'ready' });
  return { page, done, isDisposed };
}

describe('The preview, after a reload,', () => {
  useScene();

  it('shows the picture that it showed before, which it knows by its hash, with all that can be done with it', async () => {
    const { page, done } = await restore({ id: 'fox' });
    assert.equal(page.shown?.details.prompt, 'The prompt of fox');
    for (const action of ['openFile', 'copyLink', 'copyPrompt', 'again']) page.press(action);
    assert.deepEqual(done, ['openFile fox', 'copyLink fox', 'copyPrompt fox', 'again fox']);
  });

  it('still says that a recipe is only probable', async () => {
    const { page } = await restore({ id: 'fox', isProbable: true });
    assert.match(page.shown?.details.note ?? '', /^Probably: /);
    assert.equal(page.shown?.details.isProbable, true);
    assert.equal((await restore({ id: 'fox' })).page.shown?.details.note, undefined);
  });

  it('says in words that it does not know the picture, and buys nothing with it', async () => {
    const { page, done, isDisposed } = await restore({ id: 'fox' }, []);
    assert.equal(isDisposed, false);
    const [said] = page.told;
    assert.match(said?.type === 'notice' ? said.text : '', /not known to this version of the extension/);
    page.send({ type: 'press', action: 'again', id: 'fox' });
    assert.deepEqual(done, []);
  });

  for (const state of [undefined, 7, {}, { id: 7 }])
    it(`closes where its page kept ${JSON.stringify(state)}`, async () => assert.ok((await restore(state)).isDisposed));
});
