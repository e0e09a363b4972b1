// Builds dist/: one CommonJS file for the entry, and one for each module that the code loads with `import()`. Modules
// that several files need are in each of them: they hold no state, and a file fewer to open is worth more than bytes.
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { licences } from './licences.mjs';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

/** Files still to be made: their names, and what they are made from. */
const entries = new Map([['bin', path.join(root, 'src/bin.ts')]]);

/** Each `import()` of ours becomes a file of its own. */
const loadedLater = {
  name: 'loaded-later',
  setup(esbuild) {
    esbuild.onResolve({ filter: /.*/ }, async ({ path: wanted, kind, importer, resolveDir, pluginData }) => {
      const ours = kind === 'dynamic-import' && !importer.includes('node_modules');
      if (!ours || wanted.startsWith('node:') || pluginData === 'resolving') return undefined;
      const found = await esbuild.resolve(wanted, { kind, importer, resolveDir, pluginData: 'resolving' });
      if (found.errors.length > 0) return found;
      const name = path.basename(wanted, '.ts');
      entries.set(name, found.path);
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

/** Made of packages above all: these are made small. What is ours stays as it can be read. */
const packages = new Set(['sdk', 'cli', 'https-proxy-agent']);

const make = (name, source) =>
  build({
    minify: packages.has(name),
    entryPoints: [{ in: source, out: name }],
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    loader: { '.bash': 'text', '.zsh': 'text', '.fish': 'text' },
    define: {
      MFA_ENV_VERSION: JSON.stringify(version),
      // yargs looks for its translations beside itself; without a place of its own it would ask for the working folder.
      'import.meta.url': '"file:///node_modules/mfa-env/cli.cjs"',
    },
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [loadedLater, withoutUnreached],
  });

// Made beside dist/ and moved into its place: whoever runs it meanwhile never meets half of it.
const made = await mkdtemp(path.join(root, '.dist-'));
const inputs = new Set();
// The map grows while it is walked: each file made may name others.
for (const [name, source] of entries) {
  const { outputFiles, metafile } = await make(name, source);
  for (const { text } of outputFiles) await writeFile(path.join(made, `${name}.cjs`), text);
  for (const input of Object.keys(metafile.inputs)) inputs.add(input);
}
await chmod(made, 0o755);
await chmod(path.join(made, 'bin.cjs'), 0o755);
await writeFile(path.join(made, 'THIRD-PARTY-LICENSES.txt'), await licences(root, [...inputs]));
await rm(dist, { recursive: true, force: true });
await rename(made, dist);
