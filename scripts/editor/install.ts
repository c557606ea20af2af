import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installOnce } from './installOnce.ts';
import { projectPath } from './paths.ts';

export type EditorVersion = 'newest' | 'oldest';

/**
 * The VS Codes we test in. code-server is a whole VS Code with its web workbench on npm; its version 4.N.x is VS Code
 * 1.N. The oldest runs on the Node its users have: on a newer one, newer built-ins would hide mistakes.
 */
const sources = {
  newest: { vscode: '1.139', dependencies: { 'code-server': '4.139.1' } },
  oldest: { vscode: '1.100', dependencies: { 'code-server': '4.100.3', node: '20.20.2' } },
} as const;

/** An installed VS Code server: the Node to run it on and its entry point. */
export interface InstalledEditor {
  readonly node: string;
  readonly serverMain: string;
}

/** Fetches a VS Code from npm into `.vscode-test/` unless it is there: about 15 s and 500 MB. Throws if npm fails. */
export async function installEditor(version: EditorVersion): Promise<InstalledEditor> {
  const { vscode, dependencies } = sources[version];
  const folder = projectPath(`.vscode-test/code-server-${dependencies['code-server']}`);
  await installOnce(folder, async (staging) => {
    console.log(`Fetching VS Code ${vscode} from npm (once, about 500 MB on disk) …`);
    const allowScripts = { node: true };
    await writeFile(join(staging, 'package.json'), JSON.stringify({ private: true, dependencies, allowScripts }));
    // Without install scripts: code-server's insists on building native parts, whose absence only warns.
    await npm(staging, 'install', '--ignore-scripts');
    if ('node' in dependencies) await npm(staging, 'rebuild', 'node'); // the package `node` gets its binary by its install script

    const server = join(staging, 'node_modules/code-server/lib/vscode');
    await npm(server, 'install', '--ignore-scripts', '--omit=dev');
    await npm(join(server, 'extensions'), 'install', '--ignore-scripts', '--omit=dev');
    console.log(`VS Code ${vscode} is there.`);
  });
  const server = join(folder, 'node_modules/code-server/lib/vscode');
  await replaceLogWriter(server);
  return {
    node: 'node' in dependencies ? join(folder, 'node_modules/node/bin/node') : process.execPath,
    serverMain: join(server, 'out/server-main.js'),
  };
}

/** See `spdlog.cjs`. Also in a VS Code that was installed before. */
async function replaceLogWriter(server: string): Promise<void> {
  const ours = await readFile(projectPath('scripts/editor/spdlog.cjs'), 'utf8');
  const path = join(server, 'node_modules/@vscode/spdlog/index.js');
  if ((await readFile(path, 'utf8')) !== ours) await writeFile(path, ours);
}

async function npm(cwd: string, ...args: readonly string[]): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const child = spawn('npm', [...args, ...quiet], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`npm ${args.join(' ')} failed with code ${child.exitCode} in ${cwd}`);
}
