import * as v from 'valibot';
import type { FileLine } from '../files/lineFile.ts';
import { getWords } from '../recipe/recipe.ts';
import { type HistoryFile, type HistoryLine, parseJson, type PictureLine, readMark, splitLine } from './historyLine.ts';
import { sha256Schema, timeSchema, uriSchema } from './picture.ts';
import { pathSchema, portableVersion } from './portable.ts';
import { fromRelativePath } from './relativePath.ts';

// Just enough of each form of a line for an entry: of thousands of lines only those that are asked for are read whole.

const recipeSchema = v.object({
  model: v.string(),
  prompt: v.string(),
  style: v.optional(v.object({ name: v.string(), words: v.string() })),
});
const variationsSchema = v.optional(v.object({ id: v.string() }));
const made = { recipe: recipeSchema, variations: variationsSchema };
const factSchemas = {
  at: v.optional(timeSchema),
  sha256: sha256Schema,
  savedAt: timeSchema,
  cost: v.nullable(v.number()),
};
const optionalDocument = v.optional(v.object({ document: v.optional(uriSchema) }));

const ownSchema = v.variant('version', [
  v.object({ version: v.literal(2), ...factSchemas, uri: uriSchema, document: v.optional(uriSchema), ...made }),
  v.object({
    version: v.literal(1),
    ...factSchemas,
    uri: uriSchema,
    order: v.object({ ...made, link: optionalDocument, save: optionalDocument }),
  }),
]);

const sharedSchema = v.object({
  version: v.literal(portableVersion),
  ...factSchemas,
  path: pathSchema,
  document: v.optional(pathSchema),
  ...made,
});

/** Reads what an index needs of a line; nothing if the line cannot be read or is of a newer version. */
export function readLine(line: FileLine, file: HistoryFile): readonly HistoryLine[] {
  const value = parseJson(line.text);
  const facts = file.root === undefined ? readOwn(value) : readShared(value, file.root);
  if (facts) return [{ kind: 'picture', ...facts, file, start: line.start, length: line.length }];
  const mark = readMark(value);
  if (mark) return [{ ...mark, file }];
  return splitLine(line).flatMap((part) => readLine(part, file));
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

interface SharedFacts {
  readonly at?: number | undefined;
  readonly sha256: string;
  readonly savedAt: number;
  readonly cost: number | null;
}

function toFacts(
  { sha256, savedAt, cost, at = savedAt }: SharedFacts,
  { recipe, variations }: Pick<v.InferOutput<typeof sharedSchema>, 'recipe' | 'variations'>,
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
