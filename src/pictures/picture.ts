import * as v from 'valibot';
import { orderSchema } from '../jobs/job.ts';

const version = 1;

/** A saved picture with its memory, as the history keeps it. URIs are strings; times are wall-clock milliseconds. */
export const pictureSchema = v.pipe(
  v.object({
    version: v.literal(version),
    /** Of the file's bytes: what a picture is found by, wherever its file is by now. */
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    /** Where it was saved. */
    uri: v.pipe(v.string(), v.regex(/^[a-z][a-z\d+.-]*:\//i)),
    savedAt: v.number(),
    bytes: v.number(),
    /** In pixels; 0 where that could not be told. */
    width: v.number(),
    height: v.number(),
    /** What it was asked for with: the recipe, and where it went. */
    order: orderSchema,
    /** As the service drew or took it. */
    seed: v.nullable(v.number()),
    /** The prompt as the service rewrote it, if it did. */
    rewrittenPrompt: v.nullable(v.string()),
    /** In credits, as the service said at the end. */
    cost: v.nullable(v.number()),
    durationSeconds: v.nullable(v.number()),
    /** The pictures that it was made of, by their SHA-256. */
    parents: v.array(v.string()),
  }),
  v.readonly(),
);

export type Picture = v.InferOutput<typeof pictureSchema>;

/** A picture as one line of the history. */
export function formatPicture(picture: Picture): string {
  return `${JSON.stringify(v.parse(pictureSchema, picture))}\n`;
}

/** The picture of a line; undefined if the line was cut, or is of another version. */
export function parsePicture(line: string): Picture | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), pictureSchema), line);
  return parsed.success ? parsed.output : undefined;
}
