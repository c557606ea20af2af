// `npm run package`: the extension as `dist/flux-kontext.vsix`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Packs the extension in `folder`, and gives what the packager says. Throws if it is not content. */
export function packExtension(folder: string, out: string): string {
  const { repository } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest;
  const vsce = fileURLToPath(import.meta.resolve('@vscode/vsce/vsce'));
  const args = [vsce, 'package', '--no-dependencies', ...readmeFlags(repository.url), '--out', out];
  return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
}

interface Manifest {
  readonly repository: { readonly url: string };
}

/** A marketplace takes the README's pictures from the repository, once there is one that the packager knows. */
function readmeFlags(repositoryUrl: string): readonly string[] {
  return /^https:\/\/(github|gitlab)\.com\//.test(repositoryUrl) ? [] : ['--no-rewrite-relative-links'];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(packExtension(root, 'dist/flux-kontext.vsix'));
