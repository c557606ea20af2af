import { localDate } from './localDate.ts';

/** What is kept in memory of each picture: what lists, sums and searches need. */
export interface HistoryEntry {
  readonly sha256: string;
  readonly uri: string;
  readonly savedAt: number;
  /** What the user asked for in words. */
  readonly words: string;
  readonly model: string;
  /** The name of the style. */
  readonly style: string | undefined;
  /** In credits; null if the service did not say. */
  readonly cost: number | null;
  readonly document: string | undefined;
  /** The id of the pictures that were ordered together. */
  readonly variations: string | undefined;
  /** Whether the user chose it among those that were ordered together. */
  readonly isKept: boolean;
}

/**
 * The entries in which every word of a query occurs: in the words, the style, the model, the name of the file or the
 * date, whatever the case of letters and their accents. They stay in their order.
 */
export function searchEntries(entries: readonly HistoryEntry[], query: string): readonly HistoryEntry[] {
  const words = simplify(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  return entries.filter((entry) => {
    const text = searchTextOf(entry);
    return words.every((word) => text.includes(word));
  });
}

function searchTextOf({ words, style = '', model, uri, savedAt }: HistoryEntry): string {
  return simplify(`${words}\n${style}\n${model}\n${nameOf(uri)}\n${localDate(savedAt)}`);
}

/** Without case and accents. ASCII letters have none, so that the others alone are taken apart, which is faster. */
function simplify(text: string): string {
  return text.replace(/\P{ASCII}+/gu, withoutAccents).toLowerCase();
}

function withoutAccents(letters: string): string {
  return letters.normalize('NFKD').replace(/\p{M}/gu, '');
}

/** The decoded name of a file. */
function nameOf(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
