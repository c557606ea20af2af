import * as vscode from 'vscode';

const maxNames = 3;

/** The name of a picture in a message: its prompt, cut to some words. */
export function nameOf(prompt: string): string {
  return vscode.l10n.t('“{0}”', shorten(prompt, 40));
}

/** Names in a row, such as “a”, “b”, “c”, …: the first few. */
export function listNames(names: readonly string[]): string {
  return [...names.slice(0, maxNames), ...(names.length > maxNames ? ['…'] : [])].join(', ');
}

/** A message that says first which picture it is about. */
export function nameFirst(name: string, text: string): string {
  return vscode.l10n.t('{0}: {1}', name, text);
}

/** Of which pictures a message speaks, such as “A fox”, or 3 of 12 pictures (“A fox”, “A cat”, “A dog”). */
export function describePictures(prompts: readonly string[], total: number): string {
  const names = prompts.map(nameOf);
  if (names.length === 1) return listNames(names);
  return names.length === total
    ? vscode.l10n.t('{0} pictures ({1})', total, listNames(names))
    : vscode.l10n.t('{0} of {1} pictures ({2})', names.length, total, listNames(names));
}

/** The text on one line, cut after about `maxLength` characters. */
export function shorten(text: string, maxLength: number): string {
  const line = Array.from(text.replace(/\s+/g, ' ').trim());
  return line.length <= maxLength ? line.join('') : `${line.slice(0, maxLength).join('').trimEnd()}…`;
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
