import { execFile } from 'node:child_process';
import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { projectPath } from './paths.ts';
import { run } from './run.ts';

/** Where `npm run package` leaves the extension. */
export const extensionVsix = projectPath('dist/flux-kontext.vsix');

/** Builds and packages the extension as it is published. Throws if that fails, after showing why. */
export async function packExtension(): Promise<void> {
  if (!(await run('npm', ['run', '--silent', 'package'], { quiet: true })))
    throw new Error('The extension could not be packaged; see above.');
}

/** Packs the extension as a version of its own, for a test of an update; gives the path. */
export async function packVersion(version: string): Promise<string> {
  const vsix = projectPath(`out/fixtures/flux-kontext-${version}.vsix`);
  await vscePackage('.', vsix, version, '--no-update-package-json', '--no-rewrite-relative-links');
  return vsix;
}

/** Packs a fixture extension (a folder of this project with a package.json) into a `.vsix`; gives its path. */
export async function packFixture(folder: string): Promise<string> {
  const vsix = projectPath(`out/fixtures/${basename(folder)}.vsix`);
  await vscePackage(folder, vsix);
  return vsix;
}

async function vscePackage(folder: string, vsix: string, ...more: readonly string[]): Promise<void> {
  await mkdir(dirname(vsix), { recursive: true });
  const vsce = projectPath('node_modules/@vscode/vsce/vsce');
  // Test files run in processes side by side, and may pack the same extension.
  const staged = `${vsix}.${process.pid}`;
  const out = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', staged];
  await promisify(execFile)(process.execPath, [vsce, 'package', ...more, ...out], { cwd: projectPath(folder) });
  await rename(staged, vsix);
}
