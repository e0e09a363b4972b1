import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** The local STS of the tests. It is TypeScript, which Node 20 cannot run: it is bundled first. */
export async function loadSts() {
  const root = path.resolve(import.meta.dirname, '..');
  const outfile = path.join(root, `build/sts-${process.pid}.cjs`);
  const entryPoints = [path.join(root, 'test/sts/server.ts')];
  try {
    // As CommonJS it loads its X.509 library only for TLS.
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs', packages: 'external' });
    return await import(outfile);
  } finally {
    rmSync(outfile, { force: true });
  }
}
