import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { projectPath } from './paths.ts';

/**
 * Bundles `test/host/` for the extension host, whose Node runs no TypeScript: one file per test file.
 * Gives the path of the module whose `run()` runs them all.
 */
export async function bundleHostTests(): Promise<string> {
  const source = projectPath('test/host');
  const outdir = projectPath('out/test/host');
  const tests = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  await rm(outdir, { recursive: true, force: true }); // a test that was deleted must not run on
  await build({
    entryPoints: ['index.ts', ...tests],
    absWorkingDir: source,
    outbase: source,
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return `${outdir}/index.cjs`;
}
