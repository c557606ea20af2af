import * as vscode from 'vscode';
import { formatCredits } from '../account/formatCredits.ts';
import type { Job } from '../jobs/job.ts';
import { countAskedFor } from '../making/offerUnsent.ts';
import type { PictureGenerator } from '../making/ports.ts';
import { shorten, nameOf } from '../messages/text.ts';
import { showMessage } from '../platform/dialogs.ts';
import { type Line, pickLine } from '../platform/lists.ts';
import { listPrice } from '../recipe/models.ts';
import { getWords } from '../recipe/recipe.ts';
import { confirmSpending } from './confirmSpending.ts';

/**
 * The commands that list the pictures that are paid for, or may be, and have not arrived, with what can be done about
 * each, and that resume one.
 */
export function createUnfinishedCommands(generator: PictureGenerator) {
  const showUnfinished = async (): Promise<void> => {
    const jobs = await generator.listUnfinished();
    if (jobs.length === 0) {
      void showMessage('information', vscode.l10n.t('No picture is unfinished.'));
      return;
    }
    const act = await pickLine({
      title: vscode.l10n.t('Unfinished Images'),
      placeholder: vscode.l10n.t('What to do?'),
      lines: jobs.toReversed().flatMap((job) => createChoices(job)),
    });
    await act?.();
  };

  // The first choice of a job shares its line with the prompt, so its detail is short.
  const createChoices = (job: Job): readonly Line<Act>[] => {
    const { id, order, state, createdAt } = job;
    const minutes = Math.floor((Date.now() - createdAt) / 60_000);
    const age = minutes === 0 ? vscode.l10n.t('just now') : vscode.l10n.t('{0} min ago', minutes);
    const title: Line<Act> = { isTitle: true, label: `${shorten(getWords(order.recipe), 40)} · ${age}` };
    const dismiss: Line<Act> = {
      icon: 'trash',
      label: vscode.l10n.t('Dismiss'),
      detail:
        state === 'queued'
          ? vscode.l10n.t('Forget it. It was not sent, so it costs nothing.')
          : vscode.l10n.t('Forget it. If the picture was made, it stays billed.'),
      value: () => generator.dismiss(id),
    };
    const resume: Line<Act> = {
      icon: 'play',
      label: vscode.l10n.t('Resume'),
      detail: vscode.l10n.t('Costs nothing more.'),
      value: () => generator.resume(id),
    };
    const submitAgain: Line<Act> = {
      icon: 'refresh',
      label: vscode.l10n.t('Submit Again'),
      detail: vscode.l10n.t('May cost twice.'),
      value: async () => {
        if (await confirmSpending([order])) await generator.submitAgain(id);
      },
    };
    const checkCredits: Line<Act> = {
      icon: 'credit-card',
      label: vscode.l10n.t('Check Credits'),
      detail: vscode.l10n.t('How many are left now.'),
      value: async () => void (await vscode.commands.executeCommand('fluxKontext.showCredits')),
    };
    const send: Line<Act> = {
      icon: 'play',
      label: vscode.l10n.t('Send'),
      detail: vscode.l10n.t('Was not sent. For about {0}.', formatCredits(listPrice([order.recipe]))),
      value: async () => {
        if (await confirmSpending([order])) await generator.send(id);
      },
    };
    if (state === 'queued') return [title, send, dismiss];
    return state === 'uncertain' ? [title, submitAgain, checkCredits, dismiss] : [title, resume, dismiss];
  };

  return {
    showUnfinished,
    resume: (jobId: unknown) => generator.resume(typeof jobId === 'string' ? jobId : ''),
  };
}

/** What is done about a job; settles when that is done. */
type Act = () => Promise<void>;

/** Asks whether to send the orders that were confirmed, but not sent before their window closed. */
export async function offerUnsent(jobs: readonly Job[]): Promise<'send' | 'dismiss' | undefined> {
  const price = formatCredits(listPrice(jobs.map(({ order }) => order.recipe)));
  const count = countAskedFor(jobs);
  const [first] = jobs;
  const text =
    first && jobs.length === 1 && count === 1
      ? vscode.l10n.t('{0} was not sent. Send it for about {1}?', nameOf(getWords(first.order.recipe)), price)
      : vscode.l10n.t('{0} of {1} pictures were not sent. Send them for about {2}?', jobs.length, count, price);
  const [send, dismiss] = [vscode.l10n.t('Send'), vscode.l10n.t('Dismiss')];
  const pressed = await showMessage('warning', text, send, dismiss);
  return pressed === send ? 'send' : pressed === dismiss ? 'dismiss' : undefined;
}
