import * as vscode from 'vscode';
import type { StorageError } from '../jobs/errors.ts';
import { type SavePathError, savePathVariables } from '../saving/savePath.ts';
import { type Button, type ErrorText, nothingSent, openSetting, showUnfinished } from './buttons.ts';
import { shorten } from './text.ts';

/** Why a save path cannot be used. */
export function describeSavePath({ rule, subject }: SavePathError): ErrorText {
  const sentence = {
    unknownVariable: () =>
      vscode.l10n.t(
        'fluxKontext.savePath has an unknown variable {0}. Known are: {1}.',
        `\${${subject}}`,
        savePathVariables.join(', '),
      ),
    noValue: () => vscode.l10n.t('fluxKontext.savePath uses {0}, which has no value here.', `\${${subject}}`),
    empty: () => vscode.l10n.t('fluxKontext.savePath is “{0}”, which names no file.', subject),
    character: () =>
      vscode.l10n.t(
        'fluxKontext.savePath has the name “{0}”, which not every system takes: leave out < > : " | ? * and a space or dot at its end.',
        subject,
      ),
    reserved: () =>
      vscode.l10n.t(
        'fluxKontext.savePath has the name “{0}”, which Windows keeps for a device, so that not every system takes it. Choose another one.',
        subject,
      ),
    windowsOnly: () =>
      vscode.l10n.t(
        'fluxKontext.savePath is “{0}”, a place on a drive or a share of Windows, which is unknown where this folder is. Use ~ for your home folder, or a / for the workspace folder.',
        shorten(subject, 60),
      ),
    tooLong: () =>
      vscode.l10n.t('fluxKontext.savePath gives a name that is too long for most disks: “{0}”.', shorten(subject, 60)),
    linkOutside: () =>
      vscode.l10n.t(
        'The folder that fluxKontext.savePath names is a symbolic link out of the workspace, to {0}. Choose another one.',
        subject,
      ),
    outside: () =>
      vscode.l10n.t(
        'fluxKontext.savePath leads out of the workspace, to {0}. Only a path in your own user settings may.',
        subject,
      ),
  }[rule]();
  return { text: `${sentence} ${nothingSent()}`, ...openSetting('savePath') };
}

/** What became of a picture that could be saved nowhere. */
export function sayUnsaved(reason: unknown): string {
  return vscode.l10n.t(
    'The picture is here, but could be saved nowhere: {0}. Until the window closes it can be saved by hand.',
    describeDiskReason(reason),
  );
}

/** What became of a picture that could not be saved where it belongs, but at `path`. */
export function sayRescued(reason: unknown, path: string): string {
  return vscode.l10n.t(
    'The picture could not be saved where it belongs: {0}. It is safe at {1}.',
    describeDiskReason(reason),
    path,
  );
}

/**
 * Why a disk error kept a prompt from being sent, or ended the work on a job that was sent.
 * @param showLog where there is no better button
 */
export function describeStorage({ cause, isUnfinished }: StorageError, showLog: Button): ErrorText {
  if (isUnfinished) {
    const text = vscode.l10n.t(
      'Unfinished pictures cannot be gone on with while VS Code’s storage on this machine cannot be written: {0}. Those that are paid for can be fetched for some minutes.',
      describeDiskReason(cause),
    );
    return { text, isOfAll: true, ...showUnfinished() };
  }
  const text = vscode.l10n.t(
    'VS Code’s storage on this machine cannot be written: {0}. A picture is written down there before it is paid for, so nothing was sent or charged.',
    describeDiskReason(cause),
  );
  return { text, isOfAll: true, ...showLog };
}

/** Why a file could not be written: words for the file system's code, else what the error says itself. */
function describeDiskReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const reasons: Readonly<Record<string, string>> = {
    EACCES: vscode.l10n.t('the folder cannot be written'),
    EPERM: vscode.l10n.t('the folder cannot be written'),
    EROFS: vscode.l10n.t('the disk is read-only'),
    ENOSPC: vscode.l10n.t('the disk is full'),
    EDQUOT: vscode.l10n.t('the disk quota is used up'),
    EFBIG: vscode.l10n.t('the file is too large for this disk'),
    ENOTDIR: vscode.l10n.t('a file has the name of the folder'),
    EEXIST: vscode.l10n.t('a file has the name of the folder'),
    EISDIR: vscode.l10n.t('a folder has the name of the file'),
    ENAMETOOLONG: vscode.l10n.t('the file name is too long'),
  };
  return reasons[code] ?? (error instanceof Error ? error.message : code);
}
