import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { getMarkdownLink, linkImage, trackPlace, type LinkPlace } from '../../src/documents/linkImage.ts';
import { open, select, useScene, workspaceFolders } from './support/scene.ts';

describe('The link', () => {
  const scene = useScene();
  const image = (path = 'images/fox.jpg', folder = scene.folder): vscode.Uri => vscode.Uri.joinPath(folder, path);

  it('keeps the line breaks of the document', async () => {
    const { document } = await open(scene.folder, 'a.md', 'A fox\r\n\r\nThe end.\r\n');
    assert.ok(await linkImage(placeOf(document, 'A fox'), image(), 'A fox', undefined));
    assert.equal(document.getText(), 'A fox\r\n\r\n![A fox](images/fox.jpg)\r\n\r\nThe end.\r\n');
  });

  it('stands in its own place when many are put in at the same time', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `Fox ${String.fromCodePoint(65 + at)}`);
    const { document } = await open(scene.folder, 'a.md', `${names.join('\n\n')}\n`);
    const places = names.map((name) => trackPlace(placeOf(document, name)));
    const put = await Promise.all(
      names.map((name, at) => linkImage(placeOf(document, name), image(`${at}.jpg`), name, places[at])),
    );
    places.forEach((place) => place.dispose());
    assert.ok(put.every(Boolean), 'all are in');
    assert.equal(document.getText(), `${names.map((name, at) => `${name}\n\n![${name}](${at}.jpg)`).join('\n\n')}\n`);
  });

  it('stands on a line of its own where the last line has no line break', async () => {
    const { document } = await open(scene.folder, 'a.md', '# A fox');
    assert.ok(await linkImage(placeOf(document, 'A fox'), image(), 'A fox', undefined));
    assert.equal(document.getText(), '# A fox\n\n![A fox](images/fox.jpg)');
  });

  it('is relative to the document, in a folder below and in another workspace folder', async () => {
    const { document } = await open(scene.folder, 'notes/deep/a.md', 'A fox\n');
    const other = vscode.Uri.joinPath(workspaceFolders()[1].uri, 'fox.jpg');
    assert.ok(await linkImage(placeOf(document, 'A fox'), image(), 'A fox', undefined));
    assert.ok(await linkImage(placeOf(document, 'A fox'), other, 'A fox', undefined));
    const links = document
      .getText()
      .match(/(?<=\]\().*(?=\))/g)
      ?.toSorted();
    const second = 'zweiter%20Ordner%20%232%2C%20100%20%2541%20%C3%BC';
    assert.deepEqual(links, [`../../../../${second}/fox.jpg`, '../../images/fox.jpg']);
  });

  it('leads to the picture from a document outside the workspace', async () => {
    const folder = vscode.Uri.file(await mkdtemp(join(tmpdir(), 'flux-kontext-outside-')));
    try {
      const { document } = await open(folder, 'a.md', 'A fox\n');
      assert.ok(await linkImage(placeOf(document, 'A fox'), image('images/fox.jpg', folder), 'A fox', undefined));
      assert.equal(document.getText(), 'A fox\n\n![A fox](images/fox.jpg)\n');
    } finally {
      await rm(folder.fsPath, { recursive: true });
    }
  });

  it('encodes what would end it or be decoded', async () => {
    const { document } = await open(scene.folder, 'a.md', 'A fox\n');
    const path = 'Bilder & Töne/100 %41 #1 (a) [b].jpg';
    assert.ok(await linkImage(placeOf(document, 'A fox'), image(path), 'A fox', undefined));
    const target = /\]\((.*)\)\n$/.exec(document.getText())?.[1] ?? '';
    assert.match(target, /^[\w.%/-]+$/);
    assert.equal(decodeURIComponent(target), path);
  });

  it('is put in once, however often it is asked for', async () => {
    const { document } = await open(scene.folder, 'a.md', 'A fox\n');
    const place = placeOf(document, 'A fox');
    assert.ok(await linkImage(place, image(), 'A fox', undefined));
    const { version } = document;
    assert.ok(await linkImage(place, image(), 'A fox', undefined));
    assert.equal(document.version, version);
  });

  it('leaves a selection at its place as it was', async () => {
    const editor = await open(scene.folder, 'a.md', 'A fox');
    select(editor, 'A fox');
    assert.ok(await linkImage(placeOf(editor.document, 'A fox'), image(), 'A fox', undefined));
    assert.equal(editor.document.getText(editor.selection), 'A fox');
  });

  it('leaves each of several selections on its own text, with anchor and cursor where they were', async () => {
    const text = 'A fox\n\nA cat\n\nA dog\n';
    const editor = await open(scene.folder, 'a.md', text);
    const { document } = editor;
    const words = ['A fox', 'A cat', 'A dog'];
    editor.selections = words.map((word) => {
      const start = text.indexOf(word);
      return new vscode.Selection(document.positionAt(start + word.length), document.positionAt(start));
    });
    for (const word of words.toReversed()) {
      assert.ok(await linkImage(placeOf(document, word), image(`images/${word}.jpg`), word, undefined));
    }
    assert.deepEqual(
      editor.selections.map((selection) => [document.getText(selection), selection.isReversed]),
      words.map((word) => [word, true]),
    );
  });

  it('leaves a line that was selected with its line break as it was', async () => {
    const editor = await open(scene.folder, 'a.md', 'A fox\n\nThe end\n');
    editor.selection = new vscode.Selection(0, 0, 1, 0);
    assert.ok(await linkImage(placeOf(editor.document, 'A fox'), image(), 'A fox', undefined));
    assert.equal(editor.document.getText(editor.selection), 'A fox\n');
  });

  it('grows a selection that it is put into the middle of', async () => {
    const editor = await open(scene.folder, 'a.md', 'A fox\n\nThe end\n');
    await vscode.commands.executeCommand('editor.action.selectAll');
    assert.ok(await linkImage(placeOf(editor.document, 'A fox'), image(), 'A fox', undefined));
    assert.equal(editor.document.getText(editor.selection), editor.document.getText());
  });

  it('is not put into a document that cannot be opened', async () => {
    const document = vscode.Uri.joinPath(scene.folder, 'gone.md').toString();
    const place: LinkPlace = { document, mode: 'after', anchor: 'A fox', offset: 0 };
    assert.equal(await linkImage(place, image(), 'A fox', undefined), false);
  });

  it('can be copied for a document, and for one that does not exist yet', async () => {
    const document = vscode.Uri.joinPath(scene.folder, 'notes/a.md').toString();
    assert.equal(await getMarkdownLink(document, image(), 'A fox'), '![A fox](../images/fox.jpg)');
    const fromFolder = image().path.slice(workspaceFolders()[0].uri.path.length + 1);
    assert.equal(await getMarkdownLink(undefined, image(), 'A fox'), `![A fox](${fromFolder})`);
  });

  describe('whose document changes meanwhile', () => {
    /** Follows the place of “A fox” while `change` happens, then puts the link in. */
    async function linkAfter(
      text: string,
      change: (document: vscode.TextDocument) => Promise<unknown>,
    ): Promise<boolean> {
      const { document } = await open(scene.folder, 'a.md', text);
      const place = placeOf(document, 'A fox');
      const tracked = trackPlace(place);
      try {
        await change(document);
        return await linkImage(place, image(), 'A fox', tracked);
      } finally {
        tracked.dispose();
      }
    }
    const textNow = async (): Promise<string> =>
      (await vscode.workspace.openTextDocument(vscode.Uri.joinPath(scene.folder, 'a.md'))).getText();

    it('lands where it was asked for, after text came above', async () => {
      assert.ok(await linkAfter('A fox\n\nA fox\n', (document) => edit(document, 0, 0, 'Title\n\n')));
      assert.equal(await textNow(), 'Title\n\nA fox\n\n![A fox](images/fox.jpg)\n\nA fox\n');
    });

    it('lands below the paragraph, after it was rewritten', async () => {
      assert.ok(await linkAfter('A fox\n\nEnd\n', (document) => edit(document, 2, 5, 'cat and more')));
      assert.equal(await textNow(), 'A cat and more\n\n![A fox](images/fox.jpg)\n\nEnd\n');
    });

    it('is not put in, after the paragraph was deleted', async () => {
      assert.equal(await linkAfter('A fox\n\nEnd\n', (document) => edit(document, 0, 7, '')), false);
      assert.equal(await textNow(), 'End\n');
    });

    it('is put in, after the document was closed without its changes', async () => {
      const isLinked = await linkAfter('Title\n\nA fox\n', async (document) => {
        const closed = untilClosed(document);
        await edit(document, 0, 0, 'Some lines\n\nthat are thrown away\n\n');
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
        await closed;
      });
      assert.ok(isLinked);
      assert.equal(await textNow(), 'Title\n\nA fox\n\n![A fox](images/fox.jpg)\n');
    });
  });

  describe('of a place that was named a while ago', () => {
    /** Puts the link of a place named in `before` into the document as it is now. */
    async function linkIn(before: string, now: string): Promise<string | undefined> {
      const { document } = await open(scene.folder, 'a.md', now);
      const place = { ...placeOf(document, 'A fox'), offset: before.indexOf('A fox') };
      const tracked = trackPlace(place);
      const isLinked = await linkImage(place, image('images/fox-1.jpg'), 'A fox', tracked);
      tracked.dispose();
      return isLinked ? document.getText() : undefined;
    }

    it('lands where the text is now', async () => {
      const text = await linkIn('A fox\n', 'New lines\n\nA fox\n');
      assert.equal(text, 'New lines\n\nA fox\n\n![A fox](images/fox-1.jpg)\n');
    });

    it('lands there beside an earlier picture of the same prompt', async () => {
      const text = await linkIn('A fox\n', 'New lines\n\nA fox\n\n![A fox](images/fox.jpg)\n');
      assert.equal(text, 'New lines\n\nA fox\n\n![A fox](images/fox-1.jpg)\n\n![A fox](images/fox.jpg)\n');
    });

    it('is not put in where the text stands twice', async () => {
      assert.equal(await linkIn('A fox\n', 'New lines\n\nA fox\n\nA fox\n'), undefined);
    });

    it('is not put into the earlier picture that replaced the text', async () => {
      assert.equal(await linkIn('A fox\n', '![A fox](images/fox.jpg)\n'), undefined);
    });
  });
});

function placeOf(document: vscode.TextDocument, anchor: string): LinkPlace {
  return { document: document.uri.toString(), mode: 'after', anchor, offset: document.getText().indexOf(anchor) };
}

async function edit(document: vscode.TextDocument, start: number, end: number, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  assert.ok(await vscode.workspace.applyEdit(change));
}

async function untilClosed(document: vscode.TextDocument): Promise<void> {
  return new Promise((resolve) => {
    const listener = vscode.workspace.onDidCloseTextDocument((closed) => {
      if (closed !== document) return;
      listener.dispose();
      resolve();
    });
  });
}
