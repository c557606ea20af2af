import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import jszip from 'jszip';
import { projectRoot } from './readProject.ts';

describe('the package', () => {
  it('T10 has these files and no others', async () => {
    const vsix = await readFile(join(projectRoot, 'dist', 'flux-kontext.vsix')).catch((cause: unknown) => {
      throw new Error('There is no package yet: npm run package', { cause });
    });
    const { files } = await jszip.loadAsync(vsix);
    const names = Object.values(files).flatMap(({ dir, name }) => (dir ? [] : [name]));
    assert.deepEqual(names.toSorted(), [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/LICENSE.txt',
      'extension/changelog.md',
      'extension/dist/app.cjs',
      'extension/dist/extension.cjs',
      'extension/dist/markdown.cjs',
      'extension/media/icon.png',
      'extension/media/preview.css',
      'extension/media/preview.js',
      'extension/media/readme/context-menu.png',
      'extension/media/readme/preview.png',
      'extension/package.json',
      'extension/package.nls.json',
      'extension/readme.md',
    ]);
  });
});
