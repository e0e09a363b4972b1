import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { makeOld } from './shell/old.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder that holds the installed `mfa-env` command. */
    bin: string;
    /** The tarball that `npm pack` made. */
    tarball: string;
    /** The installed package's folder. */
    installed: string;
  }
}

/** Builds, packs and installs the package once, so that every test runs what a user gets. */
export default function install(project: TestProject): () => void {
  const root = path.resolve(import.meta.dirname, '..');
  const prefix = mkdtempSync(path.join(tmpdir(), 'mfa-env-installed-'));
  const npm = (...args: string[]): string =>
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  npm('run', 'build', '--silent');
  const { TEST_AS } = process.env;
  if (TEST_AS !== undefined) makeOld(path.join(root, 'dist/shell'), TEST_AS);
  // `prepare` would build a second time; published.test.ts holds it to be the same build.
  const packed = npm('pack', '--silent', '--ignore-scripts', '--pack-destination', prefix).trim();
  const tarball = path.join(prefix, packed);
  npm('install', '--global', '--prefix', prefix, '--silent', '--no-audit', '--no-fund', '--offline', tarball);
  project.provide('bin', path.join(prefix, 'bin'));
  project.provide('tarball', tarball);
  project.provide('installed', path.join(prefix, 'lib/node_modules/mfa-env'));
  return () => {
    rmSync(prefix, { recursive: true, force: true });
    if (TEST_AS !== undefined) npm('run', 'build', '--silent');
  };
}
