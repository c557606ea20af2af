import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extensionVsix, packExtension } from '../../scripts/editor/packExtension.ts';
import { projectPath } from '../../scripts/editor/paths.ts';
import { printTargets } from './table.ts';

/** What a user downloads, and what VS Code reads at every start. */
export async function benchSizes(): Promise<void> {
  await packExtension();
  const folder = projectPath('media/readme');
  const pictures = await Promise.all((await readdir(folder)).map((name) => kilobytes(join(folder, name))));
  const withoutPictures = pictures.reduce((rest, size) => rest - size, await kilobytes(extensionVsix));
  const activationFile = projectPath('dist/extension.cjs');
  printTargets('Sizes', [
    { what: 'file loaded at activation', value: await kilobytes(activationFile), limit: 100, unit: ' KB' },
    { what: "package, without the README's pictures", value: withoutPictures, limit: 250, unit: ' KB' },
  ]);
}

async function kilobytes(path: string): Promise<number> {
  return (await stat(path)).size / 1_024;
}
