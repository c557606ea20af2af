// `npm start`: VS Code in the browser with the extension installed, talking to a stand-in for the service.
// `npm start -- --live`: the same with the real service, paid with the key in BFL_API_KEY.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { drawIllustration } from '../test/standin/draw.ts';
import { startStandin } from '../test/standin/server.ts';
import { installEditor } from './editor/install.ts';
import { extensionVsix, packExtension } from './editor/packExtension.ts';
import { projectPath } from './editor/paths.ts';
import { createSample } from './editor/sample.ts';
import { startEditor } from './editor/server.ts';

const { live } = parseArgs({ options: { live: { type: 'boolean', default: false } } }).values;
const realKey = process.env['BFL_API_KEY'] ?? '';
if (live && realKey === '') {
  console.error('--live uses the real service: set BFL_API_KEY to a key of https://dashboard.bfl.ai first.');
  process.exit(1);
}

await installEditor('newest');
console.log('Packaging the extension …');
await packExtension();

const workspace = projectPath('out/sample');
const story = await createSample(workspace);
const dataDir = projectPath('out/start');
await rm(dataDir, { recursive: true, force: true });
const standin = live ? undefined : await startStandin({ durations: 'people', draw: drawIllustration });
const editor = await startEditor({
  version: 'newest',
  dataDir,
  extensions: [extensionVsix],
  userSettings: standin ? { 'fluxKontext.endpoint': standin.apiUrl } : {},
  env: live ? { BFL_API_KEY: realKey } : {},
});

const address = editor.url(workspace, [['openFile', editor.fileUri(story)]]);
const key = live
  ? 'it uses the key in BFL_API_KEY, and pictures cost money'
  : 'when asked for a key, type any word ("wrong" and "poor" show a wrong key and an empty account)';
console.log(`Open ${address} – ${key}. Ctrl-C stops.`);
process.exitCode = 0; // from now on, Ctrl-C is the regular end
openInBrowser(address);

/** Opens the address where there is a display to show it on; else the person does. */
function openInBrowser(url: string): void {
  const hasDisplay = process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  const opener = process.platform === 'darwin' ? 'open' : hasDisplay ? 'xdg-open' : undefined;
  if (opener) {
    const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
    child.once('error', () => undefined); // no such program: the address is printed
    child.unref();
  }
}
