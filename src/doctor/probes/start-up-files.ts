import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { namesIn } from '../../fs/private-dir.ts';
import type { ShellName } from '../../shell/dialects.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { homeFolder } from '../../system/paths.ts';
import type { StartUpFile } from '../facts.ts';

/**
 * The files that an interactive shell of this kind reads when it starts, the one first that a new line belongs into,
 * and whether they load the functions. None where there are no functions for it.
 */
export function startUpFiles(shell: ShellName, env: Environment, platform: NodeJS.Platform): StartUpFile[] {
  const home = homeFolder(env);
  if (!home) return [];
  const places = { bash: bashFiles(home, platform), zsh: zshFiles(home, env), fish: fishFiles(home, env), posix: [] };
  return places[shell].map((file) => ({ path: file, loads: loadsFunctions(textOf(file)) }));
}

/** Each terminal of macOS starts a login shell, which reads the first of these three and not ~/.bashrc. */
function bashFiles(home: string, platform: NodeJS.Platform): string[] {
  const login = ['.bash_profile', '.bash_login', '.profile'].map((name) => path.join(home, name));
  const usual = path.join(home, '.bashrc');
  const first = login.find((file) => sizeOf(file) !== undefined) ?? path.join(home, '.bash_profile');
  const all = platform === 'darwin' ? [first, usual] : [usual, first];
  return [...new Set([...all, ...login])].filter((file, at) => at < 2 || sizeOf(file) !== undefined);
}

const zshFiles = (home: string, { ZDOTDIR: folder }: Environment): string[] =>
  ['.zshrc', '.zprofile', '.zshenv'].map((name) => path.join(folder || home, name));

function fishFiles(home: string, { XDG_CONFIG_HOME: folder }: Environment): string[] {
  const own = path.join(folder?.startsWith('/') ? folder : path.join(home, '.config'), 'fish');
  const parts = namesIn(path.join(own, 'conf.d')).filter((name) => name.endsWith('.fish'));
  return [path.join(own, 'config.fish'), ...parts.map((name) => path.join(own, 'conf.d', name))];
}

/** Whether a line, and no comment, runs `mfa-env init`, reads a file of ours, or is one of the functions itself. */
export const loadsFunctions = (text: string): boolean => text.split('\n').some((line) => loading.test(line));

const loading =
  /^\s*function authaws\b|^\s*authaws\s*\(\)|^[^#]*\bmfa-env\b.*\b(?:init|bash|zsh|fish)\b|^(?:[^#]*[\s;&])?(?:\.|source)\s[^#]*\bmfa-env\b/;

/** Bytes: no start-up file of a person's is that long. */
const LONGEST_BYTES = 1_000_000;

function textOf(file: string): string {
  const size = sizeOf(file);
  if (size === undefined || size > LONGEST_BYTES) return '';
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Of a plain file: a pipe would hold us. */
function sizeOf(file: string): number | undefined {
  try {
    const stat = statSync(file);
    return stat.isFile() ? stat.size : undefined;
  } catch {
    return undefined;
  }
}
