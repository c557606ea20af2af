import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Picture } from '../../src/workbench/storedPicture.ts';
import { useScene } from './support/scene.ts';
import { createMemento, createTestPreview } from './support/testPreview.ts';

const viewType = 'fluxKontext.preview';
const order = { model: 'flux-kontext-pro' };
const kept: Picture = { id: 'fox', uri: 'file:///a/fox.jpg', prompt: 'A red fox', width: 1, height: 1, facts: [] };

describe('The preview, after a reload,', () => {
  useScene();

  it('comes back after a reload with the picture that it showed, and closes if that is not known', async () => {
    const memento = createMemento();
    await createTestPreview({ memento }).preview.show(kept, order, 'beside');
    const { html, done, send } = restore(memento, 'fox');
    assert.match(html, /A red fox/);
    for (const type of ['openFile', 'copyLink', 'copyPrompt', 'generateAgain']) send({ type, id: 'fox' });
    assert.deepEqual(done, ['openFile fox', 'copyLink fox', 'copyPrompt fox', 'generateAgain fox']);
    for (const id of ['other', undefined, 7]) assert.ok(restore(memento, id).isDisposed);
  });

  for (const [what, change] of Object.entries({
    'of no version': { version: undefined },
    'of an older version': { version: 1 },
    'of a newer version': { version: 3 },
    'without what it was asked for with': { order: undefined },
    'with something else in place of what it was asked for with': { order: { model: 7 } },
  })) {
    it(`shows a picture ${what}, but buys nothing with it`, async () => {
      const memento = createMemento();
      await memento.update('preview', { ...kept, version: 2, order, ...change });
      const { html, done, send } = restore(memento, 'fox');
      assert.match(html, /cannot be made again from here/);
      assert.doesNotMatch(html, /generateAgain|copyLink/);
      for (const type of ['openFile', 'copyLink', 'copyPrompt', 'generateAgain']) send({ type, id: 'fox' });
      assert.deepEqual(done, ['openFile fox', 'copyPrompt fox']);
    });
  }

  for (const [what, broken] of Object.entries({
    'a text': 'fox',
    'no address': { ...kept, uri: undefined },
    'an address that is none': { ...kept, uri: 'fox.jpg' },
    'facts of another form': { ...kept, facts: { Seed: 7 } },
  })) {
    it(`says in words that it cannot show what it kept, where that is ${what}`, async () => {
      const memento = createMemento();
      await memento.update('preview', broken);
      const { html, done, send, isDisposed } = restore(memento, 'fox');
      assert.equal(isDisposed, false);
      assert.match(html, /in a form that this version of the extension cannot read/);
      assert.doesNotMatch(html, /<button|<script/);
      send({ type: 'generateAgain', id: 'fox' });
      assert.deepEqual(done, []);
    });
  }

  /** What a panel looks like that VS Code has kept over a reload; its page kept `id`. */
  function restore(memento: vscode.Memento, id: unknown) {
    const panel = vscode.window.createWebviewPanel(viewType, '', vscode.ViewColumn.Two);
    let isDisposed = false;
    panel.onDidDispose(() => (isDisposed = true));
    const messages = new vscode.EventEmitter<unknown>();
    Object.defineProperty(panel.webview, 'onDidReceiveMessage', { value: messages.event });
    const { preview, done } = createTestPreview({ memento });
    preview.restore(panel, id === undefined ? undefined : { id });
    return { isDisposed, done, html: isDisposed ? '' : panel.webview.html, send: (it: unknown) => messages.fire(it) };
  }
});
