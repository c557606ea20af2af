import * as vscode from 'vscode';
import type { OffsetRange } from '../markup/markup.ts';
import type { Picture } from '../pictures/picture.ts';
import { getWords } from '../recipe/recipe.ts';
import { linkPicture, trackLinkPlace } from './insertLink.ts';
import { findLinksTo, replaceTarget } from './pictureLinks.ts';
import { followRange } from './place.ts';

/** The range of the link to a picture; else the range that its link was to go to, if that can be found for sure. */
export async function findPlaceOf(
  document: vscode.TextDocument,
  { uri, link }: Pick<Picture, 'uri' | 'link'>,
): Promise<OffsetRange | undefined> {
  const [linked] = await findLinksTo(document, [vscode.Uri.parse(uri, true)]);
  if (linked) return linked.link.range;
  if (!link || document.uri.toString() !== link.document) return undefined;
  const place = trackLinkPlace(link);
  const { range } = place;
  place.dispose();
  return range;
}

/**
 * Lets the document of a picture show it: in place of one of the pictures that were ordered together with it and that
 * the user has not chosen; else behind the last of those, or where its own link was to go.
 * @param together the pictures that were ordered together, this one included
 * @returns false if the document has no place for it
 */
export async function showInDocument(
  document: vscode.TextDocument,
  picture: Picture,
  together: readonly Picture[],
): Promise<boolean> {
  const uri = vscode.Uri.parse(picture.uri, true);
  if ((await findLinksTo(document, [uri])).length > 0) return true;
  const [rest, kept] = [false, true].map((isKept) =>
    together.filter((one) => (one.isKept ?? false) === isKept).map((one) => vscode.Uri.parse(one.uri, true)),
  );
  const [replaced] = await findLinksTo(document, rest ?? []);
  if (replaced) return replaceTarget(document, replaced.link, uri);
  const above = (await findLinksTo(document, kept ?? [])).at(-1);
  const range = above?.link.range ?? (await findPlaceOf(document, picture));
  return range !== undefined && linkBehind(document, range, uri, getWords(picture.recipe));
}

async function linkBehind(
  document: vscode.TextDocument,
  range: OffsetRange,
  uri: vscode.Uri,
  words: string,
): Promise<boolean> {
  const place = followRange(document, range);
  try {
    const link = { ...place.place, languageId: document.languageId, mode: 'after' } as const;
    return await linkPicture(link, uri, words, [], place, false);
  } finally {
    place.dispose();
  }
}
