import { fileURLToPath } from 'node:url';

/** Absolute path of a file or folder of this project, given relative to its root. */
export function projectPath(relativePath: string): string {
  return fileURLToPath(new URL(`../../${relativePath}`, import.meta.url));
}
