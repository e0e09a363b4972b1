import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { namesIn } from '../../fs/folders.ts';
import type { ShellName } from '../../shell/dialects.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { homeFolder } from '../../system/paths.ts';
import type { StartUpFile } from '../facts.ts';

/**
 * The files that an interactive shell reads when it starts, and whether each loads the functions. The first file is the
 * one for a new line. Empty for a shell that mfa-env has no functions for.
 */
export function startUpFiles(shell: ShellName, env: Environment, platform: NodeJS.Platform): StartUpFile[] {
  const home = homeFolder(env);
  if (!home) return [];
  const places = { bash: bashFiles(home, platform), zsh: zshFiles(home, env), fish: fishFiles(home, env), posix: [] };
  return places[shell].map((file) => ({ path: file, loads: loadsFunctions(textOf(file)) }));
}

/** Terminals on macOS start login shells, which read the first of these three files and not ~/.bashrc. */
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

/** Whether a line (not a comment) runs `mfa-env init`, sources a file of mfa-env, or defines `authaws`. */
export const loadsFunctions = (text: string): boolean => text.split('\n').some((line) => loading.test(line));

const loading =
  /^\s*function authaws\b|^\s*authaws\s*\(\)|^[^#]*\bmfa-env\b.*\b(?:init|bash|zsh|fish)\b|^(?:[^#]*[\s;&])?(?:\.|source)\s[^#]*\bmfa-env\b/;

/** No start-up file that a person writes is longer. */
const MAX_FILE_BYTES = 1_000_000;

function textOf(file: string): string {
  const size = sizeOf(file);
  if (size === undefined || size > MAX_FILE_BYTES) return '';
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Bytes of a plain file. Reading a pipe could block. */
function sizeOf(file: string): number | undefined {
  try {
    const stat = statSync(file);
    return stat.isFile() ? stat.size : undefined;
  } catch {
    return undefined;
  }
}
