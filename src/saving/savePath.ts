import { posix } from 'node:path';
import filenameReservedRegex, { windowsReservedNameRegex } from 'filename-reserved-regex';
import { withoutExtension } from '../recipe/format.ts';
import { createSlug } from './slug.ts';

/** What the variables of a save path stand for. Paths are those of URIs: with `/`, also on Windows; a share's with `//`. */
export interface SavePathContext {
  readonly prompt: string;
  /** The document's path, if the picture belongs to one that is on disk. */
  readonly documentPath?: string;
  /** The workspace folder's path, if there is one. */
  readonly workspacePath?: string;
  /** The path of the user's home folder, where documents lie on the same machine. */
  readonly homePath?: string;
  /** Whether this machine knows drives and shares. */
  readonly isWindows: boolean;
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

/** Where home folders are encrypted (eCryptfs) a name has at most so many bytes; elsewhere 255. */
const maxNameBytes = 143;
/** A file's name is to be followed by a number and an extension. */
const numberAndExtension = '-9999.webp';
/** No system takes a longer path; a template is looked at several times, so no stranger's may be as long as a book. */
const maxTemplateLength = 4_096;
/** What prompt and heading are cut to, as long as a name is too long with them. */
const slugBytes = [120, 60, 30];

type Variables<Value> = Readonly<Record<string, Value>>;

const documentDirName = ({ documentPath }: SavePathContext) => documentPath && posix.dirname(documentPath);
const documentWorkspaceFolder = ({ workspacePath }: SavePathContext) => workspacePath;
const documentFileName = ({ documentPath }: SavePathContext) => documentPath && posix.basename(documentPath);
const documentBaseName = ({ documentPath }: SavePathContext) => documentPath && posix.parse(documentPath).name;

/** The variables of a save path that start with a folder on disk, by the names of Markdown's and of VS Code's settings. */
const folders: Variables<(context: SavePathContext) => string | undefined> = {
  documentDirName,
  documentWorkspaceFolder,
  fileDirname: documentDirName,
  workspaceFolder: documentWorkspaceFolder,
  userHome: ({ homePath }) => homePath,
};

const values: Variables<(context: SavePathContext, maxBytes: number) => string | undefined> = {
  slug: ({ prompt }, maxBytes) => createSlug(prompt, maxBytes),
  date: ({ date }) => localTime(date).slice(0, 10),
  time: ({ date }) => localTime(date).slice(11, 19).replaceAll(':', '-'),
  seed: ({ seed }) => (seed === null ? 'random' : String(seed)),
  aspectRatio: ({ aspectRatio }) => aspectRatio.replace(':', 'x'),
  model: ({ model }) => model,
  index: ({ index }) => String(index),
  hash: ({ hash }) => hash.slice(0, 8),
  heading: ({ heading }, maxBytes) => createSlug(heading, maxBytes),
  documentFileName,
  documentBaseName,
  fileBasename: documentFileName,
  fileBasenameNoExtension: documentBaseName,
};

/** The names that may stand in `${…}`. */
export const savePathVariables: readonly string[] = [...Object.keys(values), ...Object.keys(folders)];

/** A save path that cannot be used. */
export class SavePathError extends Error {
  override readonly name = 'SavePathError';
  readonly rule:
    | 'unknownVariable'
    | 'noValue'
    | 'empty'
    | 'character'
    | 'reserved'
    | 'windowsOnly'
    | 'tooLong'
    | 'outside'
    | 'linkOutside';
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
 * folder, else the workspace folder; with a leading `/` to the workspace folder, with `~` to the user's home. A path on
 * a Windows share starts with `//`. Names that values make are made safe: every system takes them.
 * @throws {SavePathError} for an unknown variable, one that has no value here, a template without a file name, a
 * name of its own that not every system takes, or one that is too long
 */
export function expandSavePath(template: string, context: SavePathContext): string {
  if (template.trim() === '') throw new SavePathError('empty', template);
  if (template.length > maxTemplateLength) throw new SavePathError('tooLong', template);
  const text = template
    .trim()
    .replaceAll('\\', '/')
    .replace(/^~(?=\/|$)/, '${userHome}');
  // A folder as the template's end wants a name of its own; an image's extension follows the bytes instead.
  const endsWithFolder = Object.keys(folders).some((name) => text.endsWith(`\${${name}}`));
  const whole = text.endsWith('/') ? `${text}\${slug}` : endsWithFolder ? `${text}/\${slug}` : text;
  const { base, below } = splitBase(whole, context);
  const parts = below.split('/');
  checkLiterals(parts);
  let tooLong = '';
  for (const maxBytes of slugBytes) {
    const names = parts.map((part) => expandPart(part, context, maxBytes));
    const last = withoutExtension(names.pop() ?? '');
    if (['', '.', '..'].includes(last)) throw new SavePathError('empty', template);
    const safe = [...names.map((name, at) => (isStep(parts[at]) ? name : makeSafe(name))), makeSafe(last)];
    const long = findTooLong(safe);
    if (long === undefined) return normalize(base + safe.join('/'));
    tooLong = long;
  }
  throw new SavePathError('tooLong', tooLong);
}

/** The folder on disk that a path starts from, and what follows it. */
function splitBase(path: string, context: SavePathContext): { readonly base: string; readonly below: string } {
  const [variable = '', name = ''] = /^\$\{(\w+)\}/.exec(path) ?? [];
  if (Object.hasOwn(folders, name)) return { base: folderOf(name, context), below: path.slice(variable.length) };
  const [root] = /^(?:\/\/|[a-z]:\/)/i.exec(path) ?? [];
  if (root !== undefined) {
    if (!context.isWindows) throw new SavePathError('windowsOnly', path);
    return { base: root === '//' ? '//' : `/${root.toLowerCase()}`, below: path.slice(root.length) };
  }
  const isRooted = path.startsWith('/') || context.documentPath === undefined;
  const base = folderOf(isRooted ? 'documentWorkspaceFolder' : 'documentDirName', context);
  return { base: `${base}/`, below: path.replace(/^\//, '') };
}

function folderOf(name: string, context: SavePathContext): string {
  const folder = folders[name]?.(context);
  if (folder === undefined) throw new SavePathError('noValue', name);
  return folder;
}

function expandPart(part: string, context: SavePathContext, maxBytes: number): string {
  return part.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (Object.hasOwn(folders, name)) return folderOf(name, context);
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (!value) throw new SavePathError('unknownVariable', name);
    const expanded = value(context, maxBytes);
    if (expanded === undefined) throw new SavePathError('noValue', name);
    return expanded;
  });
}

const isStep = (part: string | undefined): boolean => part === '' || part === '.' || part === '..';

/** Names that not every system takes are refused on all: documents and pictures move between them. */
function checkLiterals(parts: readonly string[]): void {
  for (const name of parts.map((part) => part.replace(/\$\{[^}]*\}/g, 'x'))) {
    if (!isStep(name) && filenameReservedRegex().test(name)) throw new SavePathError('character', name);
    if (windowsReservedNameRegex().test(name)) throw new SavePathError('reserved', name);
  }
}

/** A name that values have made, as every system takes it. */
function makeSafe(name: string): string {
  const safe = name.replace(filenameReservedRegex(), '-');
  return windowsReservedNameRegex().test(safe) ? safe.replace(/^[^. ]+/, '$&-image') : safe;
}

function findTooLong(names: readonly string[]): string | undefined {
  return names.find((name, at) => {
    const rest = at === names.length - 1 ? numberAndExtension : '';
    return Buffer.byteLength(name + rest) > maxNameBytes;
  });
}

/** Keeps the two slashes that a share starts with. */
function normalize(path: string): string {
  return path.startsWith('//') ? `/${posix.normalize(path.slice(1))}` : posix.normalize(path);
}

/** Whether `path` lies below `folder`; both absolute and with `/`. */
export function isInside(path: string, folder: string): boolean {
  const relative = posix.relative(folder, path);
  return relative !== '' && relative !== '..' && !relative.startsWith('../') && !posix.isAbsolute(relative);
}

function localTime(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString();
}
