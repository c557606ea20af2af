import assert from 'node:assert/strict';
import type { OpenedPanel } from './previewPanels.ts';
import { until } from './until.ts';

/** Presses a button of the selected picture, or of another one, and waits until its work is done. */
export async function pressButton(panel: OpenedPanel | undefined, action: string, id?: string): Promise<void> {
  assert.ok(panel);
  const before = panel.told.length;
  panel.press(action, id);
  await until(() => panel.told.slice(before).some(({ type }) => type === 'settled'));
}
