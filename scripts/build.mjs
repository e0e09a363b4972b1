// Builds dist/. Each byte that is read at the start costs time, so there are several files:
//   bin.cjs    a session that is recalled, and --clear
//   run.cjs    the command of `exec`
//   ask.cjs    the question on the terminal
//   main.cjs   the way to a session, and init
//   sdk.cjs    the calls to AWS, with the SDK
//   proxy.cjs  the way through a proxy
//   reports.cjs  the commands that report something, and the texts of what went wrong with AWS
//   yargs.cjs  help, and what is wrong with a command line
//   setup.cjs  `mfa-env setup`
//   rotate.cjs  `mfa-env rotate` and `keep`, and the stores, into which setup can put a key
//   iam-calls.cjs  the calls to IAM that set-up, rotate and doctor make
//   pick.cjs   the list of profiles to pick from
//   live.cjs   `exec --live`
//   questions.cjs  questions with a default and lists to choose from
// Beside them: the shell functions that `init` prints, the man pages, and the licences of what is bundled.
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { minify } from '@swc/core';
import { build } from 'esbuild';
import { fromMain, fromOtherFiles, fromSdk } from './bundle/across.mjs';
import { withoutUnreached } from './bundle/unreached.mjs';
import { licences } from './licences.mjs';
import { authawsPage, manPage } from './man.mjs';
import { shellFunctions } from './shell-functions.mjs';
import { loadTable } from './table.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

/** Each file of dist/, and the files of src/ that others may load from it. */
const entries = {
  bin: ['bin.ts'],
  run: ['system/run-command.ts'],
  ask: ['mfa/show-question.ts'],
  main: ['main.ts'],
  sdk: ['aws/sdk/sts.ts', 'aws/sdk/iam.ts'],
  proxy: ['aws/sdk/proxy.ts'],
  reports: [
    ...['status', 'list', 'doctor', 'policy', 'logout', 'console'].map((command) => `commands/${command}.ts`),
    'aws/error-text.ts',
  ],
  yargs: ['cli/full-parse.ts'],
  setup: ['commands/setup.ts'],
  rotate: ['commands/rotate.ts', 'commands/keep.ts', 'keep/move.ts', 'keep/stores.ts'],
  'iam-calls': ['aws/sdk/mfa-devices.ts', 'aws/sdk/access-keys.ts', 'aws/sdk/iam-calls.ts'],
  live: ['commands/exec-live.ts'],
  pick: ['terminal/pick.ts'],
  questions: ['terminal/questions.ts'],
};
const source = path.join(root, 'src');

/** esbuild keeps the first line of an entry, but not that of a file which one imports. */
const from = ([file, ...more]) =>
  more.length === 0
    ? { entryPoints: [path.join(source, file)] }
    : {
        stdin: { contents: [file, ...more].map((one) => `export * from './${one}';`).join(''), resolveDir: source },
      };

const make = (name, { entry = from(entries[name]), plugins = [] } = {}) =>
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
    plugins: [fromOtherFiles(name, entries), ...plugins, unreached.plugin],
  });

/** The files of main.cjs that run when it is loaded. The others run where they are imported. */
function atOnceIn({ inputs }) {
  const found = new Set(['src/main.ts']);
  for (const file of found) {
    for (const { path: next, kind, external } of inputs[file].imports)
      if (kind === 'import-statement' && !external) found.add(next);
  }
  return found;
}

const unreached = withoutUnreached();
const early = ['bin', 'run', 'ask']; // main.cjs is not loaded by then
const later = Object.keys(entries).filter((name) => name !== 'main' && !early.includes(name));
const ofSource = ({ metafile }) => Object.keys(metafile.inputs).filter((file) => /^src\//.test(file));
const [first, ...ofLater] = await Promise.all(['main', ...later].map((name) => make(name)));
const isEntry = (file) => Object.values(entries).some((files) => files.some((one) => file === `src/${one}`));
const wanted = new Set(ofLater.flatMap(ofSource));
const shared = ofSource(first).filter((file) => !isEntry(file) && wanted.has(file));
const atOnce = atOnceIn(first.metafile);
const madeFirst = (name) => ofLater[later.indexOf(name)].metafile;
/** A file that is shared costs sdk.cjs a hundred bytes: smaller ones are not worth it. */
const WORTH_BYTES = 700;
const ofPackages = ({ outputs }) =>
  Object.values(outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter(
      (file) => /node_modules\/@smithy\//.test(file) && inputs[file].bytesInOutput >= WORTH_BYTES,
    ),
  );
const wantedOfSdk = ofPackages(madeFirst('iam-calls'));
const sharedBySdk = ofPackages(madeFirst('sdk')).filter((file) => wantedOfSdk.includes(file));
const contentsOfSdk = [
  ...entries.sdk.map((file) => `export * from './src/${file}';`),
  ...sharedBySdk.map(
    (file, at) => `import * as file${at} from './${file}'; export const shared${at} = () => file${at};`,
  ),
].join('\n');
const contents = [
  "export * from './src/main.ts';",
  ...shared.map((file, at) =>
    atOnce.has(file)
      ? `import * as file${at} from './${file}'; export const shared${at} = () => file${at};`
      : `export const shared${at} = () => require('./${file}');`,
  ),
].join('\n');
const built = await Promise.all([
  ...early.map((name) => make(name)),
  make('main', { entry: { stdin: { contents, resolveDir: root } } }),
  make('sdk', { entry: { stdin: { contents: contentsOfSdk, resolveDir: root } }, plugins: [fromMain(shared)] }),
  ...later
    .filter((name) => name !== 'sdk')
    .map((name) =>
      make(name, { plugins: [fromMain(shared), ...(name === 'iam-calls' ? [fromSdk(sharedBySdk)] : [])] }),
    ),
]);
unreached.check();

// Made beside dist/ and moved into its place: whoever runs it meanwhile never meets half of it.
const made = await mkdtemp(path.join(root, '.dist-'));
for (const { path: file, text } of built.flatMap(({ outputFiles }) => outputFiles)) {
  // esbuild leaves some 6 % that another tool finds.
  const { code } = await minify(text, { compress: { ecma: 2018, toplevel: true }, mangle: { toplevel: true } });
  await writeFile(path.join(made, path.basename(file)), code);
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
