import { posix } from 'node:path';

/** The parts of a URI that say where a file is. */
export interface Location {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

/**
 * What a link to a picture leads to, encoded: the path from the document's folder, with `./` in front, for a bundler
 * takes a bare path for a package. A picture that no path leads to, as on another drive, is named by its whole URI.
 * @param document undefined, or never saved, stands for a file at the top of the workspace folder
 * @param workspaceFolder the picture's; without one, the document is taken to stand beside the picture
 */
export function getLinkTarget(
  image: Location,
  document: Location | undefined,
  workspaceFolder: Location | undefined,
): string {
  const from = getFolder(document) ?? workspaceFolder ?? toFolder(image);
  const path = getRelativePath(from, image);
  return path === undefined ? encodeUri(image) : encodePath(path);
}

/**
 * Schemes of documents that stand in for a file of another scheme: cells of a notebook, whose authority is that of the
 * remote machine, and files yet to be made.
 */
const standIns = ['vscode-notebook-cell', 'untitled'];

function getFolder(document: Location | undefined): Location | undefined {
  // An untitled document has a path only if it was opened by the name of a file that is yet to be made.
  return document?.path.startsWith('/') === true ? toFolder(document) : undefined;
}

function toFolder(file: Location): Location {
  return { scheme: file.scheme, authority: file.authority, path: posix.dirname(file.path) };
}

function getRelativePath(folder: Location, file: Location): string | undefined {
  const { scheme, authority } = standIns.includes(folder.scheme) ? file : folder;
  const [from, to] = [splitRoot({ ...folder, scheme, authority }), splitRoot(file)];
  if (from.root !== to.root || scheme !== file.scheme) return undefined;
  const path = posix.relative(from.path, to.path);
  return path.startsWith('../') ? path : `./${path}`;
}

interface RootedPath {
  /** The part that `..` cannot leave: on Windows a drive or a share, in lower case for comparing. */
  readonly root: string;
  readonly path: string;
}

const drive = /^\/[a-z]:(?=\/|$)/i;
const share = /^\/[^/]*/;

function splitRoot({ scheme, authority, path }: Location): RootedPath {
  const isOnServer = scheme === 'file' && authority !== '';
  const [top = ''] = (isOnServer ? share : drive).exec(path) ?? [];
  return { root: `//${authority}${top}`.toLowerCase(), path: path.slice(top.length) || '/' };
}

function encodeUri({ scheme, authority, path }: Location): string {
  const [letter = ''] = drive.exec(path) ?? [];
  return `${scheme}://${encodePath(authority)}${letter}${encodePath(path.slice(letter.length))}`;
}

/**
 * Encodes what would end a link, be decoded, or mean something to a dialect: of ASCII all but letters, digits and a few
 * marks, and whatever cannot be seen. Letters of all scripts stay readable.
 */
function encodePath(path: string): string {
  return path.replace(/[^\w\-.,+=/\P{ASCII}]|[\p{C}\p{Z}]/gu, percentEncode);
}

function percentEncode(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
