import * as vscode from 'vscode';
import { BflError } from './bfl/errors.ts';
import type { ImageGenerator } from './generateImage.ts';
import type { Journal } from './jobs/journal.ts';
import type { Leases } from './jobs/lease.ts';
import { recover } from './jobs/recover.ts';
import type { Log } from './log.ts';
import { belongsToThisWindow } from './order.ts';
import { showError } from './showError.ts';

/** When to look again after a job whose owner may be dead, but cannot be checked. */
const lookAgainMs = 30_000;

/**
 * Goes on with what a closed window, a killed host or an update left unfinished. Any window fetches and saves a
 * picture, for it can be had for minutes only; linking it is left to a window with its folder.
 */
export function takeUpJobs(journal: Journal, leases: Leases, generator: ImageGenerator, log: Log): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  const look = async (): Promise<void> => {
    const { taken, uncertain, busy } = await recover(journal, leases, {
      log: log.warn,
      isOurs: (job) => job.saved === undefined || belongsToThisWindow(job.order),
    });
    for (const { job, lease } of taken) void generator.resume(job.id, lease);
    if (uncertain.length > 0) void showError(new BflError('uncertain', { reason: 'the window was closed' }), log);
    if (busy.length > 0 && !isDisposed) timer = setTimeout(start, lookAgainMs);
  };
  const start = (): void => void look().catch((error: unknown) => log.error(`Unfinished pictures: ${String(error)}`));
  start();
  return {
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}

/** Whether the window of this extension host is still there to answer. */
export async function windowAnswers(): Promise<boolean> {
  await vscode.commands.executeCommand('setContext', 'fluxKontext.isRunning', true);
  return true;
}
