import * as v from 'valibot';
import { linkSchema, object, orderSchema, variationsSchema } from '../jobs/order.ts';
import { recipeSchema } from '../recipe/recipe.ts';

const version = 2 as const;

export const sha256Pattern = /^[0-9a-f]{64}$/;
export const sha256Schema = v.pipe(v.string(), v.regex(sha256Pattern));
/** The last time that `Date` can hold. */
export const maxTime = 8_640_000_000_000_000;
export const timeSchema = v.pipe(v.number(), v.minValue(0), v.maxValue(maxTime));
/**
 * A URI with its scheme, as the editor takes it: without an authority, its path must not begin with two slashes. That of
 * a document that was never saved has no slash: `untitled:Untitled-1`.
 */
export const uriPattern = /^[a-z][a-z\d+.-]*:(?:\/\/[^/?#]+|(?:\/\/)?(?!(?:\/|%2f){2}))./i;
export const uriSchema = v.pipe(v.string(), v.regex(uriPattern));

/** What is known of a saved picture besides its recipe. */
export const facts = {
  /** The hash of the file's bytes. A picture is found by it even after its file was moved. */
  sha256: sha256Schema,
  /** The URI that the picture was saved to; the file may have moved since. */
  uri: uriSchema,
  savedAt: timeSchema,
  bytes: v.number(),
  /** In pixels; 0 if the size could not be read. */
  width: v.number(),
  height: v.number(),
  /** The seed that the service chose or was given. */
  seed: v.nullable(v.number()),
  /** The prompt as the service rewrote it, if it did. */
  rewrittenPrompt: v.nullable(v.string()),
  /** In credits, from the service's last answer. */
  cost: v.nullable(v.number()),
  durationSeconds: v.nullable(v.number()),
  /** The SHA-256 of each picture that this one was made from. */
  parents: v.array(v.string()),
};

/**
 * A saved picture and how it was made, as the history keeps it. URIs are strings; times are wall-clock milliseconds.
 */
export const pictureSchema = object({
  version: v.literal(version),
  ...facts,
  /** As it was ordered; `seed` is the seed that was used. */
  recipe: recipeSchema,
  /** The document that the picture was made for. */
  document: v.optional(uriSchema),
  /** The place in the document that its link was to go to. */
  link: v.optional(linkSchema),
  /** The pictures that were ordered together with this one, with other seeds. */
  variations: v.optional(variationsSchema),
});

export type Picture = v.InferOutput<typeof pictureSchema> & {
  /** Whether the user chose it among those that were ordered together. The history tells it; it is not written. */
  readonly isKept?: boolean;
};

/** Whether the same picture can be asked for again. */
export function isSeedKnown({ seed, recipe }: Picture): boolean {
  return seed !== null || recipe.parameters.seed !== null;
}

/** A picture as version 1 wrote it. */
const oldSchema = v.pipe(
  object({ version: v.literal(1), ...facts, order: orderSchema }),
  v.transform(({ order, ...old }) => ({ ...old, ...fromOrder(order), version })),
);

const lineSchema = v.pipe(v.string(), v.parseJson(), v.union([pictureSchema, oldSchema]));

/** What a picture keeps of its order. */
export function fromOrder({ recipe, link, save, variations }: v.InferOutput<typeof orderSchema>) {
  const document = link?.document ?? save.document;
  return { recipe, ...(document && { document }), ...(link && { link }), ...(variations && { variations }) };
}

/** Writes a picture as one line of the history. @param at when the line is written; lines begin with it */
export function formatPicture(picture: Picture, at: number): string {
  return `${JSON.stringify({ at, ...v.parse(pictureSchema, picture) })}\n`;
}

/** Reads a picture from a line; undefined if the line was cut, or is of a newer version. */
export function parsePicture(line: string): Picture | undefined {
  const parsed = v.safeParse(lineSchema, line);
  return parsed.success ? parsed.output : undefined;
}
