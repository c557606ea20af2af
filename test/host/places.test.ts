import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { getFileId } from '../../src/documents/fileId.ts';
import { linkPicture, type LinkPlace } from '../../src/documents/insertLink.ts';
import { followRange } from '../../src/documents/place.ts';
import { open, useScene } from './support/scene.ts';

/** Does something to a document. */
type Change = (document: vscode.TextDocument) => Promise<unknown>;

const link = '![A fox](LINK)';
const story = '# Foxes\n\nA fox\n\nThe end.\n';
const linkedStory = `# Foxes\n\nA fox\n\n${link}\n\nThe end.\n`;

describe('F22 The place of a link', () => {
  const scene = useScene();

  /**
   * Follows the place of “A fox”, the first one, while `change` happens, then puts the link in.
   * @returns the text of the document that was linked in; undefined if none was
   */
  async function linkAfter(
    text: string,
    change: Change,
    mode: LinkPlace['mode'] = 'after',
  ): Promise<string | undefined> {
    const { document } = await open(scene.folder, 'a.md', text);
    return follow(document, change, mode);
  }

  async function follow(
    document: vscode.TextDocument,
    change: Change,
    mode: LinkPlace['mode'] = 'after',
    words = 'A fox',
  ): Promise<string | undefined> {
    const start = document.getText().indexOf(words);
    const tracked = followRange(document, { start, end: start + words.length });
    const fileId = await getFileId(document.uri);
    const place = { ...tracked.place, languageId: 'markdown', mode, ...(fileId && { fileId }) };
    try {
      await change(document);
      const image = vscode.Uri.joinPath(scene.folder, 'fox.jpg');
      if (!(await linkPicture(place, image, 'A fox', [], tracked, false))) return undefined;
      const linked = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === tracked.document);
      return linked?.getText().replace(/!\[A fox\]\([^)]*\)/, link);
    } finally {
      tracked.dispose();
    }
  }

  it('is known after text came above, though its words stand twice', async () => {
    const text = await linkAfter('A fox\n\nA fox\n', (document) => edit(document, 0, 0, 'Title\n\n'));
    assert.equal(text, `Title\n\nA fox\n\n${link}\n\nA fox\n`);
  });

  it('is known after its paragraph was rewritten', async () => {
    const text = await linkAfter('A fox\n\nEnd\n', (document) => edit(document, 2, 5, 'cat and more'));
    assert.equal(text, `A cat and more\n\n${link}\n\nEnd\n`);
  });

  it('is known after its letter case was changed', async () => {
    const text = await linkAfter(story, async (document) => {
      select(await vscode.window.showTextDocument(document), 'A fox');
      await vscode.commands.executeCommand('editor.action.transformToUppercase');
    });
    assert.equal(text, linkedStory.replace('A fox\n', 'A FOX\n'));
  });

  it('is known after its line breaks were changed, though its words stand twice', async () => {
    const text = await linkAfter('# Foxes\n\nA fox\n\nA fox\n', async (document) => {
      const editor = await vscode.window.showTextDocument(document);
      await editor.edit((change) => change.setEndOfLine(vscode.EndOfLine.CRLF));
    });
    assert.equal(text, `# Foxes\n\nA fox\n\n${link}\n\nA fox\n`.replaceAll('\n', '\r\n'));
  });

  it('is known after a formatter has replaced the whole document', async () => {
    const text = await linkAfter('Foxes\n=====\n\nA *big*\nred fox, A fox, here\n\nA fox\n', async (document) => {
      const formatter = vscode.languages.registerDocumentFormattingEditProvider('markdown', {
        provideDocumentFormattingEdits: () => [
          vscode.TextEdit.replace(wholeOf(document), '# Foxes\n\nA _big_ red fox, A  fox, here\n\nA fox\n'),
        ],
      });
      await vscode.commands.executeCommand('editor.action.formatDocument');
      formatter.dispose();
    });
    assert.equal(text, `# Foxes\n\nA _big_ red fox, A  fox, here\n\n${link}\n\nA fox\n`);
  });

  it('is known after one edit has replaced the whole document', async () => {
    const text = await linkAfter(story, (document) =>
      edit(document, 0, document.getText().length, 'New\n\na  FOX\n\nOther end\n'),
    );
    assert.equal(text, `New\n\na  FOX\n\n${link}\n\nOther end\n`);
  });

  it('is known after its file was changed above and below by another program, and read again', async () => {
    const text = await linkAfter(story, async (document) => {
      const changed = untilChanged(document);
      await writeFile(document.uri.fsPath, `New\n\n${story.replace('Foxes', 'Animals')}\nMore\n`);
      await vscode.commands.executeCommand('workbench.action.files.revert');
      await changed;
    });
    assert.equal(text, `New\n\n# Animals\n\nA fox\n\n${link}\n\nThe end.\n\nMore\n`);
  });

  it('is known after its file was changed while the document was closed', async () => {
    const text = await linkAfter(story, async (document) => {
      await close(document);
      await writeFile(document.uri.fsPath, `New\n\n${story}`);
    });
    assert.equal(text, `New\n\n${linkedStory}`);
  });

  it('is known after the document was closed without its changes', async () => {
    const text = await linkAfter(story, async (document) => {
      const closed = untilClosed(document);
      await edit(document, 0, 0, 'Some lines\n\nthat are thrown away\n\n');
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await closed;
    });
    assert.equal(text, linkedStory);
  });

  it('is known after its paragraph was cut and pasted elsewhere', async () => {
    const text = await linkAfter(`${story}\nEnd\n`, async (document) => {
      await edit(document, 9, 16, '');
      await edit(document, document.getText().length, document.getText().length, '\nA fox\n');
    });
    assert.equal(text, `# Foxes\n\nThe end.\n\nEnd\n\nA fox\n\n${link}\n`);
  });

  it('is known after its paragraph was deleted, and that undone', async () => {
    const text = await linkAfter(story, async (document) => {
      await edit(document, 9, 16, '');
      await vscode.commands.executeCommand('undo');
    });
    assert.equal(text, linkedStory);
  });

  it('is gone with its paragraph, and not taken for another one with the same words', async () => {
    const text = await linkAfter('A fox\n\nA fox\n', (document) => edit(document, 0, 7, ''));
    assert.equal(text, undefined);
  });

  it('is known after the document was renamed, and what was rewritten before', async () => {
    const text = await linkAfter(story, async (document) => {
      await edit(document, 11, 14, 'cat');
      await document.save();
      await renameTo(document, 'b.md');
    });
    assert.equal(text, linkedStory.replace('A fox\n', 'A cat\n'));
  });

  it('is known after the folder of the document was moved', async () => {
    const { document } = await open(scene.folder, 'one/a.md', story);
    const text = await follow(document, async () => {
      const change = new vscode.WorkspaceEdit();
      change.renameFile(vscode.Uri.joinPath(scene.folder, 'one'), vscode.Uri.joinPath(scene.folder, 'two'));
      assert.ok(await vscode.workspace.applyEdit(change));
    });
    assert.equal(text, linkedStory);
  });

  it('is known after another program has renamed the document', async () => {
    const text = await linkAfter(story, async ({ uri }) => rename(uri.fsPath, uri.fsPath.replace('a.md', 'b.md')));
    assert.equal(text, linkedStory);
  });

  it('is known after an untitled document was saved', async () => {
    const { path } = vscode.Uri.joinPath(scene.folder, 'saved.md');
    const untitled = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'untitled', path }));
    await vscode.window.showTextDocument(untitled);
    await edit(untitled, 0, 0, 'A fox\n\nA fox\n');
    const text = await follow(untitled, async () => {
      const closed = untilClosed(untitled);
      assert.ok(await untitled.save());
      await closed;
    });
    assert.equal(text, `A fox\n\n${link}\n\nA fox\n`);
  });

  it('of a cursor is known by the words of its block', async () => {
    const { document } = await open(scene.folder, 'a.md', '# Foxes\n\nA big fox\n\n\nThe end.\n');
    const tracked = followRange(document, { start: 20, end: 20 });
    const place: LinkPlace = { ...tracked.place, languageId: 'markdown', mode: 'after' };
    tracked.dispose();
    await edit(document, 0, 0, 'New\n\n');
    const image = vscode.Uri.joinPath(scene.folder, 'fox.jpg');
    assert.ok(await linkPicture(place, image, 'A fox', [], undefined, false));
    assert.match(document.getText(), /A big fox\n\n!\[A fox\]/);
    const { block: _, alone: __, ...old } = place;
    assert.equal(await linkPicture(old, image, 'A fox', [], undefined, false), false, 'without them it is not known');
  });

  it('replaced by its link is not linked a second time below', async () => {
    const { document } = await open(scene.folder, 'a.md', 'See A fox here\n\nA fox\n');
    const tracked = followRange(document, { start: 4, end: 9 });
    const place: LinkPlace = { ...tracked.place, languageId: 'markdown', mode: 'replace' };
    const image = vscode.Uri.joinPath(scene.folder, 'fox.jpg');
    assert.ok(await linkPicture(place, image, 'A fox', [], tracked, false));
    tracked.dispose();
    const text = document.getText();
    assert.match(text, /^See !\[A fox\]\([^)]*\) here\n\nA fox\n$/);
    assert.ok(await linkPicture(place, image, 'A fox', [], undefined, true));
    assert.equal(document.getText(), text);
  });

  for (const [what, text] of Object.entries({
    'a comment': '<!--\n![A fox](fox.jpg)\n-->\n\nA fox\n',
    'a code sample': '```md\n![A fox](fox.jpg)\n![A fox](./fox.jpg)\n```\n\nA fox\n',
    'an old link': '![Old](fox.jpg)\n\n![Old](./fox.jpg)\n\nText\n\nA fox\n',
  })) {
    it(`takes its link though ${what} leads to the same picture`, async () => {
      for (const mayBeLinked of [false, true]) {
        const { document } = await open(scene.folder, `${mayBeLinked}.md`, text);
        const start = text.lastIndexOf('A fox');
        const tracked = followRange(document, { start, end: start + 5 });
        const place: LinkPlace = { ...tracked.place, languageId: 'markdown', mode: 'after' };
        const image = vscode.Uri.joinPath(scene.folder, 'fox.jpg');
        assert.ok(await linkPicture(place, image, 'A fox', [], tracked, mayBeLinked));
        tracked.dispose();
        assert.match(document.getText(), /\n\nA fox\n\n!\[A fox\]\([^)]*\)\n$/);
      }
    });
  }
});

function wholeOf(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
}

function select(editor: vscode.TextEditor, words: string): void {
  const { document } = editor;
  const start = document.getText().indexOf(words);
  editor.selection = new vscode.Selection(document.positionAt(start), document.positionAt(start + words.length));
}

async function edit(document: vscode.TextDocument, start: number, end: number, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  assert.ok(await vscode.workspace.applyEdit(change));
}

async function renameTo(document: vscode.TextDocument, name: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.renameFile(document.uri, vscode.Uri.joinPath(document.uri, '..', name));
  assert.ok(await vscode.workspace.applyEdit(change));
}

async function close(document: vscode.TextDocument): Promise<void> {
  const closed = untilClosed(document);
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  await closed;
}

function untilClosed(document: vscode.TextDocument): Promise<void> {
  return until(vscode.workspace.onDidCloseTextDocument, (closed) => closed === document);
}

function untilChanged(document: vscode.TextDocument): Promise<void> {
  return until(vscode.workspace.onDidChangeTextDocument, (event) => event.document === document);
}

function until<T>(event: vscode.Event<T>, isIt: (value: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const listener = event((value) => {
      if (!isIt(value)) return;
      listener.dispose();
      resolve();
    });
  });
}
