import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { getLink } from '../../src/documents/insertLink.ts';
import { findLinkAt, findLinksTo, replaceTarget } from '../../src/documents/pictureLinks.ts';
import { openCell } from './support/notebooks.ts';
import { open, useScene, workspaceFolders } from './support/scene.ts';

describe('The picture that a link leads to', () => {
  const scene = useScene();
  const placeIn = (path: string): vscode.Uri => vscode.Uri.joinPath(scene.folder, path);
  const topOf = (path: string): vscode.Uri => vscode.Uri.joinPath(workspaceFolders()[0].uri, path);

  /** Targets as they stand in `notes/a.md`, and the files that they lead to. */
  const targets: Readonly<Record<string, () => string | undefined>> = {
    './fox.jpg': () => placeIn('notes/fox.jpg').toString(),
    'fox.jpg': () => placeIn('notes/fox.jpg').toString(),
    '../images/a/../fox.jpg': () => placeIn('images/fox.jpg').toString(),
    '/images/fox.jpg': () => topOf('images/fox.jpg').toString(),
    'f%C3%BCchse%20%231%3F%20100%20%2541.jpg': () => placeIn('notes/füchse #1? 100 %41.jpg').toString(),
    '100%.jpg': () => placeIn('notes/100%.jpg').toString(),
    'fox.jpg?size=2#top': () => placeIn('notes/fox.jpg').toString(),
    'file:///images/a%20fox%231.jpg': () => vscode.Uri.file('/images/a fox#1.jpg').toString(),
    'https://example.com/fox.jpg': () => undefined,
    '//example.com/fox.jpg': () => undefined,
    'data:image/png;base64,AAAA': () => undefined,
    'command:workbench.action.quit': () => undefined,
    '#top': () => undefined,
  };
  for (const [target, expected] of Object.entries(targets)) {
    it(`is the right one for ${target}`, async () => {
      const { document } = await open(scene.folder, 'notes/a.md', `![A fox](${target})\n`);
      assert.equal((await findLinkAt(document, 3))?.uri.toString(), expected());
    });
  }

  it('is the one that the link was made for, wherever both are', async () => {
    const places = ['Füchse? #1, 100 %41 (a) [b] & c/fox.jpg', '../fox.jpg', "it's/{a}.jpg", '🦊/ä.jpg'].map(placeIn);
    const pictures = [...places, vscode.Uri.joinPath(workspaceFolders()[1].uri, 'fox.jpg')];
    for (const name of ['notes/a.md', 'notes/a.html']) {
      const empty = (await open(scene.folder, name, '')).document.uri.toString();
      const links = await Promise.all(pictures.map((picture) => getLink(empty, picture, 'A fox')));
      const { document } = await open(scene.folder, name.replace('a.', 'b.'), links.join('\n\n'));
      const found = await findLinksTo(document, pictures);
      assert.deepEqual(
        found.map(({ uri }) => uri.toString()),
        pictures.map(String),
        name,
      );
    }
  });

  it('is found though a letter with a mark is written in another way', async () => {
    const name = 'schöne Füchse.jpg';
    for (const [written, real] of [
      ['NFC', 'NFD'],
      ['NFD', 'NFC'],
    ] as const) {
      const { document } = await open(scene.folder, `${real}.md`, `![A fox](<${name.normalize(written)}>)\n`);
      assert.equal((await findLinksTo(document, [placeIn(name.normalize(real))])).length, 1, real);
    }
    const { document } = await open(scene.folder, 'a.md', `![A fox](${'ä.jpg'.normalize('NFD')})\n`);
    assert.deepEqual(await findLinksTo(document, [placeIn('a.jpg')]), []);
  });

  it('is found from the cell of a notebook, and from a document that was never saved', async () => {
    const { document } = await openCell(scene.folder, 'notes/a.ipynb', '![A fox](./fox.jpg)');
    assert.equal((await findLinkAt(document, 3))?.uri.toString(), placeIn('notes/fox.jpg').toString());
    const untitled = await vscode.workspace.openTextDocument({ language: 'markdown', content: '![A fox](./fox.jpg)' });
    assert.equal((await findLinkAt(untitled, 3))?.uri.toString(), topOf('fox.jpg').toString());
  });

  it('is none where the language has no links', async () => {
    const { document } = await open(scene.folder, 'a.txt', '![A fox](./fox.jpg)');
    assert.equal(await findLinkAt(document, 3), undefined);
    assert.deepEqual(await findLinksTo(document, [placeIn('fox.jpg')]), []);
  });

  it('is another one after the target was replaced, with words, title and quotes as they were', async () => {
    for (const [name, before, after] of [
      ['a.md', 'See ![A *fox*](<./fox.jpg> "Fox") here', 'See ![A *fox*](<./b%20%28c%29.jpg> "Fox") here'],
      ['a.html', "<p><img alt='Fox' src='./fox.jpg'></p>", "<p><img alt='Fox' src='./b%20%28c%29.jpg'></p>"],
    ] as const) {
      const { document } = await open(scene.folder, name, before);
      const [linked] = await findLinksTo(document, [placeIn('fox.jpg')]);
      assert.ok(linked && (await replaceTarget(document, linked.link, placeIn('b (c).jpg'))));
      assert.equal(document.getText(), after);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before, 'one undo step');
    }
  });

  it('stays where the document was changed in the meantime', async () => {
    const editor = await open(scene.folder, 'a.md', '![A fox](./fox.jpg)\n');
    const { document } = editor;
    const [linked] = await findLinksTo(document, [placeIn('fox.jpg')]);
    assert.ok(linked);
    const replacing = replaceTarget(document, linked.link, placeIn('cat.jpg'));
    const edited = editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'New\n\n'));
    const [isReplaced, isEdited] = await Promise.all([replacing, edited]);
    assert.ok(isEdited);
    const text = document.getText();
    assert.equal(text, `New\n\n![A fox](./${isReplaced ? 'cat' : 'fox'}.jpg)\n`);
  });
});
