import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectPath } from './paths.ts';

/**
 * Runs a program in the project's root and shows what it prints, at once or (`quiet`) only if it fails.
 * Gives whether it succeeded.
 */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<boolean> {
  const child = spawn(program, args, {
    cwd: projectPath('.'),
    env: { ...process.env, ...options.env },
    stdio: ['ignore', options.quiet ? 'pipe' : 'inherit', options.quiet ? 'pipe' : 'inherit'],
  });
  const output: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  await once(child, 'close');
  const succeeded = child.exitCode === 0;
  if (!succeeded) process.stdout.write(Buffer.concat(output));

  return succeeded;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly quiet?: boolean;
}
