// Builds dist/. What is read first is small, since each byte that is read costs time, and so does each file:
//   bin.cjs   a session that is recalled; else it hands on to
//   run.cjs   the command line, and --clear
//   get.cjs   the way to a session that has to be found
//   new.cjs   the way to a new one
//   rest.cjs  all the rest of ours
// and a file for each part that is made of packages and seldom needed.
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { exporting, fromEarlier, lateFromOthers, nameIn } from './bundle/ours.mjs';
import { withoutUnreached } from './bundle/unreached.mjs';
import { licences } from './licences.mjs';
import { manPage } from './man.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

const src = (file) => path.join(root, 'src', file);
/** Our own files, in the order in which they are loaded: where they start. The others hold what is loaded late. */
const ours = { run: src('run.ts'), get: src('commands/get.ts'), new: undefined, rest: undefined };
/** Packages that are loaded late, each with what uses it. */
const heavy = { cli: src('arguments/cli.ts'), sdk: src('aws/sdk.ts'), 'https-proxy-agent': 'https-proxy-agent' };
const apart = ['run', 'get', ...Object.keys(heavy)];
/** What is loaded late on the way to a new session. */
const holderOf = (module) => (['renew', 'messages', 'keep'].includes(module) ? 'new' : 'rest');
const late = new Map();
const holders = new Map();

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
    plugins: [lateFromOthers(apart, holderOf, late), fromEarlier(holders), withoutUnreached],
    ...options,
  });

const lateIn = (file) => [...late].filter(([module]) => holderOf(module) === file);
const entryOf = (file) =>
  ours[file] === undefined ? { stdin: exporting(lateIn(file)) } : { entryPoints: [ours[file]] };

/** Our own modules in a file that takes nothing from an earlier one. */
async function modulesIn(file, entry) {
  const { metafile } = await make(file, entry);
  return Object.keys(metafile.inputs)
    .filter((input) => input.startsWith('src/'))
    .map((input) => path.join(root, input));
}

/** A file of ours. It gives the later ones those of its modules that they need. */
async function makeOurs(file, needed) {
  const given = (await modulesIn(file, entryOf(file))).filter((module) => needed.includes(module));
  const named = given.map((module) => [nameIn(module), module]);
  const own = ours[file] === undefined ? lateIn(file) : [];
  const made = await make(file, { stdin: exporting([...own, ...named], ours[file]) });
  for (const module of given) holders.set(module, file);
  return made;
}

const built = [await make('bin', { entryPoints: [src('bin.ts')] })];
const needs = { cli: await modulesIn('cli', { entryPoints: [heavy.cli] }) };
for (const file of Object.keys(ours)) needs[file] = await modulesIn(file, entryOf(file));
for (const file of Object.keys(ours)) {
  delete needs[file];
  built.push(await makeOurs(file, Object.values(needs).flat()));
  if (file !== 'run') continue;
  for (const [name, entry] of Object.entries(heavy)) built.push(await make(name, { entryPoints: [entry] }));
  delete needs.cli;
}

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
