import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** The text of a file of the project. */
export function readText(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}

/** A JSON file of the project. */
export function readJson(path: string): unknown {
  return JSON.parse(readText(path));
}

/** The paths of all files in a folder and below it, relative to the project. */
export function listFiles(folder: string): readonly string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length));
}

/** What the first group of `pattern` finds in `text`. */
export function findAll(text: string, pattern: RegExp): readonly string[] {
  return Array.from(text.matchAll(pattern), (match) => match[1] ?? '');
}
