import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { describeRule } from '../../src/messages/ruleErrors.ts';
import { readSettings } from '../../src/platform/settings.ts';
import { findStyles, getStyle, saveStyle } from '../../src/platform/styles.ts';
import { RuleError } from '../../src/recipe/rule.ts';
import { builtInStyles, parseStyle, type Style } from '../../src/recipe/styles.ts';
import { MemoryFiles } from './support/memoryFiles.ts';
import { recordMessages } from './support/messages.ts';
import { replace } from './support/replace.ts';
import {
  files,
  generateFromSelection,
  open,
  read,
  select,
  updateSetting,
  useScene,
  workspaceFolders,
  write,
  writeFolderSettings,
} from './support/scene.ts';
import { standin } from './support/standin.ts';

const builtInNames = builtInStyles.map(({ name }) => name);

/** Files that hold no style, by name, and what is said when they are asked for. */
const broken: Readonly<Record<string, readonly [markdown: string, says: string]>> = {
  wordless: ['in ink', 'style wordless: prompt must say with {prompt} where your words go.'],
  key: [
    '---\nsize: 3\n---\n{prompt}',
    'style key: size is not known. A style knows: model, aspectRatio, seed, promptUpsampling, safetyTolerance, outputFormat.',
  ],
  ratio: [
    '---\naspectRatio: 9:1\n---\n{prompt}',
    'style ratio: aspectRatio is "9:1", but the service makes pictures from 3:7 to 7:3 only.',
  ],
  model: [
    '---\nmodel: flux-2\n---\n{prompt}',
    'style model: model is "flux-2", but must be one of: flux-kontext-pro, flux-kontext-max.',
  ],
  open: ['---\nseed: 7\n{prompt}', 'style open: line 1 starts with ---, but has no second --- below.'],
  yaml: ['---\nseed: 7\nseed: 8\n---\n{prompt}', 'style yaml: line 3 is no valid YAML (Map keys must be unique).'],
  list: ['---\n- seed\n---\n{prompt}', 'style list: line 2 must be a key with its value, such as aspectRatio: 16:9.'],
  large: [`{prompt}${' '.repeat(100_000)}`, 'style large: file is too long: 100000 characters are allowed.'],
  'a.b': [
    '{prompt}',
    '"a.b" cannot be the name of a style: start with a letter or a digit, use up to 60 letters, digits, spaces, “-” and “_”, and not “none”.',
  ],
};

/** What the user is told when a style is asked for. */
async function refusalOf(asking: Promise<unknown>): Promise<string> {
  try {
    await asking;
  } catch (error) {
    if (error instanceof RuleError) return describeRule(error);
    throw error;
  }
  return assert.fail('it was accepted');
}

async function namesIn(folder: vscode.Uri | undefined): Promise<readonly string[]> {
  return (await findStyles(folder)).map(({ name }) => name);
}

const writeStyle = (folder: vscode.Uri, name: string, markdown: string): Promise<vscode.Uri> =>
  write(folder, `.flux/styles/${name}.md`, markdown);

