import * as vscode from 'vscode';
import { confirmSpending } from './confirmSpending.ts';
import type { ImageGenerator } from './generateImage.ts';
import { isUnfinished, type Job } from './jobs/job.ts';
import type { Journal } from './jobs/journal.ts';
import { shorten } from './progress.ts';
import { choose, type Choice } from './talk/boxes.ts';
import { showMessage } from './talk/messages.ts';

/**
 * The commands that list the pictures that are paid for, or may be, and have not arrived, with what can be done about
 * each, and that resume one.
 */
export function createUnfinishedCommands(journal: Journal, generator: ImageGenerator) {
  const showUnfinished = async (): Promise<void> => {
    const isShown = (job: Job) => (isUnfinished(job) || job.state === 'uncertain') && !generator.isAtWork(job.id);
    const jobs = (await journal.list()).filter(isShown);
    if (jobs.length === 0) {
      void showMessage('information', vscode.l10n.t('No picture is unfinished.'));
      return;
    }
    await choose(
      vscode.l10n.t('Unfinished Images'),
      vscode.l10n.t('What to do?'),
      jobs.toReversed().flatMap((job) => createChoices(job)),
    );
  };

  // The first choice of a job shares its line with the prompt, so its detail is short.
  const createChoices = (job: Job): readonly Choice[] => {
    const { id, order, state, createdAt } = job;
    const minutes = Math.floor((Date.now() - createdAt) / 60_000);
    const age = minutes === 0 ? vscode.l10n.t('just now') : vscode.l10n.t('{0} min ago', minutes);
    const title: Choice = { label: `${shorten(order.prompt, 40)} · ${age}` };
    const dismiss: Choice = {
      icon: 'trash',
      label: vscode.l10n.t('Dismiss'),
      detail: vscode.l10n.t('Forget it. If the picture was made, it stays billed.'),
      run: () => generator.dismiss(id),
    };
    const resume: Choice = {
      icon: 'play',
      label: vscode.l10n.t('Resume'),
      detail: vscode.l10n.t('Costs nothing more.'),
      run: () => generator.resume(id),
    };
    const submitAgain: Choice = {
      icon: 'refresh',
      label: vscode.l10n.t('Submit Again'),
      detail: vscode.l10n.t('May cost twice.'),
      run: async () => {
        if (await confirmSpending([order], false)) await generator.submitAgain(id);
      },
    };
    const checkCredits: Choice = {
      icon: 'credit-card',
      label: vscode.l10n.t('Check Credits'),
      detail: vscode.l10n.t('How many are left now.'),
      run: async () => void (await vscode.commands.executeCommand('fluxKontext.showCredits')),
    };
    return state === 'uncertain' ? [title, submitAgain, checkCredits, dismiss] : [title, resume, dismiss];
  };

  return {
    showUnfinished,
    resume: (jobId: unknown) => generator.resume(String(jobId)),
  };
}
