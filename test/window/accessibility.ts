import assert from 'node:assert/strict';
import axe, { type AxeResults } from 'axe-core';
import type { FrameLocator } from 'playwright-core';

/** What axe finds wrong with the page of a webview, in words. */
export async function findAccessibilityProblems(preview: FrameLocator): Promise<readonly string[]> {
  const frame = await (await preview.locator('body').elementHandle())?.ownerFrame();
  assert.ok(frame);
  // The page's own policy lets no script in, so axe is put into the frame as a debugger would.
  await frame.evaluate(axe.source);
  const { violations } = await frame.evaluate<AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}
