import { accessSync, constants, readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { resolved } from '../../fs/atomic-write.ts';
import { namesIn } from '../../fs/folders.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { FunctionsShell } from '../../shell/functions-text.ts';
import { homeFolder } from '../../system/paths.ts';

/** The files of login shells: bash reads the first that exists (bash(1), INVOCATION). */
const loginFiles = ['.bash_profile', '.bash_login', '.profile'];

/** What a file holds, and why it cannot be changed. */
export interface FileLook {
  path: string;
  /** As `latin1`; undefined where there is none, or it is not read. */
  text?: string | undefined;
  problem?: string | undefined;
}

/** The files that an interactive shell may read when it starts; empty without a home folder. */
export function startUpPaths(shell: FunctionsShell, env: Environment): string[] {
  const home = homeFolder(env);
  if (!home) return [];
  if (shell === 'bash') return ['.bashrc', ...loginFiles].map((name) => path.join(home, name));
  if (shell === 'zsh') return ['.zshrc', '.zprofile', '.zshenv'].map((name) => path.join(zshFolder(home, env), name));
  const fish = fishFolder(home, env);
  const parts = namesIn(path.join(fish, 'conf.d')).filter((name) => name.endsWith('.fish'));
  return [path.join(fish, 'config.fish'), ...parts.map((name) => path.join(fish, 'conf.d', name))];
}

/**
 * The files that need the line, so that terminals and login shells (ssh) load the functions, and each once.
 * A missing file is named only where it hides no other: ~/.bash_profile would hide ~/.profile.
 */
export function filesForLine(shell: FunctionsShell, env: Environment): string[] {
  const home = homeFolder(env);
  if (!home) return [];
  if (shell === 'zsh') return [path.join(zshFolder(home, env), '.zshrc')];
  if (shell === 'fish') return [path.join(fishFolder(home, env), 'conf.d/mfa-env.fish')];
  const textOf = (name: string): string | undefined => lookAt(path.join(home, name)).text;
  const login = loginFiles.find((name) => textOf(name) !== undefined) ?? '.profile';
  const names = leadsTo(login, '.bashrc', textOf)
    ? ['.bashrc']
    : leadsTo('.bashrc', login, textOf)
      ? [login]
      : ['.bashrc', login];
  return names.map((name) => path.join(home, name));
}

/** Where zsh has its files. ~/.zshenv may set the folder without exporting it. */
function zshFolder(home: string, env: Environment): string {
  if (env.ZDOTDIR) return env.ZDOTDIR;
  return zshFolderIn(lookAt(path.join(home, '.zshenv')).text ?? '', { ...env, HOME: home }) ?? home;
}

const fishFolder = (home: string, { XDG_CONFIG_HOME: folder }: Environment): string =>
  path.join(folder?.startsWith('/') ? folder : path.join(home, '.config'), 'fish');

/** Whether a start-up file sources another one, itself or through a third. @param textOf undefined for a missing file */
export function leadsTo(
  from: string,
  to: string,
  textOf: (name: string) => string | undefined,
  seen: readonly string[] = [],
): boolean {
  const text = textOf(from);
  if (text === undefined || seen.includes(from)) return false;
  const sourced = sourcedBy(text);
  return sourced.includes(to) || sourced.some((name) => leadsTo(name, to, textOf, [...seen, from]));
}

/** The files of bash's own that a text sources, as far as lines such as `. ~/.bashrc` name them. */
const sourcedBy = (text: string): string[] =>
  [
    ...text.matchAll(
      /^[^#\n]*(?<![^\s;&|])(?:\.|source)[ \t]+["']?[^\s;&|]*\/(\.bashrc|\.bash_profile|\.bash_login|\.profile)(?![\w.-])/gm,
    ),
  ].map(([, name = '']) => name);

/** The folder that ~/.zshenv sets for zsh's other files; undefined where it sets none, or only zsh could tell. */
export function zshFolderIn(text: string, env: Environment): string | undefined {
  const [, value] = [...text.matchAll(/^[ \t]*(?:export[ \t]+)?ZDOTDIR=(\S+)[ \t]*(?:#.*)?$/gm)].at(-1) ?? [];
  const folder = value
    ?.replace(/["']/g, '')
    .replace(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, other: string) => env[name] || other)
    .replace(/^~(?=\/|$)/, '$HOME')
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced, bare) => env[braced ?? bare] ?? '$');
  return folder?.startsWith('/') && !/[$`*?{}]/.test(folder) ? folder : undefined;
}

/** No start-up file that a person writes is longer. */
const MAX_FILE_BYTES = 1_000_000;

/** Reads a start-up file, and sees whether it can be changed. A pipe is not read: that could block. */
export function lookAt(file: string): FileLook {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    const target = resolved(file);
    if (isOfStore(target)) return { path: file, text: stat && textOf(file), problem: 'it is made by Nix or Guix' };
    if (!stat) return { path: file, problem: problemOfFolder(path.dirname(target)) };
    if (!stat.isFile()) return { path: file, problem: 'it is not a plain file' };
    if (stat.size > MAX_FILE_BYTES) return { path: file, problem: 'it is too large' };
    const text = textOf(file);
    return { path: file, text, problem: text.includes('\0') ? 'it is not text' : problemOf(target, stat) };
  } catch (error) {
    return { path: file, problem: `it cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}

const textOf = (file: string): string => readFileSync(file, 'latin1');

function problemOf(target: string, { uid, mode }: Stats): string | undefined {
  if (uid !== process.geteuid?.()) return 'it belongs to another user';
  // A file that its owner made read-only could be replaced all the same.
  if (!(mode & 0o200) || !isWritable(target)) return 'it is read-only';
  return problemOfFolder(path.dirname(target));
}

function problemOfFolder(folder: string): string | undefined {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat) return folder === '/' ? undefined : problemOfFolder(path.dirname(folder));
  if (!stat.isDirectory()) return `${folder} is not a folder`;
  if (stat.uid !== process.geteuid?.()) return `${folder} belongs to another user`;
  return isWritable(folder) ? undefined : `${folder} is read-only`;
}

const isOfStore = (file: string): boolean => /^\/(?:nix|gnu)\/store\//.test(file);

/** Also no for a file that is immutable, or on a disk that is mounted read-only. */
function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
