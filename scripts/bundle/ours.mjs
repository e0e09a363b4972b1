// How our own modules find each other across the files of dist/.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const nameOf = (wanted) => path.basename(wanted, '.ts');

/** What is loaded late and is a file of its own: `names` are those files'. */
export const keptApart = (names) => ({
  name: 'kept-apart',
  setup(esbuild) {
    esbuild.onResolve({ filter: /./ }, ({ path: wanted, kind }) =>
      kind === 'dynamic-import' && names.includes(nameOf(wanted))
        ? { path: `./${nameOf(wanted)}.cjs`, external: true }
        : undefined,
    );
  },
});

/**
 * What else is loaded late becomes a part of rest.cjs: in the text of our modules, `import('./x.ts')` is written anew.
 * @param {Map<string, string>} late gets those modules: their names, and where they are
 */
export const lateFromRest = (names, late) => ({
  name: 'late-from-rest',
  setup(esbuild) {
    esbuild.onLoad({ filter: /\/src\/.*\.ts$/, namespace: 'file' }, async ({ path: file }) => ({
      loader: 'ts',
      contents: (await readFile(file, 'utf8')).replace(/import\('(\.[^']*\.ts)'\)/g, (whole, wanted) => {
        const name = nameOf(wanted);
        if (names.includes(name)) return whole;
        const target = path.join(path.dirname(file), wanted);
        if (late.has(name) && late.get(name) !== target)
          throw new Error(`two modules of one name are loaded late: ${name}`);
        late.set(name, target);
        return `import('./rest.cjs').then((rest) => rest[${JSON.stringify(name)}])`;
      }),
    }));
    esbuild.onResolve({ filter: /^\.\/rest\.cjs$/ }, ({ path: wanted }) => ({ path: wanted, external: true }));
  },
});

/**
 * What an earlier file holds is taken from there, and not bundled a second time.
 * @param {Map<string, string>} holders where each module is: its path, and the name of the file that holds it
 */
export const fromEarlier = (holders) => ({
  name: 'from-earlier',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\.ts$/ }, ({ path: wanted, resolveDir, kind }) => {
      const file = path.resolve(resolveDir, wanted);
      return kind === 'import-statement' && holders.has(file) ? { path: file, namespace: 'earlier' } : undefined;
    });
    esbuild.onLoad({ filter: /./, namespace: 'earlier' }, ({ path: file }) => ({
      contents: `module.exports = require('./${holders.get(file)}.cjs')[${JSON.stringify(nameIn(file))}];`,
    }));
    esbuild.onResolve({ filter: /^\.\/\w+\.cjs$/, namespace: 'earlier' }, ({ path: wanted }) => ({
      path: wanted,
      external: true,
    }));
  },
});

/** A module that exports others, each under a name of its own; `start` by the names of its own exports. */
export const exporting = (modules, start) => ({
  contents: [
    ...(start === undefined ? [] : [`export * from ${JSON.stringify(start)};`]),
    ...modules.map(([name, file]) => `export * as ${JSON.stringify(name)} from ${JSON.stringify(file)};`),
  ].join('\n'),
  resolveDir: import.meta.dirname,
});

/** The name under which a file of dist/ gives a module to later ones. */
export const nameIn = (file) => file.replace(/^.*\/src\//, '');
