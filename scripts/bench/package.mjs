// What an install takes: of the network, of the disk, of a minute.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spread } from './measure.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

/** @returns {string[][]} rows: what, how much, and how much at most */
export function packageCosts() {
  const folder = mkdtempSync(path.join(tmpdir(), 'mfa-env-bench-package-'));
  try {
    const options = { cwd: root, encoding: 'utf8' };
    const packed = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', folder], options));
    const { filename, size, unpackedSize } = Array.isArray(packed) ? packed[0] : Object.values(packed)[0];
    const seconds = [];
    const prefix = path.join(folder, 'prefix');
    for (let run = 0; run < 5; run++) {
      rmSync(prefix, { recursive: true, force: true });
      const start = performance.now();
      execFileSync('npm', ['install', '-g', '--offline', '--prefix', prefix, path.join(folder, filename)], options);
      seconds.push((performance.now() - start) / 1000);
    }
    const packages = readdirSync(path.join(prefix, 'lib/node_modules')).length;
    const entry = statSync(path.join(root, 'dist/bin.cjs')).size;
    return [
      ['tarball, with the docs', kilobytes(size), '260 kB'],
      ['installed', `${kilobytes(unpackedSize)}, ${packages} package`, '1 package'],
      ['an install', spread(seconds, 's', 1)],
      ['read for a cached session', kilobytes(entry)],
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
