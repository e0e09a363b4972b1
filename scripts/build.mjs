// Builds dist/: bin.cjs with all that a cached session and --clear need, rest.cjs with the rest of ours, and a file for
// each part that is made of packages and seldom needed. Few files, since each one that is opened costs time.
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { licences } from './licences.mjs';
import { manPage } from './man.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

/** What is loaded late and stays out of rest.cjs: yargs, the SDK, the proxy agent. */
const heavy = new Map([
  ['cli', path.join(root, 'src/arguments/cli.ts')],
  ['sdk', path.join(root, 'src/aws/sdk.ts')],
  ['https-proxy-agent', 'https-proxy-agent'],
]);
const nameOf = (wanted) => path.basename(wanted, '.ts');

const heavyApart = {
  name: 'heavy-apart',
  setup(esbuild) {
    esbuild.onResolve({ filter: /./ }, ({ path: wanted, kind }) =>
      kind === 'dynamic-import' && heavy.has(nameOf(wanted))
        ? { path: `./${nameOf(wanted)}.cjs`, external: true }
        : undefined,
    );
  },
};

/** The modules that bin.ts loads late: in its text `import('./x.ts')` becomes a part of rest.cjs. */
const late = new Map();
const lateFromRest = {
  name: 'late-from-rest',
  setup(esbuild) {
    esbuild.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path: file }) => ({
      loader: 'ts',
      contents: (await readFile(file, 'utf8')).replace(/import\('(\.[^']*\.ts)'\)/g, (whole, wanted) => {
        const name = nameOf(wanted);
        if (heavy.has(name)) return whole;
        late.set(name, path.join(path.dirname(file), wanted));
        return `import('./rest.cjs').then((rest) => rest[${JSON.stringify(name)}])`;
      }),
    }));
    esbuild.onResolve({ filter: /^\.\/rest\.cjs$/ }, ({ path: wanted }) => ({ path: wanted, external: true }));
  },
};

/**
 * Parts of the SDK that nothing here reaches, and that would be most of the tarball: its own search for credentials
 * (they are always given), the recognition of browsers, and event streams.
 */
const unreached = /^(@aws-sdk\/credential-provider-node|bowser|@smithy\/core\/event-streams)$/;
const withoutUnreached = {
  name: 'without-unreached',
  setup(esbuild) {
    esbuild.onResolve({ filter: unreached }, ({ path: wanted }) => ({ path: wanted, namespace: 'unreached' }));
    esbuild.onLoad({ filter: /.*/, namespace: 'unreached' }, () => ({ contents: 'export const defaultProvider = 0;' }));
  },
};

const make = (name, options) =>
  build({
    outfile: path.join(dist, `${name}.cjs`),
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    define: {
      MFA_ENV_VERSION: JSON.stringify(version),
      // yargs looks for its translations beside itself; without a place of its own it would ask for the working folder.
      'import.meta.url': '"file:///node_modules/mfa-env/cli.cjs"',
    },
    // Names stay: what is ours can be read, if not at leisure.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });

const bin = await make('bin', { entryPoints: [path.join(root, 'src/bin.ts')], plugins: [lateFromRest, heavyApart] });
const all = [...late].map(([name, file]) => `export * as ${JSON.stringify(name)} from ${JSON.stringify(file)};`);
const rest = await make('rest', { stdin: { contents: all.join('\n'), resolveDir: root }, plugins: [heavyApart] });
const others = [...heavy].map(([name, file]) =>
  make(name, { entryPoints: [file], minify: true, plugins: [withoutUnreached] }),
);
const built = [bin, rest, ...(await Promise.all(others))];

// Made beside dist/ and moved into its place: whoever runs it meanwhile never meets half of it.
const made = await mkdtemp(path.join(root, '.dist-'));
for (const { path: file, text } of built.flatMap(({ outputFiles }) => outputFiles)) {
  await writeFile(path.join(made, path.basename(file)), text);
}
await chmod(made, 0o755);
await chmod(path.join(made, 'bin.cjs'), 0o755);
const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
await writeFile(path.join(made, 'THIRD-PARTY-LICENSES.txt'), await licences(root, inputs));
await writeFile(path.join(made, 'mfa-env.1'), await manPage(version));
await rm(dist, { recursive: true, force: true });
await rename(made, dist);
