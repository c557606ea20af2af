import * as v from 'valibot';
import { orderSchema } from '../jobs/job.ts';

const version = 1;

/**
 * A saved picture and how it was made, as the history keeps it. URIs are strings; times are wall-clock milliseconds.
 */
export const pictureSchema = v.pipe(
  v.object({
    version: v.literal(version),
    /** The hash of the file's bytes. A picture is found by it even after its file was moved. */
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    /** The URI that the picture was saved to; the file may have moved since. */
    uri: v.pipe(v.string(), v.regex(/^[a-z][a-z\d+.-]*:\//i)),
    savedAt: v.number(),
    bytes: v.number(),
    /** In pixels; 0 if the size could not be read. */
    width: v.number(),
    height: v.number(),
    /** The order: the recipe, and where the picture was to go. */
    order: orderSchema,
    /** The seed that the service chose or was given. */
    seed: v.nullable(v.number()),
    /** The prompt as the service rewrote it, if it did. */
    rewrittenPrompt: v.nullable(v.string()),
    /** In credits, from the service's last answer. */
    cost: v.nullable(v.number()),
    durationSeconds: v.nullable(v.number()),
    /** The SHA-256 of each picture that this one was made from. */
    parents: v.array(v.string()),
  }),
  v.readonly(),
);

export type Picture = v.InferOutput<typeof pictureSchema>;

/** Writes a picture as one line of the history. */
export function formatPicture(picture: Picture): string {
  return `${JSON.stringify(v.parse(pictureSchema, picture))}\n`;
}

/** Reads a picture from a line; undefined if the line was cut, or is of another version. */
export function parsePicture(line: string): Picture | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), pictureSchema), line);
  return parsed.success ? parsed.output : undefined;
}
