import * as vscode from 'vscode';

/** Why a file could not be written: words for the file system's code, else what the error says itself. */
export function describeDiskReason(error: unknown): string {
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
