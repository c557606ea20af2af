/**
 * The path of a URI below a root, decoded, with `/`.
 * @param root a URI as `vscode.Uri.toString()` writes it, as is `uri`
 * @returns undefined if the URI lies elsewhere, or if another system would understand its path differently
 */
export function toRelativePath(uri: string, root: string): string | undefined {
  const start = folderOf(root);
  if (!uri.startsWith(start)) return undefined;
  try {
    const path = decodeURIComponent(uri.slice(start.length));
    return isRelativePath(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The URI of a path below a root, as `vscode.Uri.toString()` writes it. @param path a valid relative path */
export function fromRelativePath(path: string, root: string): string {
  const encoded = encodeURIComponent(path)
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, encodeCharacter);
  return folderOf(root) + encoded;
}

/** Whether a text is a path that stays below its root on every system. */
export function isRelativePath(path: string): boolean {
  return /^[^\\\0\p{Surrogate}]+$/u.test(path) && !/(?:^|\/)\.{0,2}(?:\/|$)/.test(path);
}

function folderOf(root: string): string {
  return root.endsWith('/') ? root : `${root}/`;
}

function encodeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
