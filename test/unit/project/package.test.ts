import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import jszip from 'jszip';
import { packExtension } from '../../../scripts/package.ts';
import { bundledPackages } from '../../../scripts/thirdPartyNotices.ts';
import { findAll, projectRoot, readJson, readText } from './readProject.ts';

describe('the package', () => {
  it('T10 has these files and no others', async () => {
    const { files } = await openPackage();
    const names = Object.values(files).flatMap(({ dir, name }) => (dir ? [] : [name]));
    assert.deepEqual(names.toSorted(), [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/LICENSE.txt',
      'extension/changelog.md',
      'extension/dist/ThirdPartyNotices.txt',
      'extension/dist/app.cjs',
      'extension/dist/extension.cjs',
      'extension/dist/frontMatter.cjs',
      'extension/dist/html.cjs',
      'extension/dist/markdown.cjs',
      'extension/dist/preview.js',
      'extension/media/icon.png',
      'extension/media/preview.css',
      'extension/media/readme/context-menu.png',
      'extension/media/readme/hover.png',
      'extension/media/readme/options.png',
      'extension/media/readme/preview.png',
      'extension/media/readme/variations.png',
      'extension/package.json',
      'extension/package.nls.json',
      'extension/readme.md',
    ]);
  });

  it('has the licence of each package that is bundled, and of no other', async () => {
    const file = (await openPackage()).file('extension/dist/ThirdPartyNotices.txt');
    const [title, ...notices] = ((await file?.async('string')) ?? '').split(`\n\n${'-'.repeat(80)}\n\n`);
    assert.match(title ?? '', /contains the following packages/);
    const bundled = bundledPackages(readJson('dist/metafile.json') as Metafile).map((path) => {
      const { name, version } = readJson(`${path}/package.json`) as { name: string; version: string };
      return `${name} ${version}`;
    });
    assert.ok(bundled.length > 30);
    assert.deepEqual(
      notices.map((notice) => /^\S+ \S+/.exec(notice)?.[0]),
      bundled,
    );
    for (const notice of notices) {
      assert.match(notice, /copyright/i);
      assert.match(notice, /permission is hereby granted|Apache License|Redistribution and use|Permission to use/i);
    }
  });

  it('has each class of ours in one bundle only, for in another one it would be another class', () => {
    const { outputs } = readJson('dist/metafile.json') as Metafile;
    const bundled = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
    const classes = bundled.filter((path) => path.startsWith('src/') && /^export class /m.test(readText(path)));
    assert.ok(classes.includes('src/recipe/rule.ts'));
    assert.deepEqual(classes, [...new Set(classes)]);
  });

  it('has what a marketplace shows, and addresses of nobody else until the owner fills them in', () => {
    const { repository, bugs, homepage, galleryBanner, pricing } = readJson('package.json') as Manifest;
    const base = repository.url.replace(/\.git$/, '');
    assert.deepEqual([bugs.url, homepage], [`${base}/issues`, `${base}#readme`]);
    assert.match(galleryBanner.color, /^#[0-9a-f]{6}$/);
    assert.deepEqual([galleryBanner.theme, pricing], ['dark', 'Free']);
    // A domain that nobody can have (RFC 2606), or one that the packager can show pictures from.
    assert.match(repository.url, /^https:\/\/(example\.com|github\.com|gitlab\.com)\//);
  });

  it('shows its pictures on a marketplace once it has a repository', async function () {
    this.timeout(60_000);
    const folder = await mkdtemp(join(tmpdir(), 'flux-kontext-package-'));
    try {
      const parts = ['dist', 'media', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore'];
      for (const part of parts) await cp(join(projectRoot, part), join(folder, part), { recursive: true });
      const { scripts: _, ...manifest } = readJson('package.json') as Manifest & { scripts: unknown };
      const repository = { type: 'git', url: 'https://github.com/octocat/flux-kontext.git' };
      await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, repository }));
      packExtension(folder, 'published.vsix');
      const { files } = await jszip.loadAsync(await readFile(join(folder, 'published.vsix')));
      const readme = (await files['extension/readme.md']?.async('string')) ?? '';
      const pictures = findAll(readme, /!\[[^\]]*\]\((.*?)\)/g);
      assert.ok(pictures.length >= 2);
      for (const picture of pictures)
        assert.match(picture, /^https:\/\/github\.com\/octocat\/flux-kontext\/raw\/HEAD\/media\//);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

interface Manifest {
  readonly repository: { readonly url: string };
  readonly bugs: { readonly url: string };
  readonly homepage: string;
  readonly galleryBanner: { readonly color: string; readonly theme: string };
  readonly pricing: string;
}

async function openPackage(): Promise<jszip> {
  const vsix = await readFile(join(projectRoot, 'dist', 'flux-kontext.vsix')).catch((cause: unknown) => {
    throw new Error('There is no package yet: npm run package', { cause });
  });
  return jszip.loadAsync(vsix);
}
