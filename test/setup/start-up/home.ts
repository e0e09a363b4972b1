import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Environment } from '../../../src/shell/env-diff.ts';
import type { Installation } from '../../../src/shell/functions-text.ts';

/** A home folder, and an mfa-env that is none. */
export interface Home {
  dir: string;
  env: Environment;
  installation: Installation;
  write: (name: string, text: string) => string;
  read: (name: string) => string;
  /** Every file with its bytes. */
  all: () => Record<string, string>;
}

export function newHome(): Home {
  const root = mkdtempSync(path.join(tmpdir(), 'mfa-env-start-up-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const dir = path.join(root, 'home');
  const write = (name: string, text: string): string => {
    const file = path.resolve(dir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, 'latin1');
    return file;
  };
  mkdirSync(dir);
  return { dir, env: { HOME: dir }, installation: install(path.join(root, 'one'), '1.0.0'), write, read, all };

  function read(name: string): string {
    return readFileSync(path.resolve(dir, name), 'latin1');
  }
  function all(): Record<string, string> {
    const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
    return Object.fromEntries(
      names.filter((name) => statSync(path.join(dir, name)).isFile()).map((name) => [name, read(name)]),
    );
  }
}

/** An mfa-env in a folder: its functions name a version and the places. */
export function install(folder: string, version: string): Installation {
  const shellFolder = path.join(folder, 'shell');
  mkdirSync(shellFolder, { recursive: true });
  for (const shell of ['bash', 'zsh', 'fish']) {
    const set = (name: string): string => (shell === 'fish' ? `set -l __mfa_env_${name} ''` : `__mfa_env_${name}=''`);
    writeFileSync(path.join(shellFolder, `mfa-env.${shell}`), `# ${version}\n${set('node')}\n${set('script')}\n`);
    writeFileSync(path.join(shellFolder, `auto.${shell}`), `# auto ${version}\n`);
  }
  const [node, script] = [path.join(folder, "it's a node"), path.join(folder, 'bin.cjs')];
  for (const file of [node, script]) writeFileSync(file, '');
  return { node, script, shellFolder };
}
