import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import { createSayPlaces } from '../../src/commands/sayPlaces.ts';
import { followRange } from '../../src/documents/place.ts';
import { savePicture } from '../../src/saving/savePicture.ts';
import { getTarget } from '../../src/saving/target.ts';
import { createReadyJob, forgetNothing } from './support/jobs.ts';
import { recordMessages } from './support/messages.ts';
import { writeNotebook } from './support/notebooks.ts';
import { createOrder } from './support/orders.ts';
import { replace } from './support/replace.ts';
import { files, open, updateSetting, useScene, workspaceFolders, write, writeFolderSettings } from './support/scene.ts';

const { Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
const facts = { seed: 7, date: new Date(2026, 2, 1, 14, 5, 9) };

describe('Where a picture is saved', () => {
  const scene = useScene();
  let outside: vscode.Uri;

  beforeEach(async () => {
    outside = vscode.Uri.file(await mkdtemp(join(tmpdir(), 'flux-kontext-outside-')));
  });
  afterEach(() => rm(outside.fsPath, { recursive: true, force: true }));

  /** The place of the picture of a prompt, relative to the workspace's first folder. */
  async function targetOf(document?: vscode.TextDocument, range = { start: 0, end: 0 }): Promise<string> {
    const place = document && followRange(document, range);
    const order = await createOrder({ prompt: 'A red fox', ...(document && { document }), ...(place && { place }) });
    place?.dispose();
    assert.ok(order);
    const { path } = await getTarget(order, facts, 'abcdef0123456789');
    return path;
  }
  const at = (folder: vscode.Uri, path: string): string => vscode.Uri.joinPath(folder, path).path;

  it('is the document’s folder, by default in images', async () => {
    const { document } = await open(scene.folder, 'notes/a.md', 'A red fox\n');
    assert.equal(await targetOf(document), at(scene.folder, 'notes/images/a-red-fox'));
  });

  it('is the folder of a document outside the workspace', async () => {
    const { document } = await open(outside, 'a.md', 'A red fox\n');
    assert.equal(await targetOf(document), at(outside, 'images/a-red-fox'));
  });

  it('is the workspace’s first folder where there is no document', async () => {
    assert.equal(await targetOf(), at(workspaceFolders()[0].uri, 'images/a-red-fox'));
  });

  it('follows a leading slash to the workspace folder of the document', async () => {
    await updateSetting('savePath', '/art/${slug}');
    const [first, second] = workspaceFolders();
    const one = await open(first.uri, 'notes/a.md', 'A red fox\n');
    assert.equal(await targetOf(one.document), at(first.uri, 'art/a-red-fox'));
    const two = await open(second.uri, 'notes/a.md', 'A red fox\n');
    assert.equal(await targetOf(two.document), at(second.uri, 'art/a-red-fox'));
  });

  it('has no workspace folder to start from outside the workspace', async () => {
    await updateSetting('savePath', '/art/${slug}');
    const { document } = await open(outside, 'a.md', 'A red fox\n');
    const subject = 'documentWorkspaceFolder';
    await assert.rejects(targetOf(document), { name: 'SavePathError', rule: 'noValue', subject });
  });

  it('knows the variables', async () => {
    const names = [
      'documentBaseName',
      'documentFileName',
      'heading',
      'slug',
      'date',
      'time',
      'seed',
      'aspectRatio',
      'model',
      'index',
      'hash',
    ];
    await updateSetting('savePath', `\${documentDirName}/x/${names.map((name) => `\${${name}}`).join('-')}`);
    const text = '# Winter tales\n\nA red fox\n';
    const { document } = await open(scene.folder, 'a.md', text);
    const start = text.indexOf('A red fox');
    const name = 'a-a.md-winter-tales-a-red-fox-2026-03-01-14-05-09-7-1x1-flux-kontext-pro-1-abcdef01';
    assert.equal(await targetOf(document, { start, end: text.length - 1 }), at(scene.folder, `x/${name}`));
  });

  it('knows the home folder', async () => {
    for (const template of ['~/art/${slug}', '${userHome}/art/${slug}']) {
      await updateSetting('savePath', template);
      assert.equal(await targetOf(), at(vscode.Uri.file(homedir()), 'art/a-red-fox'));
    }
    await updateSetting('savePath', '~/art/${slug}', Workspace);
    await assert.rejects(targetOf(), { name: 'SavePathError', rule: 'outside' });
  });

  it('is not on a share that this machine does not know', async () => {
    await updateSetting('savePath', '\\\\server\\share\\${slug}');
    await assert.rejects(targetOf(), { name: 'SavePathError', rule: 'windowsOnly' });
  });

  it('is said once when the user’s own setting leads out of the workspace', async () => {
    const messages = recordMessages();
    const template = `${relative(workspaceFolders()[0].uri.fsPath, outside.fsPath).replaceAll('\\', '/')}/\${slug}`;
    await updateSetting('savePath', `/${template}`);
    const said = new Map<string, unknown>();
    const sayPlaces = createSayPlaces({
      keys: () => [...said.keys()],
      get: (key: string) => said.get(key) as undefined,
      update: async (key, value) => void said.set(key, value),
    });
    for (const prompt of ['A red fox', 'A blue cat'])
      await sayPlaces([(await createOrder({ prompt })) ?? assert.fail()]);
    await updateSetting('savePath', 'images/${slug}');
    await sayPlaces([(await createOrder({ prompt: 'A red fox' })) ?? assert.fail()]);
    assert.deepEqual(
      messages.map(({ text }) => text),
      [
        `fluxKontext.savePath in your user settings leads out of the workspace: pictures are saved in ${outside.fsPath}.`,
      ],
    );
  });

  it('refuses an unknown variable', async () => {
    await updateSetting('savePath', 'images/${slag}');
    await assert.rejects(targetOf(), { name: 'SavePathError', rule: 'unknownVariable', subject: 'slag' });
  });

  it('leads out of the workspace by the user’s own setting', async () => {
    await updateSetting('savePath', '../../../escape/${slug}');
    const { document } = await open(scene.folder, 'a.md', 'A red fox\n');
    assert.equal(await targetOf(document), at(workspaceFolders()[0].uri, '../../escape/a-red-fox'));
  });

  for (const template of [
    '../../../escape/${slug}',
    '${documentWorkspaceFolder}/../../escape/${slug}',
    '..\\..\\..\\escape\\${slug}',
  ]) {
    it(`does not lead out of the workspace by the workspace’s setting ${template}`, async () => {
      await updateSetting('savePath', template, Workspace);
      const { document } = await open(scene.folder, 'a.md', 'A red fox\n');
      await assert.rejects(targetOf(document), { name: 'SavePathError', rule: 'outside' });
    });
  }

  it('does not lead out of the workspace by a folder’s setting', async () => {
    const [, second] = workspaceFolders();
    await updateSetting('savePath', '../../escape/${slug}', WorkspaceFolder, second.uri);
    const { document } = await open(second.uri, 'a.md', 'A red fox\n');
    await assert.rejects(targetOf(document), { name: 'SavePathError', rule: 'outside' });
  });

  it('does not lead out of the workspace through a symbolic link', async () => {
    await symlink(outside.fsPath, join(scene.folder.fsPath, 'images'), 'junction');
    const { document } = await open(scene.folder, 'a.md', 'A red fox\n');
    await assert.rejects(targetOf(document), { name: 'SavePathError', rule: 'linkOutside' });
    assert.deepEqual(await files(outside), []);
  });

  it('may be another folder of the workspace through a symbolic link', async () => {
    await mkdir(join(scene.folder.fsPath, 'pictures'));
    await symlink(join(scene.folder.fsPath, 'pictures'), join(scene.folder.fsPath, 'images'), 'junction');
    const { document } = await open(scene.folder, 'a.md', 'A red fox\n');
    assert.equal(await targetOf(document), at(scene.folder, 'images/a-red-fox'));
  });

  it('is asked for when the document was never saved, before anything is sent', async () => {
    const asked: (vscode.SaveDialogOptions | undefined)[] = [];
    replace(vscode.window, 'showSaveDialog', async (options) => {
      asked.push(options);
      return vscode.Uri.joinPath(outside, 'chosen name.jpg');
    });
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: 'A red fox' });
    assert.equal(await targetOf(document), at(outside, 'chosen name'));
    assert.equal(asked[0]?.defaultUri?.path, at(workspaceFolders()[0].uri, 'a-red-fox.jpg'));
  });

  it('is nowhere when the question is dismissed', async () => {
    replace(vscode.window, 'showSaveDialog', async () => undefined);
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: 'A red fox' });
    assert.equal(await createOrder({ prompt: 'A red fox', document }), undefined);
  });

  it('is told by the settings of the folder that holds the document or the notebook', async () => {
    const [, second] = workspaceFolders();
    await writeFolderSettings(second.uri, { 'fluxKontext.savePath': 'of-this-folder/${slug}' });
    const { document } = await open(second.uri, 'a.md', 'A red fox\n');
    assert.equal(await targetOf(document), at(second.uri, 'of-this-folder/a-red-fox'));
    const notebook = await writeNotebook(second.uri, 'a.ipynb', 'A red fox');
    assert.equal(await targetOf(notebook.cellAt(0).document), at(second.uri, 'of-this-folder/a-red-fox'));
  });

  describe('and how', () => {
    const bytes = Buffer.from('the very bytes');

    async function save(
      document: vscode.TextDocument,
      rescueFolder = outside,
      mayBeSaved = false,
      happens: () => Promise<unknown> = async () => undefined,
    ) {
      const order = await createOrder({ prompt: 'A red fox', document });
      assert.ok(order);
      await happens();
      return savePicture({ bytes, type: 'jpeg' }, createReadyJob(order), mayBeSaved, rescueFolder, forgetNothing);
    }

    it('gives a taken name a number', async () => {
      await write(scene.folder, 'images/a-red-fox.jpg', 'old');
      await write(scene.folder, 'images/a-red-fox-1.jpg', 'old');
      const { document } = await open(scene.folder, 'a.md', 'A red fox\n');
      const saved = await save(document);
      assert.equal(saved.uri, vscode.Uri.joinPath(scene.folder, 'images/a-red-fox-2.jpg').toString());
      assert.equal(saved.sha256, createHash('sha256').update(bytes).digest('hex'));
      assert.equal(saved.bytes, bytes.length);
      assert.deepEqual(await readFile(vscode.Uri.parse(saved.uri).fsPath), bytes);
      const images = ['images/a-red-fox-1.jpg', 'images/a-red-fox-2.jpg', 'images/a-red-fox.jpg'];
      assert.deepEqual(await files(scene.folder), ['a.md', ...images]);
    });

    it('finds the file that an earlier try has left', async () => {
      const { document } = await open(scene.folder, 'a.md', 'A red fox\n');
      const first = await save(document);
      assert.deepEqual(await save(document, outside, true), first);
      assert.deepEqual(await files(scene.folder), ['a.md', 'images/a-red-fox.jpg']);
    });

    it('finds the file that an earlier try has left behind a folder of its name', async () => {
      await mkdir(join(scene.folder.fsPath, 'images/a-red-fox.jpg'), { recursive: true });
      const { document } = await open(scene.folder, 'a.md', 'A red fox\n');
      const first = await save(document);
      assert.deepEqual(await save(document, outside, true), first);
      assert.deepEqual(await files(scene.folder), ['a.md', 'images/a-red-fox-1.jpg']);
    });

    it('rescues the picture when its place cannot be written to any more', async () => {
      const { document } = await open(scene.folder, 'a.md', 'A red fox\n');
      const saved = await save(document, outside, false, () => write(scene.folder, 'images', 'a file, not a folder'));
      assert.match(saved.rescued ?? '', /ENOTDIR|EEXIST/);
      assert.equal(saved.uri, vscode.Uri.joinPath(outside, 'a-red-fox.jpg').toString());
      assert.deepEqual(await readFile(vscode.Uri.parse(saved.uri).fsPath), bytes);
    });

    it('rescues the picture when its place became a link out of the workspace meanwhile', async () => {
      const { document } = await open(scene.folder, 'a.md', 'A red fox\n');
      const order = await createOrder({ prompt: 'A red fox', document });
      assert.ok(order);
      const elsewhere = join(outside.fsPath, 'elsewhere');
      await mkdir(elsewhere);
      await symlink(elsewhere, join(scene.folder.fsPath, 'images'), 'junction');
      const saved = await savePicture({ bytes, type: 'jpeg' }, createReadyJob(order), false, outside, forgetNothing);
      assert.match(saved.rescued ?? '', /outside/);
      assert.deepEqual(await files(outside), ['a-red-fox.jpg']);
    });
  });
});
