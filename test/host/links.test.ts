import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { getLink, linkPicture, trackLinkPlace, type LinkPlace } from '../../src/documents/insertLink.ts';
import { open, select, useScene, workspaceFolders } from './support/scene.ts';

describe('The link', () => {
  const scene = useScene();
  const image = (path = 'images/fox.jpg', folder = scene.folder): vscode.Uri => vscode.Uri.joinPath(folder, path);

  it('keeps the line breaks of the document', async () => {
    const { document } = await open(scene.folder, 'a.md', 'A fox\r\n\r\nThe end.\r\n');
    assert.ok(await linkPicture(placeOf(document, 'A fox'), image(), 'A fox', [], undefined, false));
    assert.equal(document.getText(), 'A fox\r\n\r\n![A fox](./images/fox.jpg)\r\n\r\nThe end.\r\n');
  });

  it('stands in its own place when many are put in at the same time', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `Fox ${String.fromCodePoint(65 + at)}`);
    const { document } = await open(scene.folder, 'a.md', `${names.join('\n\n')}\n`);
    const places = names.map((name) => trackLinkPlace(placeOf(document, name)));
    const put = await Promise.all(
      names.map((name, at) => linkPicture(placeOf(document, name), image(`${at}.jpg`), name, [], places[at], false)),
    );
    places.forEach((place) => place.dispose());
    assert.ok(put.every(Boolean), 'all are in');
    assert.equal(document.getText(), `${names.map((name, at) => `${name}\n\n![${name}](./${at}.jpg)`).join('\n\n')}\n`);
  });

  it('stands on a line of its own where the last line has no line break', async () => {
    const { document } = await open(scene.folder, 'a.md', '# A fox');
    assert.ok(await linkPicture(placeOf(document, 'A fox'), image(), 'A fox', [], undefined, false));
    assert.equal(document.getText(), '# A fox\n\n![A fox](./images/fox.jpg)');
  });

  it('is relative to the document, in a folder below and in another workspace folder', async () => {
    const { document } = await open(scene.folder, 'notes/deep/a.md', 'A fox\n');
    const other = vscode.Uri.joinPath(workspaceFolders()[1].uri, 'fox.jpg');
    assert.ok(await linkPicture(placeOf(document, 'A fox'), image(), 'A fox', [], undefined, false));
    assert.ok(await linkPicture(placeOf(document, 'A fox'), other, 'A fox', [], undefined, false));
    const links = document
      .getText()
      .match(/(?<=\]\().*(?=\))/g)
      ?.toSorted();
    const second = 'zweiter%20Ordner%20%232,%20100%20%2541%20ü';
    assert.deepEqual(links, [`../../../../${second}/fox.jpg`, '../../images/fox.jpg']);
  });

  it('leads to the picture from a document outside the workspace', async () => {
    const folder = vscode.Uri.file(await mkdtemp(join(tmpdir(), 'flux-kontext-outside-')));
    try {
      const { document } = await open(folder, 'a.md', 'A fox\n');
      assert.ok(
        await linkPicture(placeOf(document, 'A fox'), image('images/fox.jpg', folder), 'A fox', [], undefined, false),
      );
      assert.equal(document.getText(), 'A fox\n\n![A fox](./images/fox.jpg)\n');
    } finally {
      await rm(folder.fsPath, { recursive: true });
    }
  });

  it('encodes what would end it or be decoded', async () => {
    const { document } = await open(scene.folder, 'a.md', 'A fox\n');
    const path = 'Bilder & Töne/100 %41 #1 (a) [b].jpg';
    assert.ok(await linkPicture(placeOf(document, 'A fox'), image(path), 'A fox', [], undefined, false));
    const target = /\]\((.*)\)\n$/.exec(document.getText())?.[1] ?? '';
    assert.equal(target, './Bilder%20%26%20Töne/100%20%2541%20%231%20%28a%29%20%5Bb%5D.jpg');
    assert.equal(decodeURIComponent(target), `./${path}`);
  });

  it('is HTML’s in a page, and is put in once', async () => {
    const { document } = await open(scene.folder, 'a.html', '<body>\n  <p>A fox</p>\n</body>\n');
    for (const mayBeLinked of [false, true])
      assert.ok(await linkPicture(placeOf(document, 'A fox'), image(), 'A fox', [], undefined, mayBeLinked));
    const paragraph = '<p><img src="./images/fox.jpg" alt="A fox"></p>';
    assert.equal(document.getText(), `<body>\n  <p>A fox</p>\n  ${paragraph}\n</body>\n`);
    assert.equal(await getLink(document.uri.toString(), image(), 'A fox'), paragraph.slice(3, -4));
  });

  it('is put in once, also after an end between the edit and the note of it', async () => {
    const { document } = await open(scene.folder, 'a.md', 'A fox\n');
    const place = placeOf(document, 'A fox');
    assert.ok(await linkPicture(place, image(), 'A fox', [], undefined, false));
    const { version } = document;
    assert.ok(await linkPicture(place, image(), 'A fox', [], undefined, true));
    assert.equal(document.version, version);
  });

  it('leaves a selection at its place as it was', async () => {
    const editor = await open(scene.folder, 'a.md', 'A fox');
    select(editor, 'A fox');
    assert.ok(await linkPicture(placeOf(editor.document, 'A fox'), image(), 'A fox', [], undefined, false));
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
    for (const word of words.toReversed())
      assert.ok(await linkPicture(placeOf(document, word), image(`images/${word}.jpg`), word, [], undefined, false));

    assert.deepEqual(
      editor.selections.map((selection) => [document.getText(selection), selection.isReversed]),
      words.map((word) => [word, true]),
    );
  });

  it('leaves a line that was selected with its line break as it was', async () => {
    const editor = await open(scene.folder, 'a.md', 'A fox\n\nThe end\n');
    editor.selection = new vscode.Selection(0, 0, 1, 0);
    assert.ok(await linkPicture(placeOf(editor.document, 'A fox'), image(), 'A fox', [], undefined, false));
    assert.equal(editor.document.getText(editor.selection), 'A fox\n');
  });

  it('grows a selection that it is put into the middle of', async () => {
    const editor = await open(scene.folder, 'a.md', 'A fox\n\nThe end\n');
    await vscode.commands.executeCommand('editor.action.selectAll');
    assert.ok(await linkPicture(placeOf(editor.document, 'A fox'), image(), 'A fox', [], undefined, false));
    assert.equal(editor.document.getText(editor.selection), editor.document.getText());
  });

  it('is not put into a document that cannot be opened', async () => {
    const document = vscode.Uri.joinPath(scene.folder, 'gone.md').toString();
    const place: LinkPlace = { document, languageId: 'markdown', mode: 'after', anchor: 'A fox', offset: 0 };
    assert.equal(await linkPicture(place, image(), 'A fox', [], undefined, false), false);
  });

  it('can be copied for a document, and for one that does not exist yet', async () => {
    const document = vscode.Uri.joinPath(scene.folder, 'notes/a.md').toString();
    assert.equal(await getLink(document, image(), 'A fox'), '![A fox](../images/fox.jpg)');
    const slides = await open(scene.folder, 'b.md', '---\nmarp: true\n---\n');
    assert.equal(
      await getLink(slides.document.uri.toString(), image(), 'A fox in sepia'),
      '![A fox in *sepia*](./images/fox.jpg)',
      'escaped for that document',
    );
    const fromFolder = image().path.slice(workspaceFolders()[0].uri.path.length + 1);
    assert.equal(await getLink(undefined, image(), 'A fox'), `![A fox](./${fromFolder})`);
  });

  describe('of a place that was named a while ago', () => {
    /** Puts the link of a place named in `before` into the document as it is now. */
    async function linkIn(before: string, now: string): Promise<string | undefined> {
      const { document } = await open(scene.folder, 'a.md', now);
      const place = { ...placeOf(document, 'A fox'), offset: before.indexOf('A fox') };
      const tracked = trackLinkPlace(place);
      const isLinked = await linkPicture(place, image('images/fox-1.jpg'), 'A fox', [], tracked, false);
      tracked.dispose();
      return isLinked ? document.getText() : undefined;
    }

    it('lands where the text is now', async () => {
      const text = await linkIn('A fox\n', 'New lines\n\nA fox\n');
      assert.equal(text, 'New lines\n\nA fox\n\n![A fox](./images/fox-1.jpg)\n');
    });

    it('lands there beside an earlier picture of the same prompt', async () => {
      const text = await linkIn('A fox\n', 'New lines\n\nA fox\n\n![A fox](./images/fox.jpg)\n');
      assert.equal(text, 'New lines\n\nA fox\n\n![A fox](./images/fox-1.jpg)\n\n![A fox](./images/fox.jpg)\n');
    });

    it('is not put into a foreign paragraph at the same offset', async () => {
      assert.equal(await linkIn('A fox\n', 'A dog\n\nThe end\n'), undefined);
    });

    it('is not put in where the text stands twice', async () => {
      assert.equal(await linkIn('A fox\n', 'New lines\n\nA fox\n\nA fox\n'), undefined);
    });

    it('is not put into the earlier picture that replaced the text', async () => {
      assert.equal(await linkIn('A fox\n', '![A fox](./images/fox.jpg)\n'), undefined);
    });
  });
});

function placeOf(document: vscode.TextDocument, anchor: string): LinkPlace {
  return {
    document: document.uri.toString(),
    languageId: 'markdown',
    mode: 'after',
    anchor,
    offset: document.getText().indexOf(anchor),
  };
}
