import type { HistoryEntry } from './historyEntry.ts';
import { localDate } from './localDate.ts';

/** What pictures have cost together. */
export interface Sum {
  /** In credits, as far as the service said them. */
  readonly credits: number;
  readonly pictures: number;
}

/** What the pictures of a month have cost; lists have the largest sum first, but for that of days. */
export interface Spending {
  readonly total: Sum;
  /** By local date, such as `2026-11-28`; the newest first. */
  readonly byDay: readonly (readonly [day: string, sum: Sum])[];
  readonly byModel: readonly (readonly [model: string, sum: Sum])[];
  /** By the URI of the document; an empty one stands for none. */
  readonly byDocument: readonly (readonly [document: string, sum: Sum])[];
}

/** Adds up what pictures have cost. @param month such as `2026-11`, in local time */
export function sumSpending(entries: readonly HistoryEntry[], month: string): Spending {
  const ofMonth = entries.filter(({ savedAt }) => localDate(savedAt).startsWith(month));
  const byDay = sumBy(ofMonth, ({ savedAt }) => localDate(savedAt));
  return {
    total: sum(ofMonth),
    byDay: byDay.toSorted(([a], [b]) => b.localeCompare(a)),
    byModel: sumBy(ofMonth, ({ model }) => model),
    byDocument: sumBy(ofMonth, ({ document }) => document ?? ''),
  };
}

function sumBy(
  entries: readonly HistoryEntry[],
  getKey: (entry: HistoryEntry) => string,
): readonly (readonly [string, Sum])[] {
  const groups = new Map<string, HistoryEntry[]>();
  for (const entry of entries) {
    const group = groups.get(getKey(entry));
    if (group) group.push(entry);
    else groups.set(getKey(entry), [entry]);
  }
  const sums = Array.from(groups, ([key, group]) => [key, sum(group)] as const);
  return sums.toSorted(([, a], [, b]) => b.credits - a.credits);
}

function sum(entries: readonly HistoryEntry[]): Sum {
  return { credits: entries.reduce((total, { cost }) => total + (cost ?? 0), 0), pictures: entries.length };
}
