import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { findAll, listFiles, projectRoot, readJson, readText } from './readProject.ts';

const generated = ['.git', 'node_modules', 'dist', 'out', '.vscode-test'];
const sources = readdirSync(projectRoot, { withFileTypes: true })
  .filter(({ name }) => !generated.includes(name))
  .flatMap((entry) => (entry.isDirectory() ? listFiles(entry.name) : [entry.name]))
  .filter((path) => !/\.(png|jpg|webp)$/.test(path));

/** Where `pattern` occurs in the sources. */
function occurrences(pattern: RegExp): readonly string[] {
  return sources.flatMap((path) => findAll(readText(path), pattern).map((found) => `${path}: ${found}`));
}

describe('the sources', () => {
  it('are read', () => assert.ok(sources.includes('package.json') && sources.includes('src/extension.ts')));

  it('have no path of a machine', () => {
    const root = projectRoot.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
    assert.deepEqual(occurrences(new RegExp(`(?<![\\w.*-])(${root})`, 'g')), []);
    // The home of Anna is made up, for tests.
    assert.deepEqual(occurrences(/((?:file:\/\/)?\/(?:root|Users|home(?!\/anna))\/\w+)/g), []);
  });

  it('name no package registry', () => {
    assert.deepEqual(occurrences(/(registry\.[a-z][\w.-]+|\/-\/[\w.-]+\.tgz)/g), []);
    const { packages } = readJson('package-lock.json') as { packages: Readonly<Record<string, object>> };
    assert.ok(Object.keys(packages).length > 1);
    assert.deepEqual(
      Object.keys(packages).filter((name) => 'resolved' in (packages[name] ?? {})),
      [],
    );
  });

  it('show only texts that can be translated: each is a literal where it is used', () => {
    const calls = occurrences(/\bl10n\.t\(\s*(.*)/g).filter((call) => call.startsWith('src/'));
    assert.ok(calls.length > 50);
    assert.deepEqual(
      calls.filter((call) => !/^[^:]+: '(?:[^'\\]|\\.)*'\s*[,)]/.test(call)),
      [],
    );
  });

  it('T8 talk to people through src/platform/ alone, where foreign text becomes inert', () => {
    const ways =
      /\b(show(?:Error|Warning|Information)Message|showInputBox|(?:show|create)QuickPick|createInputBox|showWorkspaceFolderPick|withProgress|withScmProgress|createStatusBarItem|setStatusBarMessage|MarkdownString|validationMessage)\b/g;
    const calls = occurrences(new RegExp(`\\.${ways.source}`, 'g')).filter((call) => call.startsWith('src/'));
    assert.ok(calls.length > 8);
    assert.deepEqual(
      calls.filter((call) => !call.startsWith('src/platform/')),
      [],
    );
  });

  it('give each placeholder of a text a value', () => {
    const calls = occurrences(/\bl10n\.t\(\s*('(?:[^'\\]|\\.)*'\s*(?:,(?=\s*[^)\s])|,?\s*\)))/g).filter((call) =>
      call.startsWith('src/'),
    );
    assert.ok(calls.length > 50);
    assert.deepEqual(
      calls.filter((call) => /\{\d\}/.test(call) !== call.endsWith(',')),
      [],
    );
  });
});
