import * as vscode from 'vscode';
import type { WaitProgress } from './bfl/client.ts';

/** Says what happens now, in the user's language. */
export type Report = (phase: string) => void;

/** How it stands with a task, such as “Making the picture · 40 %”. */
export function describeWait({ phase, progress }: WaitProgress): string {
  const text = {
    waiting: () => vscode.l10n.t('Making the picture'),
    generating: () => vscode.l10n.t('Making the picture'),
    unreachable: () => vscode.l10n.t('The service cannot be reached, trying on'),
  }[phase]();
  return progress === null ? text : `${text} · ${Math.round(progress * 100)} %`;
}

/**
 * Shows a progress notification with the phase and the seconds since it began, and settles at once when the user
 * cancels, whatever `work` still does.
 * @param prompt is shown cut to one line
 * @returns what `work` gives, or 'cancelled'
 */
export async function showProgress<T>(
  prompt: string,
  work: (report: Report, signal: AbortSignal) => Promise<T>,
): Promise<T | 'cancelled'> {
  const title = shorten(prompt, 60);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const cancelled = new Promise<'cancelled'>((resolve) => {
      token.onCancellationRequested(() => {
        controller.abort();
        resolve('cancelled');
      });
    });
    const start = performance.now();
    let phase = '';
    const show = (): void => {
      const seconds = Math.floor((performance.now() - start) / 1000);
      progress.report({ message: seconds < 1 ? phase : vscode.l10n.t('{0} · {1} s', phase, seconds) });
    };
    const ticker = setInterval(show, 1000);
    const report: Report = (text) => {
      phase = text;
      show();
    };
    try {
      return await Promise.race([work(report, controller.signal), cancelled]);
    } finally {
      clearInterval(ticker);
    }
  });
}

/** The text on one line, cut after about `maxLength` characters. */
export function shorten(text: string, maxLength: number): string {
  const line = Array.from(text.replace(/\s+/g, ' ').trim());
  return line.length <= maxLength ? line.join('') : `${line.slice(0, maxLength).join('').trimEnd()}…`;
}
