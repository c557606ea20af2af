// `npm run demo`: does the main job by itself in a real window, and leaves screenshots and pictures in `out/demo/`.
import { readFile, rm } from 'node:fs/promises';
import { launchBrowser } from './editor/browser.ts';
import { extensionVsix, packExtension } from './editor/packExtension.ts';
import { projectPath } from './editor/paths.ts';
import { createSample } from './editor/sample.ts';
import { startEditor } from './editor/server.ts';
import { prompts } from './fixtures/prompts.ts';
import { drawIllustration } from './standin/draw.ts';
import { startStandin } from './standin/server.ts';
import { openWindow, type Window } from './ui/window.ts';

const folder = 'out/demo';
const command = 'Generate Image from Selection';
const elephant = 'A small furry elephant pet looks out from a cat house';

await rm(projectPath(folder), { recursive: true, force: true });
console.log('Packaging the extension …');
await packExtension();
const workspace = projectPath(`${folder}/workspace`);
const story = await createSample(workspace);
const lines = (await readFile(story, 'utf8')).split('\n');
const standin = await startStandin({ durations: 'people', draw: drawIllustration });
const editor = await startEditor({
  version: 'newest',
  extensions: [extensionVsix],
  userSettings: { 'fluxKontext.endpoint': standin.apiUrl, 'editor.minimap.enabled': false },
});
const browser = await launchBrowser();

try {
  const window = await openWindow(browser, editor, workspace, { files: [story] });
  const show = (name: string): Promise<string> => window.screenshot(name, folder);

  console.log(`“${elephant}” …`);
  await window.selectLine(elephant);
  await show('1-selection');
  await window.line(elephant).click({ button: 'right', position: { x: 60, y: 8 } });
  await window.menuItem(command).hover();
  await show('2-context-menu');
  await window.menuItem(command).click();
  await window.quickInput.title.filter({ hasText: 'API key' }).waitFor();
  await window.quickInput.type('demonstration-key');
  await show('3-api-key');
  await window.quickInput.accept();
  await window.notification(/\d s/).waitFor();
  await show('4-progress');
  await untilPreviewed(elephant);
  await show('5-preview');

  // From the last to the first, so that no new link moves a prompt that is still to come; the elephant's stands already.
  for (const { prompt } of prompts.toReversed().filter((other) => other.prompt !== elephant)) {
    console.log(`“${prompt.slice(0, 60)}…” …`);
    const line = lines.indexOf(prompt);
    const linkAbove = line > lines.indexOf(elephant) ? 2 : 0;
    await window.goToLine(line + 1 + linkAbove);
    await window.runCommand('Expand Line Selection');
    await window.runCommand(`FLUX: ${command}`);
    await untilPreviewed(prompt);
  }
  await show('6-eight-pictures');
  await window.close();

  for (const theme of ['dark', 'highContrast'] as const) {
    // In the same browser context, so that the document and the preview come back by themselves.
    const themed = await openWindow(browser, editor, workspace, { theme, context: window.page.context() });
    await untilPainted(themed);
    await themed.screenshot(`7-${theme}`, folder);
    await themed.close();
  }
  console.log(`Screenshots: ${projectPath(folder)}\nPictures: ${workspace}/images`);

  /** Waits until the preview shows the picture of this prompt. */
  async function untilPreviewed(prompt: string): Promise<void> {
    await window.webview().locator('.prompt', { hasText: prompt }).waitFor({ timeout: 60_000 });
    await untilPainted(window);
  }
} finally {
  await browser.close();
  await editor.stop();
  await standin.close();
}

async function untilPainted(shown: Window): Promise<void> {
  await shown.webview().locator('img').evaluate((image: { decode(): Promise<void> }) => image.decode());
}
