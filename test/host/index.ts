import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import * as vscode from 'vscode';
import { hostTestMark } from '../../scripts/editor/hostTestMark.ts';
import { writeTestCounts } from '../../scripts/editor/testCounts.ts';

/** Runs all tests beside this file; VS Code calls it inside the extension host and waits. Throws if a test failed. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  await vscode.extensions.getExtension('flux-kontext.flux-kontext')?.activate();
  Mocha.reporters.Base.consoleLog = (...args: readonly unknown[]) => console.log(hostTestMark + format(...args));
  const grep = process.env['TEST_GREP'];
  const mocha = new Mocha({ timeout: 30_000, forbidOnly: true, forbidPending: true, ...(grep && { grep }) });
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.test.cjs')) mocha.addFile(join(__dirname, name));

  const failures = await new Promise<number>((resolve) => {
    writeTestCounts(mocha.run(resolve));
  });
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
