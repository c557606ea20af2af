// `npm run test:desktop`: the tests of test/host in desktop VS Code, newest and oldest. Downloads VS Code.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleHostTests } from './editor/bundleHostTests.ts';
import { setHostTestScene } from './editor/hostTestScene.ts';
import { packExtension } from './editor/packExtension.ts';
import { projectPath } from './editor/paths.ts';

await packExtension();
const extensionTestsPath = await bundleHostTests();
for (const version of ['stable', '1.100.0']) {
  const folder = await mkdtemp(join(tmpdir(), 'flux-kontext-desktop-'));
  const scene = await setHostTestScene(folder);
  try {
    await runTests({
      version,
      cachePath: projectPath('.vscode-test'),
      extensionDevelopmentPath: [projectPath('.'), projectPath('test/fixtures/languages')],
      extensionTestsPath,
      // A profile of its own, at a short path: macOS limits the length of socket names.
      launchArgs: [
        scene.workspace,
        `--user-data-dir=${join(folder, 'data')}`,
        '--disable-extensions',
        '--disable-workspace-trust',
      ],
      extensionTestsEnv: scene.env,
    });
  } finally {
    await scene.close();
    await rm(folder, { recursive: true, force: true });
  }
}
