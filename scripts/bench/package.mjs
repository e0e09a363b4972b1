// What an install takes: of the network, of the disk, of a minute.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

/** @returns {[string, string][]} rows: what, and how much */
export function packageCosts() {
  const folder = mkdtempSync(path.join(tmpdir(), 'mfa-env-bench-package-'));
  try {
    const options = { cwd: root, encoding: 'utf8' };
    const packed = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', folder], options));
    const { filename, size, unpackedSize } = Array.isArray(packed) ? packed[0] : Object.values(packed)[0];
    const start = performance.now();
    const prefix = path.join(folder, 'prefix');
    execFileSync('npm', ['install', '-g', '--offline', '--prefix', prefix, path.join(folder, filename)], options);
    const seconds = (performance.now() - start) / 1000;
    const packages = readdirSync(path.join(prefix, 'lib/node_modules')).length;
    const entry = statSync(path.join(root, 'dist/bin.cjs')).size;
    return [
      ['tarball', kilobytes(size)],
      ['installed', `${kilobytes(unpackedSize)}, ${packages} package, in ${seconds.toFixed(1)} s`],
      ['read for a cached session', kilobytes(entry)],
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
