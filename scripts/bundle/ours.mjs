// How our own modules find each other across the files of dist/.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * What is loaded late comes from another file: in the text of our modules, `import('./x.ts')` is written anew.
 * @param {string[]} apart names of modules that are a file of their own
 * @param {(name: string) => string} holderOf the file that any other module is a part of
 * @param {Map<string, string>} late gets those modules: their names, and where they are
 * @param {(file: string, text: string) => string} formed the text of a module in the form that is bundled
 */
export const lateFromOthers = (apart, holderOf, late, formed) => ({
  name: 'late-from-others',
  setup(esbuild) {
    esbuild.onLoad({ filter: /\/src\/.*\.ts$/, namespace: 'file' }, async ({ path: file }) => ({
      loader: 'ts',
      contents: formed(file, await readFile(file, 'utf8')).replace(
        /import\('(\.[^']*\.ts|https-proxy-agent|node:\w+)'\)/g,
        (_, wanted) => {
          if (wanted.startsWith('node:')) return promised(`require('${wanted}')`);
          const name = path.basename(wanted, '.ts');
          if (apart.includes(name)) return requiring(`./${name}.cjs`);
          const target = path.join(path.dirname(file), wanted);
          if (late.has(name) && late.get(name) !== target)
            throw new Error(`two modules of one name are loaded late: ${name}`);
          late.set(name, target);
          return requiring(`./${holderOf(name)}.cjs`, name);
        },
      ),
    }));
    esbuild.onResolve({ filter: /^\.\/[\w-]+\.cjs$/ }, ({ path: wanted, importer }) =>
      importer.includes('/node_modules/') ? undefined : { path: wanted, external: true },
    );
  },
});

const requiring = (file, name) =>
  promised(`require('${file}')${name === undefined ? '' : `[${JSON.stringify(name)}]`}`);

/** esbuild's own form of `import()` copies all that a module exports. */
const promised = (value) => `Promise.resolve().then(() => ${value})`;

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
    esbuild.onLoad({ filter: /./, namespace: 'earlier' }, async ({ path: file }) => {
      const holder = `require('./${holders.get(file)}.cjs')[${JSON.stringify(nameIn(file))}]`;
      return { contents: `export const { ${(await exportsOf(file)).join(', ')} } = ${holder};` };
    });
  },
});

/** The names that a module exports, types left out. */
async function exportsOf(file) {
  const { metafile } = await build({ entryPoints: [file], write: false, metafile: true, format: 'esm' });
  return Object.values(metafile.outputs)[0].exports;
}

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
