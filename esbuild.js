// Bundles the extension: `dist/extension.cjs` and, loaded when first needed, `dist/markdown.cjs`.
// node esbuild.js [--watch] [--production]
import { context } from 'esbuild';

const isWatching = process.argv.includes('--watch');
const isProduction = process.argv.includes('--production');

/** Keeps the Markdown parser out of the file that is loaded at activation. */
const lazyMarkdown = {
  name: 'lazy-markdown',
  setup({ onResolve }) {
    onResolve({ filter: /\/markdown\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './markdown.cjs', external: true } : undefined,
    );
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

const build = await context({
  entryPoints: { extension: 'src/extension.ts', markdown: 'src/documents/markdown.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // The editor's module is CommonJS and its hosts load bundles with `require`.
  supported: { 'dynamic-import': false },
  external: ['vscode'],
  plugins: [lazyMarkdown, nativeInsteadOfPolyfills],
  charset: 'utf8',
  minify: isProduction,
  sourcemap: !isProduction,
  logLevel: 'info',
});

if (isWatching) {
  await build.watch();
} else {
  await build.rebuild();
  await build.dispose();
}
