import * as vscode from 'vscode';
import { nameOf } from '../messages/text.ts';
import { showStatusItem, type StatusItem } from '../platform/statusBar.ts';

/**
 * Shows one status bar item for all pictures that nobody waits for any more though they may be billed. A click resumes
 * a single picture, or lists several.
 * @returns a function that adds a picture; disposing its result removes the picture again
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
