import type { Page } from 'playwright-core';

/**
 * Has the extension know how long pictures take here, as after some use: else it would not ask for 4 s, though the
 * stand-in is ready at once. VS Code for the web keeps what an extension remembers in this database.
 * @param page before it has opened VS Code
 * @param durationMs what pictures take at the stand-in; by itself, in tests
 */
export async function rememberDurations(page: Page, editorUrl: string, durationMs = 150): Promise<void> {
  const durations = Array.from({ length: 10 }, () => durationMs);
  const memory = { 'durations:flux-kontext-pro': durations, 'durations:flux-kontext-max': durations };
  await page.route('**/empty-page', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto(new URL('/empty-page', editorUrl).href);
  await page.evaluate(rememberScript(JSON.stringify(JSON.stringify(memory))));
}

/** As text, for the types of the browser are not in this program. @param value a JavaScript literal */
const rememberScript = (value: string): string => `new Promise((resolve, reject) => {
  const opening = indexedDB.open('vscode-web-state-db-global');
  opening.onupgradeneeded = () => opening.result.createObjectStore('ItemTable');
  opening.onerror = reject;
  opening.onsuccess = () => {
    const change = opening.result.transaction('ItemTable', 'readwrite');
    change.objectStore('ItemTable').put(${value}, 'flux-kontext.flux-kontext');
    change.onerror = reject;
    change.oncomplete = () => {
      opening.result.close();
      resolve();
    };
  };
})`;
