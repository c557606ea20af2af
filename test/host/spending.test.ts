import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { accept, answerInputBoxes } from './support/inputBoxes.ts';
import { recordMessages } from './support/messages.ts';
import { replace } from './support/replace.ts';
import { generateFromSelection, open, select, updateSetting, useScene } from './support/scene.ts';
import { standin } from './support/standin.ts';

describe('T9 Before money is spent', () => {
  const scene = useScene();
  const posts = async (): Promise<number> => (await standin.counts()).posts;

  // What follows a submit is not of interest here, so each is refused.
  beforeEach(() => standin.always('submit', { status: 402, body: { detail: 'Insufficient credits' } }));

  async function selectInDocument(...texts: readonly string[]): Promise<vscode.TextEditor> {
    const editor = await open(scene.folder, 'a.md', texts.join('\n\n'));
    select(editor, ...texts);
    return editor;
  }

  it('code that brings a prompt is answered with a question, and nothing is sent without a yes', async () => {
    const messages = recordMessages();
    await vscode.commands.executeCommand('fluxKontext.generate', { prompt: 'A red fox' });
    assert.deepEqual(messages, [
      {
        kind: 'warning',
        text: 'Generate an image of “A red fox” for about 4 credits (0.04 USD)?',
        detail: 'Another extension or a link asked for this.',
        buttons: ['Generate'],
      },
    ]);
    assert.equal(await posts(), 0);
  });

  it('code that brings a prompt gets its picture with a yes', async () => {
    recordMessages(({ kind }) => (kind === 'warning' ? 'Generate' : undefined));
    await vscode.commands.executeCommand('fluxKontext.generate', { prompt: 'A red fox' });
    assert.equal(await posts(), 1);
  });

  it('code that brings an object to the command for selections is asked about, too', async () => {
    const messages = recordMessages();
    await selectInDocument('A red fox');
    await generateFromSelection({ prompt: 'something else' });
    const texts = messages.map(({ text }) => text);
    assert.deepEqual(texts, ['Generate an image of “A red fox” for about 4 credits (0.04 USD)?']);
    assert.equal(await posts(), 0);
  });

  it('the context menu, which brings a URI, and the palette are not', async () => {
    const messages = recordMessages();
    const { document } = await selectInDocument('A red fox');
    await generateFromSelection(document.uri);
    await generateFromSelection();
    assert.deepEqual(
      messages.filter(({ kind }) => kind === 'warning'),
      [],
    );
    assert.equal(await posts(), 2);
  });

  it('three pictures need no question', async () => {
    const messages = recordMessages();
    await selectInDocument('A red fox', 'A cat', 'A dog');
    await generateFromSelection();
    assert.deepEqual(
      messages.filter(({ kind }) => kind === 'warning'),
      [],
    );
    assert.notEqual(await posts(), 0);
  });

  it('four do, with their number and price', async () => {
    const messages = recordMessages();
    await updateSetting('model', 'flux-kontext-max');
    await selectInDocument('A red fox', 'A cat', 'A dog', 'An owl');
    await generateFromSelection();
    assert.deepEqual(messages, [
      { kind: 'warning', text: 'Generate 4 images for about 32 credits (0.32 USD)?', buttons: ['Generate'] },
    ]);
    assert.equal(await posts(), 0);
  });

  it('one does in a workspace that is not trusted', async () => {
    const messages = recordMessages();
    replace(vscode.workspace, 'isTrusted', false);
    await selectInDocument('A red fox');
    await generateFromSelection();
    assert.deepEqual(
      messages.map(({ kind, detail }) => ({ kind, detail })),
      [{ kind: 'warning', detail: 'This workspace is not trusted.' }],
    );
    assert.equal(await posts(), 0);
  });

  it('a prompt of 4,000 characters needs no question, a longer one does, with their number', async () => {
    const messages = recordMessages();
    const [atLimit, over, long] = ['🦊'.repeat(4000), '🦊'.repeat(4001), 'fox '.repeat(1250).trim()] as const;
    const editor = await selectInDocument(atLimit, over, long);
    select(editor, atLimit);
    await generateFromSelection();
    assert.equal(await posts(), 1);
    select(editor, over);
    await generateFromSelection();
    select(editor, 'fox', long);
    await generateFromSelection();
    assert.deepEqual(
      messages.flatMap(({ kind, detail }) => (kind === 'warning' ? [detail] : [])),
      ['The prompt has 4,001 characters.', 'The longest prompt has 4,999 characters.'],
    );
    assert.equal(await posts(), 1);
  });

  it('all reasons for a question are named', async () => {
    const messages = recordMessages();
    replace(vscode.workspace, 'isTrusted', false);
    await vscode.commands.executeCommand('fluxKontext.generate', { prompt: 'fox '.repeat(1250) });
    assert.deepEqual(
      messages.map(({ detail }) => detail),
      ['Another extension or a link asked for this. This workspace is not trusted. The prompt has 5,000 characters.'],
    );
  });

  it('a blank prompt from code is refused', async () => {
    const messages = recordMessages();
    await vscode.commands.executeCommand('fluxKontext.generate', { prompt: ' \n' });
    assert.match(messages[0]?.text ?? '', /The prompt is empty/);
    assert.equal(await posts(), 0);
  });

  it('the paragraph under the cursor is offered in the box, not sent unasked', async () => {
    recordMessages();
    const editor = await open(scene.folder, 'a.md', '# Title\n\nA *red*\nfox\n');
    editor.selection = new vscode.Selection(3, 1, 3, 1);
    const dismissed = answerInputBoxes();
    await generateFromSelection();
    assert.deepEqual(
      dismissed.map(({ suggestion }) => suggestion),
      ['A red fox'],
    );
    assert.equal(await posts(), 0);
    answerInputBoxes(accept);
    await generateFromSelection();
    assert.equal(await posts(), 1);
  });

  it('the box starts with the selection, and its blank text is refused in words', async () => {
    recordMessages();
    await selectInDocument('A red fox');
    const boxes = answerInputBoxes(' ', '---', '\u200b', 'A blue fox');
    await vscode.commands.executeCommand('fluxKontext.generate');
    assert.equal(boxes[0]?.suggestion, 'A red fox');
    assert.deepEqual(boxes[0]?.refusals, Array(3).fill('The prompt is empty. Say what the picture should show.'));
    assert.equal(await posts(), 1);
  });
});
