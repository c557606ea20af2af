import { setTimeout } from 'node:timers/promises';
import type * as vscode from 'vscode';
import { windowAnswers } from '../platform/windowAnswers.ts';
import { findOpen } from './findOpen.ts';

/**
 * VS Code backs up an unsaved document when it was left alone for a second
 * (`src/vs/workbench/services/workingCopy/common/workingCopyBackupTracker.ts`). A browser that reloads the window before
 * loses what was edited since.
 */
const backedUpWithinMs = 2_000;

/**
 * Resolves when a reload of the window cannot lose the text of a document: it was saved, closed, or not edited for
 * so long that VS Code has backed it up. Never resolves if the window is gone. Rejects with the reason of `signal`.
 * @param uri of a document that may be open
 */
export async function untilKept(uri: string, signal: AbortSignal): Promise<void> {
  await untilBackedUp(findOpen(uri), signal);
  const gone = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  signal.throwIfAborted();
  await Promise.race([windowAnswers(), gone]);
}

async function untilBackedUp(document: vscode.TextDocument | undefined, signal: AbortSignal): Promise<void> {
  if (!document?.isDirty || document.isClosed) return;
  const { version } = document;
  await setTimeout(backedUpWithinMs, undefined, { signal });
  if (document.version !== version) await untilBackedUp(document, signal);
}
