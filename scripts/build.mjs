// Builds dist/: bin.cjs with all that --clear and a session that is recalled need, get.cjs with the way to one that has
// to be found, rest.cjs with the rest of ours, and a file for each part that is made of packages and seldom needed.
// Few files, since each one that is opened costs time, and small ones first, since each byte that is read does.
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { licences } from './licences.mjs';
import { manPage } from './man.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

/** Packages that are loaded late, each with what uses it: yargs, the SDK, the proxy agent. */
const apart = new Map([
  ['cli', path.join(root, 'src/arguments/cli.ts')],
  ['sdk', path.join(root, 'src/aws/sdk.ts')],
  ['https-proxy-agent', 'https-proxy-agent'],
]);
const nameOf = (wanted) => path.basename(wanted, '.ts');

const keptApart = {
  name: 'kept-apart',
  setup(esbuild) {
    esbuild.onResolve({ filter: /./ }, ({ path: wanted, kind }) =>
      kind === 'dynamic-import' && (apart.has(nameOf(wanted)) || nameOf(wanted) === 'get')
        ? { path: `./${nameOf(wanted)}.cjs`, external: true }
        : undefined,
    );
  },
};

/** The modules that bin.ts and get.ts load late: in their text `import('./x.ts')` becomes a part of rest.cjs. */
const late = new Map();
const lateFromRest = {
  name: 'late-from-rest',
  setup(esbuild) {
    esbuild.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path: file }) => ({
      loader: 'ts',
      contents: (await readFile(file, 'utf8')).replace(/import\('(\.[^']*\.ts)'\)/g, (whole, wanted) => {
        const name = nameOf(wanted);
        if (apart.has(name) || name === 'get') return whole;
        const target = path.join(path.dirname(file), wanted);
        if (late.has(name) && late.get(name) !== target)
          throw new Error(`two modules of one name are loaded late: ${name}`);
        late.set(name, target);
        return `import('./rest.cjs').then((rest) => rest[${JSON.stringify(name)}])`;
      }),
    }));
    esbuild.onResolve({ filter: /^\.\/rest\.cjs$/ }, ({ path: wanted }) => ({ path: wanted, external: true }));
  },
};

/** The modules of get.cjs, by name: rest.cjs takes them from there. */
const inGet = new Map();
const restFromGet = {
  name: 'rest-from-get',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\.ts$/ }, ({ path: wanted, resolveDir }) => {
      const file = path.relative(root, path.resolve(resolveDir, wanted));
      return inGet.has(file) ? { path: file, namespace: 'get' } : undefined;
    });
    esbuild.onLoad({ filter: /./, namespace: 'get' }, ({ path: file }) => ({
      contents: `module.exports = require('./get.cjs')[${JSON.stringify(file)}];`,
    }));
    esbuild.onResolve({ filter: /^\.\/get\.cjs$/ }, ({ path: wanted }) => ({ path: wanted, external: true }));
  },
};

/** A module that exports others, each under a name of its own. */
const exporting = (modules) => ({
  contents: [...modules]
    .map(([name, file]) => `export * as ${JSON.stringify(name)} from ${JSON.stringify(file)};`)
    .join('\n'),
  resolveDir: root,
});

/** Parts of packages that nothing here reaches, and that would be half of the tarball; what stands in their place. */
const unreached = [
  // Credentials and regions are always given to the SDK. Nobody runs it in a browser or in Lambda, no event is streamed,
  // calls are repeated in the standard way, and Node has SHA-256.
  [/^(@aws-sdk\/credential-provider-node|bowser|@smithy\/core\/event-streams)$/, 'export const defaultProvider = 0;'],
  [/\/getInstanceMetadataRegion$/, 'export const getInstanceMetadataRegion = 0;'],
  [/\/recursionDetectionMiddleware$/, 'export const recursionDetectionMiddleware = () => (next) => next;'],
  [/\/AdaptiveRetryStrategy$/, 'export class AdaptiveRetryStrategy {}'],
  [/\/Sha256Js$/, 'export class Sha256Js {}'],
  // The width of emoji and Chinese: the help has none.
  [/^string-width$/, 'export default (text) => text.length;'],
  // Completion comes from shell/.
  [/\/completion\.js$/, "export const completion = () => ({ completionKey: '', setParsed() {} });"],
  // Messages of the proxy agent to its authors, with the proxy's password.
  [/^debug$/, 'module.exports = () => () => {};'],
];
const withoutUnreached = {
  name: 'without-unreached',
  setup(esbuild) {
    for (const [filter, contents] of unreached) {
      const namespace = `in place of ${filter}`;
      esbuild.onResolve({ filter }, ({ path: wanted }) => ({ path: wanted, namespace }));
      esbuild.onLoad({ filter: /./, namespace }, () => ({ contents }));
    }
    // The SDK tells AWS its version, and takes the whole file for it.
    esbuild.onLoad({ filter: /node_modules\/.*\/package\.json$/ }, async ({ path: file }) => {
      const { version } = JSON.parse(await readFile(file, 'utf8'));
      return { loader: 'json', contents: JSON.stringify({ version }) };
    });
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
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });

const bin = await make('bin', { entryPoints: [path.join(root, 'src/bin.ts')], plugins: [lateFromRest, keptApart] });
const others = [];
for (const [name, file] of apart) {
  others.push(await make(name, { entryPoints: [file], plugins: [lateFromRest, keptApart, withoutUnreached] }));
}
const get = await makeGet();
const rest = await make('rest', { stdin: exporting(late), plugins: [restFromGet, keptApart, withoutUnreached] });
const built = [bin, get, rest, ...others];

/** get.cjs also gives its modules to rest.cjs, which would hold most of them a second time. */
async function makeGet() {
  const start = path.join(root, 'src/commands/get.ts');
  const options = { plugins: [lateFromRest, keptApart] };
  const { metafile } = await make('get', { ...options, entryPoints: [start] });
  for (const file of Object.keys(metafile.inputs)) if (file.startsWith('src/')) inGet.set(file, path.join(root, file));
  const { contents, resolveDir } = exporting(inGet);
  return make('get', {
    ...options,
    stdin: { contents: `export * from ${JSON.stringify(start)};${contents}`, resolveDir },
  });
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
