// Builds dist/. Nine files, since each byte that is read at the start costs time:
//   bin.cjs    a session that is recalled, and --clear
//   main.cjs   every other command
//   sdk.cjs    the calls to AWS, with the SDK
//   yargs.cjs  help, and what is wrong with a command line
//   setup.cjs  `mfa-env setup`
//   rotate.cjs `mfa-env rotate`
//   iam-calls.cjs  the calls to IAM that set-up, rotate and doctor make
//   pick.cjs   the list of profiles to pick from
//   questions.cjs  questions with a default and lists to choose from
// Beside them: the shell functions that `init` prints, the man pages, and the licences of what is bundled.
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { withoutUnreached } from './bundle/unreached.mjs';
import { licences } from './licences.mjs';
import { authawsPage, manPage } from './man.mjs';
import { shellFunctions } from './shell-functions.mjs';
import { loadTable } from './table.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

const entries = {
  bin: 'bin.ts',
  main: 'main.ts',
  sdk: 'aws/sdk/load.ts',
  yargs: 'cli/full-parse.ts',
  setup: 'commands/setup.ts',
  rotate: 'commands/rotate.ts',
  'iam-calls': 'aws/sdk/iam-calls.ts',
  pick: 'terminal/pick.ts',
  questions: 'terminal/questions.ts',
};
const source = (file) => path.join(root, 'src', file);

/** `import('./main.ts')` in one file of dist/ loads another one. */
const fromOtherFiles = {
  name: 'from-other-files',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\.ts$/ }, ({ path: wanted, resolveDir, kind }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = path.resolve(resolveDir, wanted);
      const entry = Object.keys(entries).find((name) => source(entries[name]) === file);
      return entry && { path: `./${entry}.cjs`, external: true };
    });
  },
};

/**
 * The other files are loaded by main.cjs: what of src/ it holds they take from there.
 * @param {string[]} shared files of src/, relative to the repository; main.cjs exports each under its place in this list
 */
const fromMain = (shared) => ({
  name: 'from-main',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\.ts$/ }, ({ path: wanted, resolveDir, kind }) => {
      const at = kind === 'entry-point' ? -1 : shared.indexOf(path.relative(root, path.resolve(resolveDir, wanted)));
      return at === -1 ? undefined : { path: String(at), namespace: 'main' };
    });
    esbuild.onLoad({ filter: /^/, namespace: 'main' }, ({ path: at }) => ({
      contents: `module.exports = require('./main.cjs').shared${at};`,
    }));
    esbuild.onResolve({ filter: /^\.\/main\.cjs$/ }, ({ path: wanted }) => ({ path: wanted, external: true }));
  },
});

const make = (name, { entry = { entryPoints: [source(entries[name])] }, plugins = [] } = {}) =>
  build({
    ...entry,
    outfile: path.join(dist, `${name}.cjs`),
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'node',
    // An older Node has to read bin.cjs, to say that it is too old (src/old-node.ts); it ends before any other line runs.
    target: name === 'bin' ? 'node12' : 'node20.19',
    supported: { 'dynamic-import': false, 'node-colon-prefix-require': true },
    mainFields: ['module', 'main'],
    define: {
      MFA_ENV_VERSION: JSON.stringify(version),
      // yargs looks for its translations beside itself; without a place of its own it would ask for the working folder.
      'import.meta.url': '"file:///node_modules/mfa-env/yargs.cjs"',
    },
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [fromOtherFiles, ...plugins, unreached.plugin],
  });

const unreached = withoutUnreached();
const isEntry = (file) => Object.values(entries).some((entry) => source(entry) === path.join(root, file));
const later = Object.keys(entries).filter((name) => name !== 'bin' && name !== 'main');
const apart = await Promise.all(['main', ...later].map((name) => make(name)));
const [ofMain, ...others] = apart.map(({ metafile }) =>
  Object.keys(metafile.inputs).filter((file) => /^src\//.test(file)),
);
const shared = ofMain.filter((file) => others.some((files) => files.includes(file)) && !isEntry(file));
const contents = [
  "export * from './src/main.ts';",
  ...shared.map((file, at) => `export * as shared${at} from './${file}';`),
];
const built = await Promise.all([
  make('bin'),
  make('main', { entry: { stdin: { contents: contents.join('\n'), resolveDir: root } } }),
  ...later.map((name) => make(name, { plugins: [fromMain(shared)] })),
]);
unreached.check();

// Made beside dist/ and moved into its place: whoever runs it meanwhile never meets half of it.
const made = await mkdtemp(path.join(root, '.dist-'));
for (const { path: file, text } of built.flatMap(({ outputFiles }) => outputFiles)) {
  await writeFile(path.join(made, path.basename(file)), text);
}
await chmod(made, 0o755);
await chmod(path.join(made, 'bin.cjs'), 0o755);
const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
await writeFile(path.join(made, 'THIRD-PARTY-LICENSES.txt'), await licences(root, inputs));
const table = await loadTable();
await writeFile(path.join(made, 'mfa-env.1'), manPage(table, version));
await writeFile(path.join(made, 'authaws.1'), authawsPage(version));
await mkdir(path.join(made, 'shell'));
for (const [name, text] of Object.entries(shellFunctions(table, version)))
  await writeFile(path.join(made, 'shell', name), text);
await rm(dist, { recursive: true, force: true });
await rename(made, dist);
