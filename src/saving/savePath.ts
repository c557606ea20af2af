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
  /** Whether paths may start with a drive or a share, as on Windows. */
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

/** The longest name in an encrypted home folder (eCryptfs), in bytes; other file systems allow 255. */
const maxNameBytes = 143;
/** The bytes that are left free for the number and the extension behind a file's name. */
const numberAndExtension = '-9999.webp';
/** The longest template: no system takes a longer path, and a workspace's setting must not cost time. */
const maxTemplateLength = 4_096;
/** The lengths in bytes to which prompt and heading are cut, one after the other, until the name is short enough. */
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
  // A template that ends in a folder has no file name; the extension of a picture is left to its bytes.
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

/** Refuses names that one system does not allow on all systems, because documents and pictures move between them. */
function checkLiterals(parts: readonly string[]): void {
  for (const name of parts.map((part) => part.replace(/\$\{[^}]*\}/g, 'x'))) {
    if (!isStep(name) && filenameReservedRegex().test(name)) throw new SavePathError('character', name);
    if (windowsReservedNameRegex().test(name)) throw new SavePathError('reserved', name);
  }
}

/** Changes a name that values of variables are in, so that every system allows it. */
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

/** Normalizes a path, and keeps the two slashes at the start of a share. */
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
