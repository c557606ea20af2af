import * as v from 'valibot';
import type { FileLine } from '../../files/lineFile.ts';
import type { HistoryEntry } from '../historyEntry.ts';
import { maxTime, parsePicture, type Picture, sha256Pattern, uriPattern } from '../picture.ts';
import { parseJson, splitLine } from './jsonLine.ts';
import { readMark, type WrittenMark } from './mark.ts';
import { parsePortable, portableVersion } from './portable.ts';
import { fromRelativePath, isRelativePath } from './relativePath.ts';

/** A file of the history. */
export interface HistoryFile {
  readonly path: string;
  /** The folder that the paths of a shared file are relative to; undefined for the user's own files. */
  readonly root: string | undefined;
}

/** What a line says of a picture, and where the whole of it stands. */
export interface PictureLine {
  readonly kind: 'picture';
  /** When the line was written. */
  readonly at: number;
  readonly entry: HistoryEntry;
  readonly file: HistoryFile;
  /** In bytes. */
  readonly start: number;
  readonly length: number;
}

export interface MarkLine extends WrittenMark {
  readonly file: HistoryFile;
}

export type HistoryLine = PictureLine | MarkLine;

const newerSchema = v.object({ version: v.pipe(v.number(), v.gtValue(2)) });

/** Reads what an index needs of a line; nothing if the line cannot be read or is of a newer version. */
export function readLine(line: FileLine, file: HistoryFile): readonly HistoryLine[] {
  const value = parseJson(line.text);
  const facts = file.root === undefined ? readOwn(value) : readShared(value, file.root);
  if (facts) return [{ kind: 'picture', ...facts, file, start: line.start, length: line.length }];
  const mark = readMark(value);
  if (mark) return [{ ...mark, file }];
  return splitLine(line).flatMap((part) => readLine(part, file));
}

/** Reads the whole picture of a line. */
export function readPicture(text: string, { root }: HistoryFile): Picture | undefined {
  return root === undefined ? parsePicture(text) : parsePortable(text, root)?.picture;
}

/** Whether a line of the user's own files was written by a newer version. */
export function isOfNewerVersion(text: string): boolean {
  return v.is(newerSchema, parseJson(text));
}

// Just enough of each form of a line is checked for an entry, and without a schema, which is four times as fast. Only
// the lines that are asked for are checked as a whole.

type Facts = Pick<PictureLine, 'at' | 'entry'>;
type Fields = Readonly<Record<string, unknown>>;

function readOwn(value: unknown): Facts | undefined {
  if (!isObject(value)) return undefined;
  const { version, uri, document, order } = value;
  if (version === 2) return toFacts(value, value, uri, document);
  return version === 1 && isObject(order) ? toFacts(value, order, uri, documentOf(order)) : undefined;
}

function documentOf({ link, save }: Fields): unknown {
  return [link, save].map((place) => (isObject(place) ? place['document'] : undefined)).find(isText);
}

function readShared(value: unknown, root: string): Facts | undefined {
  if (!isObject(value)) return undefined;
  const { version, path, document } = value;
  if (version !== portableVersion || !isPath(path)) return undefined;
  if (document !== undefined && !isPath(document)) return undefined;
  const documentUri = document === undefined ? undefined : fromRelativePath(document, root);
  return toFacts(value, value, fromRelativePath(path, root), documentUri);
}

/** @param made what has the recipe and the id of the pictures that were ordered together */
function toFacts(line: Fields, made: Fields, uri: unknown, document: unknown): Facts | undefined {
  const { sha256, savedAt, cost, at = savedAt } = line;
  const { variations } = made;
  const recipe = readRecipe(made['recipe']);
  if (!isHash(sha256) || !isTime(at) || !isTime(savedAt) || !isUri(uri) || !recipe) return undefined;
  if (document !== undefined && !isUri(document)) return undefined;
  const entry = {
    sha256,
    uri,
    savedAt,
    ...recipe,
    cost: typeof cost === 'number' ? cost : null,
    document,
    variations: isObject(variations) && isText(variations['id']) ? variations['id'] : undefined,
    isKept: false,
  };
  return { at, entry };
}

function readRecipe(recipe: unknown): Pick<HistoryEntry, 'words' | 'model' | 'style'> | undefined {
  if (!isObject(recipe)) return undefined;
  const { model, prompt, style } = recipe;
  if (!isText(model) || !isText(prompt)) return undefined;
  if (style === undefined) return { words: prompt, model, style };
  if (!isObject(style)) return undefined;
  const { name, words } = style;
  return isText(name) && isText(words) ? { words, model, style: name } : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isHash(value: unknown): value is string {
  return isText(value) && sha256Pattern.test(value);
}

function isUri(value: unknown): value is string {
  return isText(value) && uriPattern.test(value);
}

function isPath(value: unknown): value is string {
  return isText(value) && isRelativePath(value);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= maxTime;
}
