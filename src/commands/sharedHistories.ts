import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SharedHistory } from '../pictures/sharedHistory.ts';
import { isHistoryShared } from '../platform/settings.ts';

/** The file of a workspace folder that tells how its pictures were made, by its path from the folder. */
export const sharedHistoryPath = '.flux/history.jsonl';

/** The shared histories of the workspace folders on a disk, as of now. */
export function readSharedHistories(): readonly SharedHistory[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  return folders.map(({ uri }) => ({
    path: join(uri.fsPath, sharedHistoryPath),
    root: uri.toString(),
    isWritten: isHistoryShared(uri),
  }));
}
