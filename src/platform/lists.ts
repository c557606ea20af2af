import * as vscode from 'vscode';
import { inertText } from './inertText.ts';

/** A line of a list to choose from. */
export interface Line<T> {
  /** The name of an icon of VS Code. */
  readonly icon?: string;
  readonly label: string;
  /** Stands behind the label. */
  readonly description?: string;
  /** Stands below the label. */
  readonly detail?: string;
  /** What is chosen with the line; a line without it only says something. */
  readonly value?: T;
  /** Whether the line is the title of those that follow. */
  readonly isTitle?: boolean;
}

export interface List<T> {
  readonly title: string;
  readonly placeholder: string;
  /** The lines at first; VS Code filters them by what is typed. */
  readonly lines?: readonly Line<T>[];
  /** The lines for what is typed, shown as they are behind those of `lines`. */
  readonly search?: (typed: string) => readonly Line<T>[];
  /** The value whose line is chosen by Enter at first. */
  readonly active?: T | undefined;
}

type Item<T> = vscode.QuickPickItem & { readonly value: T | undefined };

/** Lets the user choose a line of a list. @returns its value; undefined if the list was dismissed */
export async function pickLine<T>(list: List<T>): Promise<T | undefined> {
  const pick = createPick(list);
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => {
        const value = pick.activeItems[0]?.value;
        if (value !== undefined) resolve(value);
      });
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

/** Lets the user choose any number of lines. @returns their values; undefined if the list was dismissed */
export async function pickLines<T>(list: List<T>): Promise<readonly T[] | undefined> {
  const pick = createPick(list);
  pick.canSelectMany = true;
  try {
    return await new Promise((resolve) => {
      pick.onDidAccept(() => resolve(pick.selectedItems.flatMap(({ value }) => (value === undefined ? [] : [value]))));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

function createPick<T>({ title, placeholder, lines = [], search, active }: List<T>): vscode.QuickPick<Item<T>> {
  const pick = vscode.window.createQuickPick<Item<T>>();
  pick.title = inertText(title);
  pick.placeholder = inertText(placeholder);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  const fixed = lines.map((line) => toItem(line, false));
  const fill = (typed: string): void => {
    pick.items = [...fixed, ...(search?.(typed) ?? []).map((line) => toItem(line, true))];
  };
  fill('');
  pick.activeItems = fixed.filter(({ value }) => active !== undefined && value === active);
  if (search) pick.onDidChangeValue(fill);
  return pick;
}

function toItem<T>(line: Line<T>, alwaysShow: boolean): Item<T> {
  const { icon, label, description, detail, value, isTitle = false } = line;
  return {
    kind: isTitle ? vscode.QuickPickItemKind.Separator : vscode.QuickPickItemKind.Default,
    label: icon === undefined ? inertText(label) : `$(${icon}) ${inertText(label)}`,
    ...(description !== undefined && { description: inertText(description) }),
    ...(detail !== undefined && { detail: inertText(detail) }),
    alwaysShow,
    value,
  };
}
