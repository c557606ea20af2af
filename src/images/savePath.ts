import { posix } from 'node:path';
import filenameReservedRegex, { windowsReservedNameRegex } from 'filename-reserved-regex';

/** What the variables of a save path stand for. Paths are those of URIs: with `/`, also on Windows. */
export interface SavePathContext {
  readonly prompt: string;
  /** The document's path, if the picture belongs to one that is on disk. */
  readonly documentPath?: string;
  /** The workspace folder's path, if there is one. */
  readonly workspacePath?: string;
  /** The text of the heading above the prompt; empty if there is none. */
  readonly heading: string;
  readonly model: string;
  /** As `W:H`. */
  readonly aspectRatio: string;
  readonly seed: number | null;
  /** 1 for the first picture of a run, 2 for the second … */
  readonly index: number;
  /** SHA-256 of the picture in hex; before there is one, any text. */
  readonly hash: string;
  /** When the picture was asked for. */
  readonly date: Date;
}

const maxSlugLength = 60;
/** File systems take names of 255 bytes; number and extension are still to come. */
const maxNameBytes = 240;

/**
 * Turns text into a part of a file name: its letters and digits in any script, joined by hyphens, at most 60
 * characters and cut at a word, never empty, never a name that Windows reserves.
 */
export function createSlug(text: string): string {
  // A mark needs a letter before it: an emoji's variation selector alone would be an invisible name.
  const words =
    text
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word : `${slug}-${word}`;
    if (Array.from(longer).length > maxSlugLength) break;
    slug = longer;
  }
  slug ||= Array.from(words[0] ?? 'image')
    .slice(0, maxSlugLength)
    .join('');
  return windowsReservedNameRegex().test(slug) ? `${slug}-image` : slug;
}

/** The variables of a save path that start with a folder on disk. */
const folders: Record<string, (context: SavePathContext) => string | undefined> = {
  documentDirName: ({ documentPath }) => documentPath && posix.dirname(documentPath),
  documentWorkspaceFolder: ({ workspacePath }) => workspacePath,
};

const values: Record<string, (context: SavePathContext) => string | undefined> = {
  slug: ({ prompt }) => createSlug(prompt),
  date: ({ date }) => localTime(date).slice(0, 10),
  time: ({ date }) => localTime(date).slice(11, 19).replaceAll(':', '-'),
  seed: ({ seed }) => (seed === null ? 'random' : String(seed)),
  aspectRatio: ({ aspectRatio }) => aspectRatio.replace(':', 'x'),
  model: ({ model }) => model,
  index: ({ index }) => String(index),
  hash: ({ hash }) => hash.slice(0, 8),
  heading: ({ heading }) => createSlug(heading),
  documentFileName: ({ documentPath }) => documentPath && posix.basename(documentPath),
  documentBaseName: ({ documentPath }) => documentPath && posix.parse(documentPath).name,
};

/** The names that may stand in `${…}`. */
export const savePathVariables: readonly string[] = [...Object.keys(values), ...Object.keys(folders)];

/** A save path that cannot be used. */
export class SavePathError extends Error {
  override readonly name = 'SavePathError';
  readonly rule: 'unknownVariable' | 'noValue' | 'empty' | 'character' | 'tooLong' | 'outside' | 'linkOutside';
  /** The variable's name, the part of the path, or the path. */
  readonly subject: string;

  constructor(rule: SavePathError['rule'], subject: string) {
    super(`savePath: ${rule}: ${subject}`);
    this.rule = rule;
    this.subject = subject;
  }
}

/**
 * Gives the absolute path (with `/`, without a file extension) that a template stands for: relative to the document's
 * folder, else the workspace folder; with a leading `/` to the workspace folder.
 * @throws {SavePathError} for an unknown variable, one that has no value here, a template without a file name, or a
 * name that not every system takes
 */
export function expandSavePath(template: string, context: SavePathContext): string {
  if (template.trim() === '') throw new SavePathError('empty', template);
  const expand = (part: string): string =>
    part.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
      const value = (Object.hasOwn(values, name) && values[name]) || (Object.hasOwn(folders, name) && folders[name]);
      if (!value) throw new SavePathError('unknownVariable', name);
      const expanded = value(context);
      if (expanded === undefined) throw new SavePathError('noValue', name);
      return expanded;
    });
  const text = template.trim().replaceAll('\\', '/');
  const folderNames = Object.keys(folders).map((name) => `\${${name}}`);
  // A folder as the template's end wants a name of its own; an image's extension follows the bytes instead.
  const whole = ['/', ...folderNames].some((end) => text.endsWith(end)) ? `${text}/\${slug}` : text;
  const relative = expand(whole).replace(/\.(jpe?g|png|webp)$/i, '');
  if (/(^|\/)\.{0,2}$/.test(relative)) throw new SavePathError('empty', template);
  checkNames(whole, relative);
  const startsWithFolder = folderNames.some((start) => whole.startsWith(start));
  const base = whole.startsWith('/')
    ? context.workspacePath
    : (folders['documentDirName']?.(context) ?? context.workspacePath);
  if (!startsWithFolder && base === undefined) throw new SavePathError('noValue', 'documentWorkspaceFolder');
  return startsWithFolder ? posix.normalize(relative) : posix.join(base as string, relative);
}

/** Names that not every system takes are refused on all: documents and pictures move between them. */
function checkNames(template: string, expanded: string): void {
  const literals = template.replace(/\$\{[^}]*\}/g, 'x').split('/');
  const forbidden = literals.find((name) => !['.', '..'].includes(name) && filenameReservedRegex().test(name));
  if (forbidden !== undefined) throw new SavePathError('character', forbidden);
  const long = expanded.split('/').find((name) => Buffer.byteLength(name) > maxNameBytes);
  if (long !== undefined) throw new SavePathError('tooLong', long);
}

/** Whether `path` lies below `folder`; both absolute and with `/`. */
export function isInside(path: string, folder: string): boolean {
  const relative = posix.relative(folder, path);
  return relative !== '' && relative !== '..' && !relative.startsWith('../') && !posix.isAbsolute(relative);
}

function localTime(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString();
}
