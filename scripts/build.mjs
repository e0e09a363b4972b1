// Builds dist/. What is read first is small, since each byte that is read costs time, and so does each file:
//   bin.cjs   a session that is recalled; else it hands on to
//   run.cjs   the command line, and --clear
//   get.cjs   the way to a session that has to be found
//   rest.cjs  all the rest of ours
// and a file for each part that is made of packages and seldom needed.
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { exporting, fromEarlier, keptApart, lateFromRest, nameIn } from './bundle/ours.mjs';
import { withoutUnreached } from './bundle/unreached.mjs';
import { licences } from './licences.mjs';
import { manPage } from './man.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

/** Packages that are loaded late, each with what uses it. */
const heavy = [
  ['cli', path.join(root, 'src/arguments/cli.ts')],
  ['sdk', path.join(root, 'src/aws/sdk.ts')],
  ['https-proxy-agent', 'https-proxy-agent'],
];
const names = ['run', 'get', ...heavy.map(([name]) => name)];
const late = new Map();
const holders = new Map();
const always = [fromEarlier(holders), keptApart(names), withoutUnreached];

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
    plugins: [lateFromRest(names, late), ...always],
    ...options,
  });

/** Our own modules in a file that holds all that it needs. */
async function modulesOf(name, options) {
  const { metafile } = await make(name, options);
  return Object.keys(metafile.inputs)
    .filter((file) => file.startsWith('src/'))
    .map((file) => path.join(root, file));
}

/** A file that gives the later ones those of its modules that they need. */
async function makeForLater(name, start, needed) {
  const modules = (await modulesOf(name, { entryPoints: [start] })).filter((file) => needed.includes(file));
  const named = modules.map((file) => [nameIn(file), file]);
  const made = await make(name, { stdin: exporting(named, start) });
  for (const file of modules) holders.set(file, name);
  return made;
}

const start = { run: path.join(root, 'src/run.ts'), get: path.join(root, 'src/commands/get.ts') };
const built = [await make('bin', { entryPoints: [path.join(root, 'src/bin.ts')] })];
await modulesOf('run', { entryPoints: [start.run] }); // finds what is loaded late
const inGet = await modulesOf('get', { entryPoints: [start.get] });
const inRest = await modulesOf('rest', { stdin: exporting([...late]), plugins: always });
const inCli = await modulesOf('cli', { entryPoints: [heavy[0][1]] });
built.push(await makeForLater('run', start.run, [...inGet, ...inRest, ...inCli]));
for (const [name, file] of heavy) built.push(await make(name, { entryPoints: [file] }));
built.push(await makeForLater('get', start.get, inRest));
built.push(await make('rest', { stdin: exporting([...late]), plugins: always }));

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
