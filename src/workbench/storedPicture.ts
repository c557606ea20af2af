import * as v from 'valibot';

/** Raised when what is stored of a picture, or the order in it, comes to mean something else. */
const version = 2;

const pictureSchema = v.object({
  /** The job that made it. */
  id: v.string(),
  uri: v.pipe(v.string(), v.regex(/^[a-z][a-z\d+.-]*:\//i, 'A whole URI.')),
  prompt: v.string(),
  /** In pixels. */
  width: v.pipe(v.number(), v.integer(), v.minValue(0)),
  height: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Label and value of each fact, in order, in the user's language. */
  facts: v.array(v.tuple([v.string(), v.string()])),
});

/** A picture and the facts that the preview shows of it. */
export type Picture = v.InferOutput<typeof pictureSchema>;

/** What is known of the picture that the preview showed before a reload. */
export interface StoredPicture<Order> {
  readonly picture: Picture;
  /** What it was asked for with; undefined if this version cannot be sure to understand it: then nothing is bought. */
  readonly order: Order | undefined;
}

/** A picture as it is kept over a reload. */
export function formatPicture(picture: Picture, order: unknown): unknown {
  return { version, ...picture, order };
}

/**
 * What was kept over a reload, by this version or another one, whole or broken.
 * @returns undefined if not even the picture can be shown
 */
export function parsePicture<Order>(
  stored: unknown,
  orderSchema: v.GenericSchema<unknown, Order>,
): StoredPicture<Order> | undefined {
  const picture = v.safeParse(pictureSchema, stored);
  if (!picture.success) return undefined;
  const rest = v.safeParse(v.object({ version: v.literal(version), order: orderSchema }), stored);
  return { picture: picture.output, order: rest.success ? rest.output.order : undefined };
}
