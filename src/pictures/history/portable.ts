import * as v from 'valibot';
import { object, variationsSchema } from '../../jobs/order.ts';
import { recipeSchema } from '../../recipe/recipe.ts';
import { facts, type Picture, timeSchema, uriSchema } from '../picture.ts';
import { formatLine } from './jsonLine.ts';
import { fromRelativePath, isRelativePath, toRelativePath } from './relativePath.ts';

// A picture as a line that others may have: its recipe and its facts, with paths in place of URIs. It has nothing of
// the service, of the machine, and of the document's text.

/** The version of portable lines, which have nothing to do with the versions of a picture. */
export const portableVersion = 1 as const;

/** A path below the root. */
const pathSchema = v.pipe(v.string(), v.check(isRelativePath));

const { uri: _, ...portableFacts } = facts;

const portableSchema = object({
  version: v.literal(portableVersion),
  /** When the line was written. */
  at: timeSchema,
  ...portableFacts,
  path: v.optional(pathSchema),
  /** In place of `path` if the picture lies elsewhere. */
  uri: v.optional(uriSchema),
  document: v.optional(pathSchema),
  /** In place of `document` if that lies elsewhere. */
  documentUri: v.optional(uriSchema),
  recipe: recipeSchema,
  variations: v.optional(variationsSchema),
});

const lineSchema = v.pipe(v.string(), v.parseJson(), portableSchema);

/** Which places a portable line may name: those below the root, or all. */
export type Places = 'inside' | 'anywhere';

/**
 * Writes a picture as a portable line, with its end.
 * @param root the URI of the folder that paths are relative to
 * @returns undefined if the picture lies at a place that the line may not name
 */
export function formatPortable(
  picture: Picture,
  at: number,
  root: string | undefined,
  places: Places = 'inside',
): string | undefined {
  const { uri, document } = picture;
  const path = root === undefined ? undefined : toRelativePath(uri, root);
  if (path === undefined && places === 'inside') return undefined;
  const documentPath = document === undefined || root === undefined ? undefined : toRelativePath(document, root);
  const isElsewhere = document !== undefined && documentPath === undefined && places === 'anywhere';
  return formatLine({
    ...v.parse(portableSchema, {
      ...picture,
      version: portableVersion,
      at,
      path,
      uri: path === undefined ? uri : undefined,
      document: documentPath,
      documentUri: isElsewhere ? document : undefined,
    }),
  });
}

/** A portable line as it was read. */
export interface PortableLine {
  readonly at: number;
  readonly picture: Picture;
}

/** Reads a portable line; undefined if it cannot be read or names a place that it may not name. */
export function parsePortable(
  line: string,
  root: string | undefined,
  places: Places = 'inside',
): PortableLine | undefined {
  const parsed = v.safeParse(lineSchema, line);
  if (!parsed.success) return undefined;
  const { at, path, uri: uriElsewhere, document: documentPath, documentUri, ...rest } = parsed.output;
  const toUri = (relative: string | undefined, elsewhere: string | undefined): string | undefined => {
    if (relative !== undefined && root !== undefined) return fromRelativePath(relative, root);
    return places === 'anywhere' ? elsewhere : undefined;
  };
  const uri = toUri(path, uriElsewhere);
  const document = toUri(documentPath, documentUri);
  if (uri === undefined) return undefined;
  return { at, picture: { ...rest, version: 2, uri, ...(document !== undefined && { document }) } };
}
