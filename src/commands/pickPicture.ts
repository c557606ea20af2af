import * as vscode from 'vscode';
import { formatCredits } from '../account/formatCredits.ts';
import { shorten } from '../messages/text.ts';
import { type HistoryEntry, searchEntries } from '../pictures/historyEntry.ts';
import { type Line, pickLine, pickLines } from '../platform/lists.ts';

/** More lines than these help nobody; typing finds the others. */
const maxFound = 200;
/** The most lines of a list from which several can be chosen; VS Code searches in these. */
const maxListed = 10_000;

const placeholder = (): string => vscode.l10n.t('Type words of a prompt, a style, a file or a date.');

/**
 * Lets the user choose a picture of the history.
 * @param first lines that stand before the pictures
 */
export async function pickPicture<T>(
  title: string,
  entries: readonly HistoryEntry[],
  first: readonly Line<T>[] = [],
): Promise<HistoryEntry | T | undefined> {
  const search = (typed: string) => searchEntries(entries, typed).slice(0, maxFound).map(describeEntry);
  return pickLine<HistoryEntry | T>({ title, placeholder: placeholder(), lines: first, search });
}

/** Lets the user choose any number of pictures of the history. */
export async function pickPictures(
  title: string,
  entries: readonly HistoryEntry[],
): Promise<readonly HistoryEntry[] | undefined> {
  return pickLines({ title, placeholder: placeholder(), lines: entries.slice(0, maxListed).map(describeEntry) });
}

function describeEntry(entry: HistoryEntry): Line<HistoryEntry> {
  const { words, savedAt, style, model, cost, uri } = entry;
  const made = new Date(savedAt).toLocaleDateString(vscode.env.language, { dateStyle: 'medium' });
  const facts = [made, style, model, cost === null ? undefined : formatCredits(cost)];
  return {
    label: shorten(words, 100),
    description: facts.filter((fact) => fact !== undefined).join(' · '),
    detail: vscode.workspace.asRelativePath(vscode.Uri.parse(uri, true)),
    value: entry,
  };
}
