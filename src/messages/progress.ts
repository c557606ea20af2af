import * as vscode from 'vscode';
import type { Phase, Report } from '../making/ports.ts';
import { withProgress } from '../platform/dialogs.ts';
import { shorten } from './text.ts';

/** What happens with a picture, in the user's language, such as “Making the picture · 40 %”. */
function describePhase(phase: Phase): string {
  if (typeof phase === 'string') {
    return {
      queued: () => vscode.l10n.t('Waiting for its turn'),
      sending: () => vscode.l10n.t('Sending the prompt'),
      sendingAgain: () => vscode.l10n.t('Not reached, sending the prompt again'),
      busy: () => vscode.l10n.t('The service is busy, waiting for a place'),
      fetching: () => vscode.l10n.t('Fetching the picture'),
      saving: () => vscode.l10n.t('Saving the picture'),
    }[phase]();
  }
  if (phase.phase === 'unreachable') return vscode.l10n.t('No good answer of the service, trying on');
  const text = vscode.l10n.t('Making the picture');
  return phase.progress === null ? text : `${text} · ${Math.round(phase.progress * 100)} %`;
}

/**
 * Shows a progress notification with the phase and the seconds since it began, and settles at once when the user
 * cancels, whatever `work` still does.
 * @param prompt is shown cut to one line
 * @param usualMs how long it usually takes, if that is known
 * @returns what `work` gives, or 'cancelled'
 */
export async function showProgress<T>(
  prompt: string,
  usualMs: number | undefined,
  work: (report: Report, signal: AbortSignal) => Promise<T>,
): Promise<T | 'cancelled'> {
  return withProgress(shorten(prompt, 60), async (say, token) => {
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
      const time =
        usualMs === undefined
          ? vscode.l10n.t('{0} s', seconds)
          : vscode.l10n.t('{0} s, usually {1} s', seconds, Math.round(usualMs / 1000));
      say(seconds < 1 ? phase : `${phase} · ${time}`);
    };
    const ticker = setInterval(show, 1000);
    const report: Report = (now) => {
      phase = describePhase(now);
      show();
    };
    try {
      return await Promise.race([work(report, controller.signal), cancelled]);
    } finally {
      clearInterval(ticker);
    }
  });
}
