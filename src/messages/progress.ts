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
      ended: () => '',
    }[phase]();
  }
  if (phase.phase === 'unreachable') return vscode.l10n.t('No good answer of the service, trying on');
  const text = vscode.l10n.t('Making the picture');
  return phase.progress === null ? text : `${text} · ${Math.round(phase.progress * 100)} %`;
}

/** What happens with several pictures, such as “3 of 12”, and what keeps all that are left from being made. */
function describePhases(phases: readonly Phase[]): string {
  const left = phases.filter((phase) => phase !== 'ended');
  const count = vscode.l10n.t('{0} of {1}', phases.length - left.length, phases.length);
  const [trouble] = left;
  return trouble !== undefined && left.every((phase) => isTrouble(phase) && nameOf(phase) === nameOf(trouble))
    ? `${count} · ${describePhase(trouble)}`
    : count;
}

const nameOf = (phase: Phase): string => (typeof phase === 'string' ? phase : phase.phase);

const isTrouble = (phase: Phase): boolean => ['busy', 'sendingAgain', 'unreachable'].includes(nameOf(phase));

/**
 * Shows one progress notification for pictures that are made together, with what happens and the seconds since it
 * began, and settles at once when the user cancels, whatever `work` still does.
 * @param prompts a single one is shown, cut to one line; several are counted
 * @param usualMs how long one picture usually takes, if that is known
 * @param work is given a report for each prompt
 * @returns what `work` gives, or 'cancelled'
 */
export async function showProgress<T>(
  prompts: readonly string[],
  usualMs: number | undefined,
  work: (reports: readonly Report[], signal: AbortSignal) => Promise<T>,
): Promise<T | 'cancelled'> {
  const [prompt = ''] = prompts;
  const isOne = prompts.length === 1;
  const title = isOne ? shorten(prompt, 60) : vscode.l10n.t('Making {0} pictures', prompts.length);
  return withProgress(title, async (say, token) => {
    const controller = new AbortController();
    const cancelled = new Promise<'cancelled'>((resolve) => {
      token.onCancellationRequested(() => {
        controller.abort();
        resolve('cancelled');
      });
    });
    const start = performance.now();
    const phases: Phase[] = prompts.map(() => 'queued');
    const show = (): void => {
      const seconds = Math.floor((performance.now() - start) / 1000);
      const what = isOne ? describePhase(phases[0] ?? 'queued') : describePhases(phases);
      say(seconds < 1 ? what : `${what} · ${describeTime(seconds, isOne ? usualMs : undefined)}`);
    };
    const ticker = setInterval(show, 1000);
    const reports = prompts.map((_, at): Report => {
      return (phase) => {
        phases[at] = phase;
        show();
      };
    });
    try {
      return await Promise.race([work(reports, controller.signal), cancelled]);
    } finally {
      clearInterval(ticker);
    }
  });
}

function describeTime(seconds: number, usualMs: number | undefined): string {
  return usualMs === undefined
    ? vscode.l10n.t('{0} s', seconds)
    : vscode.l10n.t('{0} s, usually {1} s', seconds, Math.round(usualMs / 1000));
}
