import * as vscode from 'vscode';
import { nameOf } from '../messages/text.ts';
import { showStatusItem, type StatusItem } from '../platform/statusBar.ts';

/**
 * Says in the status bar which pictures are not waited for any more though they may be billed: one item, however many
 * they are. A click resumes the one, or lists them all.
 * @returns adds a picture to what is said; disposed, it takes that back
 */
export function createResumeOffers(): (jobId: string, prompt: string) => vscode.Disposable {
  const offered = new Map<string, string>();
  let item: vscode.Disposable | undefined;

  const update = (): void => {
    item?.dispose();
    item = offered.size === 0 ? undefined : showStatusItem(describe([...offered]));
  };
  return (jobId, prompt) => {
    offered.set(jobId, prompt);
    update();
    return {
      dispose: () => {
        offered.delete(jobId);
        update();
      },
    };
  };
}

function describe(offered: readonly (readonly [jobId: string, prompt: string])[]): StatusItem {
  const [first] = offered;
  const shared = { name: vscode.l10n.t('Unfinished Image'), icon: 'history' };
  if (!first || offered.length > 1) {
    return {
      ...shared,
      text: vscode.l10n.t('Stopped waiting for {0} pictures, which may be billed. Resume…', offered.length),
      tooltip: [
        vscode.l10n.t('The service goes on making the pictures. They can be fetched for some minutes.'),
        ...offered.map(([, prompt]) => nameOf(prompt)),
      ].join('\n'),
      command: { command: 'fluxKontext.showUnfinished', title: vscode.l10n.t('Show Unfinished Images') },
    };
  }
  const [jobId, prompt] = first;
  return {
    ...shared,
    text: vscode.l10n.t('Stopped waiting for {0}, which may be billed. Resume', nameOf(prompt)),
    tooltip: vscode.l10n.t('The service goes on making the picture. It can be fetched for some minutes.'),
    command: { command: 'fluxKontext.resume', title: vscode.l10n.t('Resume'), arguments: [jobId] },
  };
}
