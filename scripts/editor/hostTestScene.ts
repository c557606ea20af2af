import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startStandin } from '../../test/standin/server.ts';
import { canaryKey, canarySignature } from './canary.ts';

/** What the tests of test/host need around them, in whichever VS Code they run. */
export interface HostTestScene {
  /** A `.code-workspace` file of two folders. */
  readonly workspace: string;
  /** For the extension host. A real key of the developer must not get into a test by accident. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Starts the stand-in service and makes an empty workspace of two folders below `folder`. The stand-in runs outside of
 * the extension host, so that the host need not load the native module that draws.
 */
export async function setHostTestScene(folder: string): Promise<HostTestScene> {
  const names = ['first', 'zweiter Ordner #2, 100 %41 ü'];
  for (const name of names) await mkdir(join(folder, name), { recursive: true });
  const workspace = join(folder, 'tests.code-workspace');
  await writeFile(workspace, JSON.stringify({ folders: names.map((path) => ({ path })), settings: {} }));
  const standin = await startStandin({ durations: 'tests', signatureMark: canarySignature });
  return {
    workspace,
    env: { STANDIN_URL: standin.apiUrl, BFL_API_KEY: '', FLUX_KONTEXT_ENDPOINT_KEY: canaryKey },
    close: () => standin.close(),
  };
}
