import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { offerRescued, offerUnsaved } from '../../src/commands/saveByHand.ts';
import { UnsavedPictureError } from '../../src/saving/savePicture.ts';
import { forgetNothing } from './support/jobs.ts';
import { MemoryFiles } from './support/memoryFiles.ts';
import { recordMessages } from './support/messages.ts';
import { createOrder } from './support/orders.ts';
import { replace } from './support/replace.ts';
import { open, useScene } from './support/scene.ts';

const bytes = Buffer.from('the very bytes');

describe('F14 Save As…', () => {
  const scene = useScene();
  let folder: string;
  let good: string;
  /** Below a file, where no folder can be. */
  let bad: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-kontext-by-hand-'));
    good = join(folder, 'picture.jpg');
    bad = join(folder, 'a-file', 'picture.jpg');
    await writeFile(join(folder, 'a-file'), '');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Answers the save dialogs in turn; gives what each of them suggested. */
  function choose(...answers: readonly (string | undefined)[]): readonly string[] {
    const suggested: string[] = [];
    replace(vscode.window, 'showSaveDialog', async (options) => {
      const answer = answers[suggested.length];
      suggested.push(options?.defaultUri?.fsPath ?? '');
      return answer === undefined ? undefined : vscode.Uri.file(answer);
    });
    return suggested;
  }

  it('of a picture that is in memory alone is offered until it lies on a disk, whole', async () => {
    await writeFile(good, 'an older picture, which the dialog has asked about');
    const suggested = choose(undefined, bad, good);
    const messages = recordMessages(({ buttons }) => buttons[0]);
    const reason = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    let forgotten = 0;
    const forgetJob = async (): Promise<void> => void forgotten++;
    await offerUnsaved(
      'A red fox',
      new UnsavedPictureError(vscode.Uri.file('/book/fox.jpg'), bytes, forgetJob, reason),
    );
    assert.equal(forgotten, 1);
    assert.deepEqual(suggested, ['/book/fox.jpg', '/book/fox.jpg', '/book/fox.jpg']);
    assert.deepEqual(
      messages.map(({ text }) => /could be saved nowhere: (.*?)\./.exec(text)?.[1]),
      ['the disk is full', 'the disk is full', 'a file has the name of the folder'],
    );
    assert.deepEqual(await readFile(good), bytes);
    assert.deepEqual(await readdir(folder), ['a-file', 'picture.jpg']);
  });

  it('of a rescued picture is offered again where it fails, from the folder that it is for', async () => {
    const { document } = await open(scene.folder, 'a.md', 'A red fox\n');
    const order = await createOrder({ prompt: 'A red fox', document });
    assert.ok(order);
    const rescued = join(folder, 'fox.jpg');
    await writeFile(rescued, bytes);
    const suggested = choose(bad, good);
    let pressed = 0;
    const messages = recordMessages(({ buttons }) => (pressed++ < 2 ? buttons[0] : undefined));
    await offerRescued(vscode.Uri.file(rescued).toString(), order, 'EROFS');
    assert.deepEqual(suggested, Array(2).fill(join(scene.folder.fsPath, 'fox.jpg')));
    assert.deepEqual(
      messages.map(({ text }) => /where it belongs: (.*?)\. It is safe at (.*)\.$/.exec(text)?.slice(1)),
      [
        ['the disk is read-only', rescued],
        ['a file has the name of the folder', rescued],
      ],
    );
    assert.deepEqual(await readFile(good), bytes);
  });

  it('into a file system that only the editor reaches notices when it cuts what it takes', async () => {
    const memory = new MemoryFiles();
    memory.keep = (written) => written.subarray(0, memory.files.size === 0 ? 5 : written.length);
    const registration = vscode.workspace.registerFileSystemProvider('flux-kontext-chosen', memory);
    replace(vscode.window, 'showSaveDialog', async () => vscode.Uri.parse('flux-kontext-chosen:/picture.jpg'));
    const messages = recordMessages(({ buttons }) => buttons[0]);
    const error = new UnsavedPictureError(vscode.Uri.file('/fox.jpg'), bytes, forgetNothing, new Error('full'));
    await offerUnsaved('A red fox', error);
    registration.dispose();
    assert.match(messages[1]?.text ?? '', /5 of 14 bytes/);
    assert.equal(messages.length, 2);
    assert.deepEqual(Buffer.from(memory.files.get('/picture.jpg') ?? []), bytes);
  });
});
