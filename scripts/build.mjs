// Builds dist/: bin.cjs, one file with all that a cached session and --clear need, and beside it a file for each module
// that the code loads with `import()`, with what those share. An entry of many files would start slower.
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, transform } from 'esbuild';
import { licences } from './licences.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

const target = 'node20.19';
const asCommonJs = { format: 'cjs', platform: 'node', target, supported: { 'dynamic-import': false } };

/** The modules that bin.ts loads later: each becomes a file beside it. */
const later = new Map();
const loadedLater = {
  name: 'loaded-later',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\./ }, ({ path: wanted, kind, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const name = path.basename(wanted, '.ts');
      later.set(name, path.join(resolveDir, wanted));
      return { path: `./${name}.cjs`, external: true };
    });
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

const common = {
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  write: false,
  metafile: true,
  platform: 'node',
  target,
  mainFields: ['module', 'main'],
  loader: { '.bash': 'text', '.zsh': 'text', '.fish': 'text' },
  define: {
    MFA_ENV_VERSION: JSON.stringify(version),
    // yargs looks for its translations beside itself; without a place of its own it would ask for the working folder.
    'import.meta.url': '"file:///node_modules/mfa-env/cli.cjs"',
  },
  legalComments: 'none',
  logLevel: 'warning',
};
const entry = await build({
  ...common,
  ...asCommonJs,
  entryPoints: [path.join(root, 'src/bin.ts')],
  plugins: [loadedLater],
});
// esbuild splits ESM only: so what is loaded later is split as ESM, then each file is turned into CommonJS by itself.
const rest = await build({
  ...common,
  entryPoints: [...later].map(([name, file]) => ({ in: file, out: name })),
  splitting: true,
  format: 'esm',
  chunkNames: 'shared-[hash]',
  plugins: [withoutUnreached],
});

// Made beside dist/ and moved into its place: whoever runs it meanwhile never meets half of it.
const made = await mkdtemp(path.join(root, '.dist-'));
for (const { text } of entry.outputFiles) await writeFile(path.join(made, 'bin.cjs'), text);
for (const { path: file, text } of rest.outputFiles) {
  const { inputs } = rest.metafile.outputs[path.relative(process.cwd(), file)];
  const { code } = await transform(text, { ...asCommonJs, minify: isMostlyPackages(inputs) });
  await writeFile(path.join(made, path.basename(file)), code);
}
await chmod(made, 0o755);
await chmod(path.join(made, 'bin.cjs'), 0o755);
const inputs = [entry, rest].flatMap(({ metafile }) => Object.keys(metafile.inputs));
await writeFile(path.join(made, 'THIRD-PARTY-LICENSES.txt'), await licences(root, inputs));
await rm(dist, { recursive: true, force: true });
await rename(made, dist);

/** Such files are made small. What is ours stays as it can be read. */
function isMostlyPackages(parts) {
  const bytes = (some) => some.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
  const all = Object.entries(parts);
  return bytes(all.filter(([file]) => file.includes('node_modules'))) > bytes(all) / 2;
}
