import type { Locator } from 'playwright-core';
import type { Window } from '../test/window/window.ts';

/**
 * Shows what can be done with a picture whose link stands on a line of the open document: the hover over the link, its
 * recipe, four variations, one of them kept, and the list of all options.
 * @param link the line of the link, counted from 1
 * @param show saves a screenshot, of the whole window or of some elements
 */
export async function demonstrateRecipe(
  window: Window,
  link: number,
  show: (name: string, part?: readonly Locator[]) => Promise<string>,
): Promise<void> {
  const page = window.webview();
  await window.goToLine(link);
  await window.runCommand('Show or Focus Hover');
  await window.page.locator('.monaco-hover img').waitFor();
  const linkLine = window.page.locator('.view-line', { hasText: 'cat-house' }).last();
  await show('8-hover', [window.page.locator('.monaco-hover:visible'), linkLine]);
  await window.page.keyboard.press('Escape');

  await window.runCommand('FLUX: Show Recipe');
  await page.getByRole('button', { name: /^Vary × 4/ }).click();
  await window.page.getByRole('button', { name: 'Generate', exact: true }).click();
  await page.locator('.grid li').nth(1).waitFor({ timeout: 60_000 });
  await show('9-variations-arrive');
  await page.locator('.grid li').nth(3).waitFor({ timeout: 60_000 });
  await window.notification('FLUX Kontext').waitUntilGone();
  await show('10-variations');
  await page.getByRole('button', { name: 'Keep', exact: true }).first().click();
  await page.locator('.caption', { hasText: 'kept' }).waitFor();
  await show('11-kept', [window.page.locator('iframe.webview:visible'), linkLine]);

  await window.tab('story.md').click();
  await window.goToLine(link - 2);
  await window.runCommand('FLUX: Generate with Options…');
  await window.quickInput.title.filter({ hasText: 'Generate with Options' }).waitFor();
  await show('12-options', [window.quickInput.widget]);
  await window.page.keyboard.press('Escape');
}
