// Builds dist/. What is read first is small, since each byte that is read costs time, and so does each file:
//   bin.cjs   a session that is recalled; else it hands on to
//   run.cjs   the command line, --clear and init
//   get.cjs   the way to a session that has to be found
//   new.cjs   the way to a new one
//   rest.cjs  all the rest of ours
// and a file for each part that is made of packages and seldom needed.
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { exporting, fromEarlier, lateFromOthers, nameIn } from './bundle/ours.mjs';
import { compiledAtOnce, withPlainBuiltins } from './bundle/quick.mjs';
import { withoutUnreached } from './bundle/unreached.mjs';
import { licences } from './licences.mjs';
import { manPage } from './man.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

const src = (file) => path.join(root, 'src', file);
/** The files in the order in which they are made, and where they start. `new` and `rest` hold what is loaded late. */
const files = {
  run: src('run.ts'),
  // Packages that are loaded late, with what uses them: of ours they take only from run.cjs, and give nothing.
  cli: src('arguments/cli.ts'),
  'https-proxy-agent': 'https-proxy-agent',
  get: src('commands/get.ts'),
  new: undefined,
  sdk: src('aws/sdk.ts'), // loaded by the two around it, when new.cjs is there
  rest: undefined,
};
const givers = ['run', 'get', 'new', 'rest'];
/** What is loaded late on the way to a new session. */
const holderOf = (module) => (['renew', 'messages', 'keep', 'announce', 'fail'].includes(module) ? 'new' : 'rest');
const late = new Map();
const holders = new Map();
/** What a session that is recalled goes through. */
const always =
  /\/(session\/recall|store\/(entry|session|shells)|system\/(output|stamp)|shell\/(dialects|environment)|text\/(duration|words)|commands\/present)\.ts$/;
const formed = (file, text) => (always.test(file) ? compiledAtOnce(text) : text);

const unreached = withoutUnreached();
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
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [lateFromOthers(Object.keys(files), holderOf, late, formed), fromEarlier(holders), unreached.plugin],
    ...options,
  });

/** Where a file starts: at its own module, or at all that is loaded late from it; and what it gives to later ones. */
const startOf = (file, given = []) => {
  const own = files[file] === undefined ? [...late].filter(([module]) => holderOf(module) === file) : [];
  return { stdin: exporting([...own, ...given.map((module) => [nameIn(module), module])], files[file]) };
};

/** Our own modules in a file that takes nothing from an earlier one. */
async function modulesIn(file) {
  const { metafile } = await make(file, startOf(file));
  return Object.keys(metafile.inputs)
    .filter((input) => input.startsWith('src/'))
    .map((input) => path.join(root, input));
}

// An older Node has to read it, to say that it is too old: src/old-node.ts.
const forOldNode = {
  target: 'node12',
  supported: { 'dynamic-import': false, 'node-colon-prefix-require': true }, // it ends before it meets one
};
const built = [await make('bin', { entryPoints: [src('bin.ts')], ...forOldNode })];
const needs = {};
for (const file of Object.keys(files)) needs[file] = await modulesIn(file);
for (const file of Object.keys(files)) {
  delete needs[file];
  const needed = givers.includes(file) ? Object.values(needs).flat() : [];
  const given = (await modulesIn(file)).filter((module) => needed.includes(module));
  built.push(await make(file, startOf(file, given)));
  for (const module of given) holders.set(module, file);
}
unreached.check();

// Made beside dist/ and moved into its place: whoever runs it meanwhile never meets half of it.
const made = await mkdtemp(path.join(root, '.dist-'));
for (const { path: file, text } of built.flatMap(({ outputFiles }) => outputFiles)) {
  await writeFile(path.join(made, path.basename(file)), withPlainBuiltins(text));
}
await chmod(made, 0o755);
await chmod(path.join(made, 'bin.cjs'), 0o755);
const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
await writeFile(path.join(made, 'THIRD-PARTY-LICENSES.txt'), await licences(root, inputs));
await writeFile(path.join(made, 'mfa-env.1'), await manPage(version));
await rm(dist, { recursive: true, force: true });
await rename(made, dist);
