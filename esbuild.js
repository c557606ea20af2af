// Bundles the extension: `dist/extension.cjs`, loaded at activation, and the bundles loaded when they are first needed.
// node esbuild.js [--watch] [--production]
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { context } from 'esbuild';
import { writeThirdPartyNotices } from './scripts/thirdPartyNotices.ts';

const isWatching = process.argv.includes('--watch');
const isProduction = process.argv.includes('--production');

const entryPoints = {
  extension: 'src/extension.ts',
  app: 'src/app.ts',
  markdown: 'src/markup/markdown.ts',
  html: 'src/markup/html.ts',
  frontMatter: 'src/recipe/frontMatter.ts',
};

/** What is imported with `import()` is a bundle of its own, loaded when it is first needed. */
const lazyBundles = {
  name: 'lazy-bundles',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path }) => {
      const name = basename(path, '.ts');
      return kind === 'dynamic-import' && name in entryPoints ? { path: `./${name}.cjs`, external: true } : undefined;
    });
  },
};

/** node-fetch brings Blob, FormData and web streams for old versions of Node; every host of ours has them itself. */
const nativeInsteadOfPolyfills = {
  name: 'native-instead-of-polyfills',
  setup({ onResolve, onLoad }) {
    const blob = 'const { Blob: B, File: F } = globalThis; export { B as default, B as Blob, F as File };';
    const polyfills = {
      'fetch-blob': blob,
      'fetch-blob/from.js': `${blob} export let blobFrom, blobFromSync, fileFrom, fileFromSync;`,
      'formdata-polyfill/esm.min.js': 'const F = FormData; export { F as FormData }; export let formDataToBlob;',
    };
    onResolve({ filter: /^(fetch-blob|formdata-polyfill)/ }, ({ path }) => ({ path, namespace: 'native' }));
    onLoad({ filter: /.*/, namespace: 'native' }, ({ path }) => ({ contents: polyfills[path] }));
  },
};

const shared = {
  outdir: 'dist',
  bundle: true,
  charset: 'utf8',
  minify: isProduction,
  sourcemap: !isProduction,
  metafile: true,
  logLevel: 'info',
};

const builds = [
  await context({
    ...shared,
    entryPoints,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // The editor's module is CommonJS and its hosts load bundles with `require`.
    supported: { 'dynamic-import': false },
    external: ['vscode'],
    plugins: [lazyBundles, nativeInsteadOfPolyfills],
  }),
  // The preview's page runs in the editor's browser; the oldest one has Chromium 132.
  await context({ ...shared, entryPoints: { preview: 'src/workbench/page/preview.ts' }, target: 'chrome132' }),
];

if (isWatching) await Promise.all(builds.map((build) => build.watch()));
else {
  const results = await Promise.all(builds.map((build) => build.rebuild()));
  await Promise.all(builds.map((build) => build.dispose()));
  const metafile = {
    inputs: Object.assign({}, ...results.map((result) => result.metafile.inputs)),
    outputs: Object.assign({}, ...results.map((result) => result.metafile.outputs)),
  };
  // Read by the test of the notices; not in the package.
  await writeFile('dist/metafile.json', JSON.stringify(metafile));
  if (isProduction) await writeThirdPartyNotices(import.meta.dirname, metafile, 'dist/ThirdPartyNotices.txt');
}
