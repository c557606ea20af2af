import * as vscode from 'vscode';
import { describeSharedHistory } from '../messages/historyErrors.ts';
import { messageOf } from '../messages/text.ts';
import type { History } from '../pictures/history.ts';
import type { Picture } from '../pictures/picture.ts';
import { SharedHistoryError } from '../pictures/sharedHistory.ts';
import { showMessage } from '../platform/dialogs.ts';
import type { Log } from '../platform/log.ts';
import { offerMergeLine } from './mergeLine.ts';

/**
 * Makes the function that adds a picture to the history; it never rejects. What could not be written is tried again with
 * the next picture. What goes wrong is told once in each window, because the next picture would fail in the same way.
 * @param state that of the workspace
 */
export function createRemember(
  history: Pick<History, 'add'>,
  state: vscode.Memento,
  log: Log,
): (picture: Picture, isRescued?: boolean) => Promise<void> {
  const told = new Set<string>();
  const tell = (text: string): void => {
    if (told.has(text)) return;
    told.add(text);
    const showLog = vscode.l10n.t('Show Log');
    void showMessage('warning', text, showLog).then((pressed) => pressed === showLog && log.show());
  };

  /** Those that could not be written, in their order. */
  let waiting: readonly Picture[] = [];

  const add = async (picture: Picture, isQuiet: boolean): Promise<void> => {
    try {
      await history.add(picture);
    } catch (error) {
      log.error(`${picture.uri} in the history: ${String(error)}`);
      if (!(error instanceof SharedHistoryError)) waiting = [...waiting, picture];
      if (!isQuiet) tell(describe(error));
    }
  };

  return async (picture, isRescued = false) => {
    const before = waiting;
    waiting = [];
    for (const one of before) await add(one, true);
    // That the disk is full is said with the place where the picture is safe.
    await add(picture, isRescued);
    offerMergeLine(picture, state).catch((error: unknown) => log.error(`.gitattributes: ${String(error)}`));
  };
}

function describe(error: unknown): string {
  if (error instanceof SharedHistoryError) return describeSharedHistory(error);
  return vscode.l10n.t(
    'The picture is saved, but its recipe cannot be written down ({0}). It is tried again with the next picture, as long as this window is open.',
    messageOf(error),
  );
}
