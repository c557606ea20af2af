import * as v from 'valibot';
import type { FileLine } from '../../files/lineFile.ts';
import { getWords } from '../../recipe/recipe.ts';
import type { HistoryEntry } from '../historyEntry.ts';
import { parsePicture, type Picture, sha256Schema, timeSchema, uriSchema } from '../picture.ts';
import { parseJson, splitLine } from './jsonLine.ts';
import { readMark, type WrittenMark } from './mark.ts';
import { parsePortable, pathSchema, portableVersion } from './portable.ts';
import { fromRelativePath } from './relativePath.ts';

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

// These schemas have just enough of each form of a line for an entry. Of thousands of lines only those that are asked
// for are read whole.

const recipeSchema = v.object({
  model: v.string(),
  prompt: v.string(),
  style: v.optional(v.object({ name: v.string(), words: v.string() })),
});
const made = { recipe: recipeSchema, variations: v.optional(v.object({ id: v.string() })) };
const known = {
  at: v.optional(timeSchema),
  sha256: sha256Schema,
  savedAt: timeSchema,
  cost: v.nullable(v.number()),
};
const placeInDocument = v.optional(v.object({ document: v.optional(uriSchema) }));

const ownSchema = v.variant('version', [
  v.object({ version: v.literal(2), ...known, uri: uriSchema, document: v.optional(uriSchema), ...made }),
  v.object({
    version: v.literal(1),
    ...known,
    uri: uriSchema,
    order: v.object({ ...made, link: placeInDocument, save: placeInDocument }),
  }),
]);

const sharedSchema = v.object({
  version: v.literal(portableVersion),
  ...known,
  path: pathSchema,
  document: v.optional(pathSchema),
  ...made,
});

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

type Facts = Pick<PictureLine, 'at' | 'entry'>;

function readOwn(value: unknown): Facts | undefined {
  const parsed = v.safeParse(ownSchema, value);
  if (!parsed.success) return undefined;
  const { output } = parsed;
  if (output.version === 2) return toFacts(output, output, output.uri, output.document);
  const { order } = output;
  return toFacts(output, order, output.uri, order.link?.document ?? order.save?.document);
}

function readShared(value: unknown, root: string): Facts | undefined {
  const parsed = v.safeParse(sharedSchema, value);
  if (!parsed.success) return undefined;
  const { path, document } = parsed.output;
  const documentUri = document === undefined ? undefined : fromRelativePath(document, root);
  return toFacts(parsed.output, parsed.output, fromRelativePath(path, root), documentUri);
}

type Line = v.InferOutput<typeof sharedSchema>;

function toFacts(
  { sha256, savedAt, cost, at = savedAt }: Pick<Line, 'sha256' | 'savedAt' | 'cost' | 'at'>,
  { recipe, variations }: Pick<Line, 'recipe' | 'variations'>,
  uri: string,
  document: string | undefined,
): Facts {
  const { model, prompt, style } = recipe;
  const words = getWords({ prompt, ...(style && { style }) });
  const entry = {
    sha256,
    uri,
    savedAt,
    words,
    model,
    style: style?.name,
    cost,
    document,
    variations: variations?.id,
    isKept: false,
  };
  return { at, entry };
}
