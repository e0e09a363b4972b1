// Builds dist/: CommonJS files that share chunks and load the heavy ones only where they are used.
// esbuild splits ESM only, so: bundle and split as ESM, then turn each file into CommonJS by itself.
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, transform } from 'esbuild';
import { licences } from './licences.mjs';

const root = path.resolve(import.meta.dirname, '..');
const out = path.join(root, 'dist');
const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

/**
 * Parts of the SDK that nothing here reaches, and that would be most of the tarball: its own search for credentials
 * (they are always given), the recognition of browsers, and event streams.
 */
const unreached = {
  name: 'unreached',
  setup(esbuild) {
    const filter = /^(@aws-sdk\/credential-provider-node|bowser|@smithy\/core\/event-streams)$/;
    esbuild.onResolve({ filter }, ({ path }) => ({ path, namespace: 'unreached' }));
    esbuild.onLoad({ filter: /.*/, namespace: 'unreached' }, () => ({
      contents: 'export const defaultProvider = undefined, EventStreamSerde = undefined;',
    }));
  },
};

await rm(out, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [path.join(root, 'src/bin.ts')],
  outdir: out,
  outExtension: { '.js': '.cjs' },
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  loader: { '.bash': 'text', '.zsh': 'text', '.fish': 'text' },
  define: {
    MFA_ENV_VERSION: JSON.stringify(version),
    // yargs looks for its translations beside itself; without a place of its own it would ask for the working folder.
    'import.meta.url': '"file:///node_modules/mfa-env/cli.cjs"',
  },
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [unreached],
});

await mkdir(out, { recursive: true });
for (const name of await readdir(out)) {
  const file = path.join(out, name);
  const { code } = await transform(await readFile(file, 'utf8'), {
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    supported: { 'dynamic-import': false },
  });
  await writeFile(file, code);
}
await chmod(path.join(out, 'bin.cjs'), 0o755);
await writeFile(path.join(out, 'THIRD-PARTY-LICENSES.txt'), await licences(root, Object.keys(metafile.inputs)));
