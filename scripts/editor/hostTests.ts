import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { launchBrowser } from './browser.ts';
import { bundleHostTests } from './bundleHostTests.ts';
import { checkCanaries } from './canary.ts';
import { hostTestMark } from './hostTestMark.ts';
import { setHostTestScene } from './hostTestScene.ts';
import type { EditorVersion } from './install.ts';
import { packFixture } from './packExtension.ts';
import { projectPath } from './paths.ts';
import { rememberDurations } from './rememberDurations.ts';
import { startEditor } from './server.ts';
import { addTestCounts, takeTestCounts, type TestCounts } from './testCounts.ts';

const timeoutMs = 10 * 60_000;

/**
 * Runs `test/host/` in the extension host of a VS Code and prints what mocha prints. Then looks for the canaries in
 * all that the run has left; each trace is printed, and one or more count as one failed test.
 */
export async function runHostTests(version: EditorVersion): Promise<TestCounts> {
  const tests = await bundleHostTests();
  const folder = await mkdtemp(join(tmpdir(), 'flux-kontext-host-tests-'));
  const countsFile = join(folder, 'counts.json');
  const scene = await setHostTestScene(folder);
  const editor = await startEditor({
    version,
    smokeTestDriver: true,
    extensions: [await packFixture('test/fixtures/languages')],
    env: { ...scene.env, TEST_COUNTS: countsFile, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
  });
  const browser = await launchBrowser();
  const log = createWriteStream(projectPath(`out/logs/host-tests-${version}.log`));
  try {
    const page = await browser.newPage();
    await page.exposeFunction('codeAutomationLog', (type: string, args: readonly unknown[]) => {
      const line = format(...args);
      log.write(`${type} ${line}\n`);
      if (line.startsWith(hostTestMark)) console.log(line.slice(hostTestMark.length));
    });
    const exited = new Promise<void>((resolve, reject) => {
      page.exposeFunction('codeAutomationExit', () => resolve()).catch(reject);
      page.once('crash', () => reject(new Error('The page of VS Code crashed')));
      setTimeout(() => reject(new Error('The host tests did not end in 10 minutes')), timeoutMs).unref();
    });
    await rememberDurations(page, editor.url('/'));
    await page.goto(
      editor.url(scene.workspace, [
        ['extensionDevelopmentPath', editor.fileUri(projectPath('.'))],
        ['extensionTestsPath', editor.fileUri(tests)],
        ['skipWelcome', 'true'],
      ]),
    );
    await exited;
    const counts = takeTestCounts(countsFile);
    if (!counts) throw new Error(`The host tests did not run to their end; see ${String(log.path)}`);

    await page.close();
    log.end();
    await once(log, 'finish');
    return addTestCounts(counts, checkCanaries([editor.dataDir, folder, projectPath('out/logs')]));
  } finally {
    log.end();
    await browser.close();
    await editor.stop();
    await scene.close();
    await rm(folder, { recursive: true, force: true });
  }
}
