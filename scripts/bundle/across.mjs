// How one file of dist/ takes from another one what stands there already: plugins for esbuild.
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const source = path.join(root, 'src');

/**
 * `import('./main.ts')` or `require` of it in one file of dist/ loads another one.
 * @param {string} own the name of the file that is built
 * @param {Record<string, string[]>} entries each file of dist/, and the files of src/ that others may load from it
 */
export const fromOtherFiles = (own, entries) => ({
  name: 'from-other-files',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\.ts$/ }, ({ path: wanted, resolveDir, kind }) => {
      if (kind !== 'dynamic-import' && kind !== 'require-call') return undefined;
      const file = path.relative(source, path.resolve(resolveDir, wanted));
      const entry = Object.keys(entries).find((name) => name !== own && entries[name].includes(file));
      return entry && { path: `./${entry}.cjs`, external: true };
    });
  },
});

/**
 * What main.cjs holds of src/, the files that it loads take from there.
 * @param {string[]} shared files of src/, relative to the repository; main.cjs exports each under its place in this list
 */
export const fromMain = (shared) => ({
  name: 'from-main',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\.ts$/ }, ({ path: wanted, resolveDir, kind }) => {
      const at = kind === 'entry-point' ? -1 : shared.indexOf(path.relative(root, path.resolve(resolveDir, wanted)));
      return at === -1 ? undefined : { path: String(at), namespace: 'main' };
    });
    esbuild.onLoad({ filter: /^/, namespace: 'main' }, ({ path: at }) => ({
      contents: `module.exports = require('./main.cjs').shared${at}();`,
    }));
    esbuild.onResolve({ filter: /^\.\/main\.cjs$/ }, ({ path: wanted }) => ({ path: wanted, external: true }));
  },
});

/**
 * The same for what sdk.cjs holds of packages: iam-calls.cjs is of no use without it.
 * @param {string[]} shared files, relative to the repository
 */
export const fromSdk = (shared) => ({
  name: 'from-sdk',
  setup(esbuild) {
    esbuild.onLoad({ filter: /node_modules/ }, ({ path: file }) => {
      const at = shared.indexOf(path.relative(root, file));
      return at === -1 ? undefined : { contents: `module.exports = require('./sdk.cjs').shared${at}();` };
    });
    esbuild.onResolve({ filter: /^\.\/sdk\.cjs$/ }, ({ path: wanted }) => ({ path: wanted, external: true }));
  },
});
