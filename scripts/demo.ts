// `npm run demo`: does the main job by itself in a real window, and leaves screenshots and pictures in `out/demo/`.
// With `-- --readme`, some of them become the README's.
import { copyFile, readFile, rm } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { prompts } from '../test/fixtures/prompts.ts';
import { drawIllustration } from '../test/standin/draw.ts';
import { startStandin } from '../test/standin/server.ts';
import { colorThemes, openWindow } from '../test/window/window.ts';
import { demonstrateRecipe } from './demoRecipe.ts';
import { launchBrowser } from './editor/browser.ts';
import { extensionVsix, packExtension } from './editor/packExtension.ts';
import { projectPath } from './editor/paths.ts';
import { createSample } from './editor/sample.ts';
import { startEditor } from './editor/server.ts';

const folder = 'out/demo';
/** The screenshots that the README shows, and their names there. */
const readmePictures = {
  '2-context-menu': 'context-menu',
  '5-preview': 'preview',
  '8-hover': 'hover',
  '11-kept': 'variations',
  '12-options': 'options',
};
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
  userSettings: {
    'fluxKontext.endpoint': standin.apiUrl,
    'editor.minimap.enabled': false,
    'files.autoSave': 'off', // so that a tab shows whether its document is saved
  },
});
const browser = await launchBrowser();

try {
  const window = await openWindow(browser, editor, workspace, { files: [story], usualMs: 5_000 });
  const show = (name: string, part?: readonly Locator[]): Promise<string> => window.screenshot(name, folder, part);

  console.log(`“${elephant}” …`);
  await window.selectLine(elephant);
  await show('1-selection');
  await window.line(elephant).click({ button: 'right', position: { x: 60, y: 8 } });
  await window.menuItem(command).hover();
  await show('2-context-menu');
  await window.chooseMenuItem(command);
  await window.quickInput.title.filter({ hasText: 'API key' }).waitFor();
  await window.quickInput.type('demonstration-key');
  await show('3-api-key');
  await window.quickInput.accept();
  await window.notification(/\d s/).waitFor();
  await show('4-progress');
  await untilFinished(elephant);
  await show('5-preview');

  // From the last to the first: so no new link moves a prompt that is still to come.
  for (const { prompt } of prompts.toReversed().filter((other) => other.prompt !== elephant)) {
    console.log(`“${prompt.slice(0, 60)}…” …`);
    const line = lines.indexOf(prompt);
    const linkAbove = line > lines.indexOf(elephant) ? 2 : 0;
    await window.goToLine(line + 1 + linkAbove);
    await window.runCommand('Expand Line Selection');
    await window.runCommand(`FLUX: ${command}`);
    await untilFinished(prompt);
  }
  await show('6-eight-pictures');

  console.log('How it was made …');
  // The link stands below the prompt; one that was made for a line above has moved both.
  const linksAbove = prompts.filter((one) => lines.indexOf(one.prompt) < lines.indexOf(elephant)).length;
  await demonstrateRecipe(window, lines.indexOf(elephant) + 1 + 2 * linksAbove + 2, show);
  await window.runCommand('File: Save');
  await window.page.locator('.tab.dirty').waitFor({ state: 'hidden' });
  for (const theme of ['dark', 'highContrast'] as const) {
    await editor.updateUserSettings({ 'workbench.colorTheme': colorThemes[theme] });
    await window.reload();
    await untilPainted();
    await show(`7-${theme}`);
  }
  if (process.argv.includes('--readme')) {
    for (const [shot, name] of Object.entries(readmePictures))
      await copyFile(projectPath(`${folder}/${shot}.png`), projectPath(`media/readme/${name}.png`));
  }
  console.log(`Screenshots: ${projectPath(folder)}\nPictures: ${workspace}/images`);

  /** Waits until the preview shows the picture of this prompt and nothing is left to do. */
  async function untilFinished(prompt: string): Promise<void> {
    await window.webview().locator('.prompt', { hasText: prompt }).waitFor({ timeout: 60_000 });
    await untilPainted();
    await window.notification('FLUX Kontext').waitUntilGone();
  }

  async function untilPainted(): Promise<void> {
    await window
      .webview()
      .locator('img')
      .first()
      .evaluate((image: { decode(): Promise<void> }) => image.decode());
  }
} finally {
  await browser.close();
  await editor.stop();
  await standin.close();
}
