import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import type { Metafile } from 'esbuild';
import { init, type ModuleInfo } from 'license-checker-rseidelsohn';

const listPackages = promisify(init);

/** The packages of which something is in the bundles, as paths such as `node_modules/valibot`, sorted. */
export function bundledPackages({ outputs }: Metafile): readonly string[] {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const packages = files.flatMap((file) => /^(?:native:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return [...new Set(packages)].toSorted((a, b) => a.localeCompare(b));
}

/**
 * Writes the licences of what is in the bundles to a file that ships with them.
 * @throws if a package says nowhere on what terms it may be passed on: then somebody has to look
 */
export async function writeThirdPartyNotices(root: string, metafile: Metafile, path: string): Promise<void> {
  const customFormat = { name: '', version: '', path: '' };
  const found = await listPackages({ start: root, customFormat });
  const byPath = new Map(
    Object.values(found).map((info) => [relative(root, info.path ?? '').replaceAll(sep, '/'), info] as const),
  );
  const mitTerms = (await readFile(join(root, 'LICENSE'), 'utf8')).replace(
    /^[^]*?(?=Permission is hereby granted)/,
    '',
  );
  const notices = await Promise.all(
    bundledPackages(metafile).map((name) => describe(name, byPath.get(name), mitTerms)),
  );
  const title = 'FLUX Kontext Images contains the following packages, each under its own licence.';
  await writeFile(path, `${[title, ...notices].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
}

async function describe(path: string, info: ModuleInfo | undefined, mitTerms: string): Promise<string> {
  const { name, version, licenses, licenseFile, repository } = info ?? {};
  const terms = licenseFile && getTerms(licenseFile, await readFile(licenseFile, 'utf8'), mitTerms);
  if (!name || !terms) throw new Error(`${path} is bundled, but does not say on what terms.`);
  return [`${name} ${version} (${String(licenses)})`, repository ?? '', '', terms].join('\n').trim();
}

/** A licence file as it is; of a readme the section about the licence, which may name the MIT licence only. */
function getTerms(file: string, text: string, mitTerms: string): string | undefined {
  if (/^(licen[cs]e|copying)/i.test(basename(file))) return text.trim();
  const section = /^(?:#+ *licen[cs]e.*|licen[cs]e\n[-=]+)\n([^]*?)(?=^#|^.+\n[-=]{3,}$|(?![^]))/im
    .exec(text)?.[1]
    ?.trim();
  if (!section || !/copyright/i.test(section)) return undefined;
  if (/permission is hereby granted/i.test(section)) return section;
  return /\bMIT\b/.test(section) ? `${section}\n\n${mitTerms.trim()}` : undefined;
}