describe('Styles', () => {
  useScene();
  const firstFolder = (): vscode.Uri => workspaceFolders()[0].uri;
  const secondFolder = (): vscode.Uri => workspaceFolders()[1].uri;

  it('are the built-in ones by themselves, and none is the default', async () => {
    assert.deepEqual(await findStyles(undefined), builtInStyles);
    assert.deepEqual(await findStyles(firstFolder()), builtInStyles);
    assert.equal(readSettings(firstFolder()).style, '');
  });

  it('are also those of the settings and the files of the folder', async () => {
    await updateSetting('styles', { woodcut: { prompt: '{prompt}, as a woodcut', aspectRatio: '3:2' } });
    await writeStyle(firstFolder(), 'Ölbild 2', '---\nmodel: flux-kontext-max\n---\n\n{prompt} in oil\n');
    assert.deepEqual(await namesIn(firstFolder()), [...builtInNames, 'woodcut', 'Ölbild 2']);
    assert.deepEqual(await getStyle('woodcut', firstFolder()), {
      name: 'woodcut',
      text: '{prompt}, as a woodcut',
      parameters: { aspectRatio: '3:2' },
    });
    assert.deepEqual(await getStyle('ölbild 2', firstFolder()), {
      name: 'Ölbild 2',
      text: '{prompt} in oil',
      model: 'flux-kontext-max',
      parameters: {},
    });
  });

  it('of one folder are not those of another one, or of none', async () => {
    await writeStyle(secondFolder(), 'oil', '{prompt} in oil');
    assert.equal((await getStyle('oil', secondFolder())).text, '{prompt} in oil');
    for (const folder of [firstFolder(), undefined]) assert.deepEqual(await namesIn(folder), builtInNames);
  });

  it('of a folder’s settings are those of that folder', async () => {
    await writeFolderSettings(firstFolder(), {
      'fluxKontext.style': 'mine',
      'fluxKontext.styles': { mine: { prompt: '{prompt} for me' } },
    });
    try {
      assert.deepEqual(await namesIn(firstFolder()), [...builtInNames, 'mine']);
      assert.equal(readSettings(firstFolder()).style, 'mine');
      assert.equal(readSettings(secondFolder()).style, '');
    } finally {
      await writeFolderSettings(firstFolder(), {});
    }
  });

  it('of one name, in any case, are the last of them: built-in, of the settings, of the folder', async () => {
    const text = async (): Promise<string> => (await getStyle('ink', firstFolder())).text;
    assert.match(await text(), /by hand/);
    await updateSetting('styles', { INK: { prompt: '{prompt} of the settings' } });
    assert.equal(await text(), '{prompt} of the settings');
    await writeStyle(firstFolder(), 'Ink', '{prompt} of the folder');
    assert.equal(await text(), '{prompt} of the folder');
    assert.equal((await findStyles(firstFolder())).length, builtInStyles.length);
  });

  it('that are broken are told when they are asked for, and leave the others as they are', async () => {
    for (const [name, [markdown]] of Object.entries(broken)) await writeStyle(firstFolder(), name, markdown);
    await writeStyle(firstFolder(), 'oil', '{prompt} in oil');
    assert.deepEqual(
      (await namesIn(firstFolder())).toSorted(),
      [...builtInNames, ...Object.keys(broken), 'oil'].toSorted(),
    );
    assert.equal((await getStyle('oil', firstFolder())).text, '{prompt} in oil');
    for (const [name, [, says]] of Object.entries(broken))
      assert.equal(await refusalOf(getStyle(name, firstFolder())), says);
  });

  it('that are broken in the settings are, too', async () => {
    await updateSetting('styles', { bad: { prompt: '{prompt}', seed: 1.5 }, empty: {}, good: { prompt: '{prompt}!' } });
    assert.equal((await getStyle('good', undefined)).text, '{prompt}!');
    assert.match(await refusalOf(getStyle('bad', undefined)), /^style bad: seed is 1\.5, but must be a whole number/);
    assert.equal(
      await refusalOf(getStyle('empty', undefined)),
      'style empty: prompt must say with {prompt} where your words go.',
    );
  });

  it('with half a character are refused in words', async () => {
    const parse = async (): Promise<Style> => parseStyle('half', '{prompt} \ud83d', {});
    assert.equal(
      await refusalOf(parse()),
      'style half: prompt holds half a character, as a cut text does: write it again.',
    );
  });

  it('of settings that are no styles at all are refused before anything is sent', async () => {
    await updateSetting('styles', { ink: 'in ink' });
    const { document } = await open(firstFolder(), 'a.md', 'A red fox');
    assert.throws(() => readSettings(document), { field: 'styles', rule: 'styles' });
    assert.match(await refusalOf(findStyles(undefined)), /^fluxKontext\.styles must hold a style for each name/);
  });

  it('that do not exist are told with those that do', async () => {
    await writeStyle(firstFolder(), 'oil', '{prompt} in oil');
    assert.equal(
      await refusalOf(getStyle('water', firstFolder())),
      `There is no style "water". Known ones: ${builtInNames.join(', ')}, oil.`,
    );
  });

  it('are Markdown files only', async () => {
    await write(firstFolder(), '.flux/styles/notes.txt', '{prompt}');
    await mkdir(vscode.Uri.joinPath(firstFolder(), '.flux/styles/folder.md').fsPath);
    assert.deepEqual(await namesIn(firstFolder()), builtInNames);
  });

  it('are read from the first 200 files, in the order of their names', async () => {
    for (let number = 300; number > 99; number--) await writeStyle(firstFolder(), String(number), '{prompt}');
    const names = (await namesIn(firstFolder())).slice(builtInNames.length);
    assert.deepEqual(
      names,
      Array.from({ length: 200 }, (_, at) => String(100 + at)),
    );
  });

  it('T9 of a workspace that is not trusted are not read', async () => {
    await writeStyle(firstFolder(), 'dear', '---\nmodel: flux-kontext-max\n---\n{prompt}');
    replace(vscode.workspace, 'isTrusted', false);
    assert.deepEqual(await namesIn(firstFolder()), builtInNames);
  });

  it('are saved as files that people can read, and found again', async () => {
    const style: Style = parseStyle('Wood cut', '{prompt}, as a woodcut', { aspectRatio: '3:2' });
    const file = await saveStyle(style, secondFolder());
    assert.deepEqual(await files(secondFolder()), ['.flux/styles/Wood cut.md']);
    assert.ok(file.path.endsWith('/.flux/styles/Wood cut.md'));
    assert.equal(
      (await read(secondFolder(), '.flux/styles/Wood cut.md')).toString(),
      '---\naspectRatio: 3:2\n---\n\n{prompt}, as a woodcut\n',
    );
    assert.deepEqual(await getStyle('wood cut', secondFolder()), style);
  });

  it('T5 are not saved outside of their folder', async () => {
    const style: Style = { name: '../../stolen', text: '{prompt}', parameters: {} };
    await assert.rejects(saveStyle(style, firstFolder()), { name: 'RuleError', rule: 'styleName' });
    assert.deepEqual(await files(firstFolder()), []);
  });

  it('are read from a file system that only the editor can reach, and a file that fails is broken', async () => {
    const memory = new MemoryFiles();
    const folder = vscode.Uri.from({ scheme: 'flux-kontext-styles', path: '/notes' });
    const registration = vscode.workspace.registerFileSystemProvider(folder.scheme, memory, { isCaseSensitive: true });
    try {
      memory.files.set('/notes/.flux/styles/oil.md', Buffer.from('{prompt} in oil'));
      assert.equal((await getStyle('oil', folder)).text, '{prompt} in oil');
      memory.readFile = () => {
        throw vscode.FileSystemError.NoPermissions('It is locked');
      };
      assert.match(await refusalOf(getStyle('oil', folder)), /^style oil: file cannot be read \(.*It is locked.*\)\.$/);
      assert.deepEqual(await namesIn(folder), [...builtInNames, 'oil']);
    } finally {
      registration.dispose();
    }
  });

  it('that are broken are told by the installed extension in the same words, with nothing sent', async () => {
    const messages = recordMessages();
    await writeStyle(firstFolder(), 'yaml', broken['yaml']?.[0] ?? '');
    const editor = await open(firstFolder(), 'a.md', 'A red fox --style yaml');
    select(editor, 'A red fox --style yaml');
    await generateFromSelection();
    assert.deepEqual(messages, [
      {
        kind: 'error',
        text: `${broken['yaml']?.[1]} Nothing was sent or charged.`,
        buttons: ['Open Settings'],
      },
    ]);
    assert.equal((await standin.counts()).posts, 0);
  });
});
