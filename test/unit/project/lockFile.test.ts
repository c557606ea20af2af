import assert from 'node:assert/strict';
import { readJson } from './readProject.ts';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly integrity?: string;
}

const { packages } = readJson('package-lock.json') as { packages: Readonly<Record<string, Locked>> };

/** Where Node would look for a package from another one, the nearest place first. */
function placesFor(name: string, from: string): readonly string[] {
  const parts = from === '' ? [] : from.split('/node_modules/');
  const folders = parts.map((_, at) => parts.slice(0, parts.length - at).join('/node_modules/'));
  return [...folders.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`];
}

describe('the lock file', () => {
  it('names the packages of all systems, so that `npm ci` works on each', () => {
    const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !placesFor(name, from).some((place) => place in packages)),
    );
    assert.deepEqual(missing, []);
    const systems = Object.keys(packages).filter((place) => /esbuild\/(linux|darwin|win32)-(x64|arm64)$/.test(place));
    assert.equal(systems.length, 6);
  });

  it('has the checksum of each package', () => {
    const unchecked = Object.keys(packages).filter((place) => place !== '' && packages[place]?.integrity === undefined);
    assert.deepEqual(unchecked, []);
  });
});
