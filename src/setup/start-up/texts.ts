import type { Environment } from '../../shell/env-diff.ts';
import { outsideBlocks } from './block.ts';

/** A line of a start-up file that loads the functions, and is not in our block. */
export interface OwnLine {
  /** From 1 on. */
  number: number;
  /** Whether it starts Node at each new terminal: `eval "$(mfa-env init bash)"`. */
  startsNode: boolean;
}

/** Such a line, where a person wrote one. */
export function ownLineIn(text: string): OwnLine | undefined {
  const lines = outsideBlocks(text).split('\n');
  const at = lines.findIndex((line) => loading.test(line));
  return at < 0 ? undefined : { number: at + 1, startsNode: /\bmfa-env\s+init\b/.test(lines[at] ?? '') };
}

/** Whether a line (not a comment) runs `mfa-env init`, sources a file of mfa-env, or defines `authaws`. */
export const loadsFunctions = (text: string): boolean => text.split('\n').some((line) => loading.test(line));

const loading =
  /^\s*function authaws\b|^\s*authaws\s*\(\)|^[^#]*\bmfa-env\b.*(?:\binit\b|\.(?:bash|zsh|fish)\b)|^(?:[^#]*[\s;&])?(?:\.|source)\s[^#]*\bmfa-env\b/;

/**
 * Whether a start-up file sources another one, itself or through a third.
 * @param textOf the text of a file by its name; undefined without one
 */
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

/** Names of the files in the home folder that bash itself reads, as far as lines such as `. ~/.bashrc` name them. */
const sourcedBy = (text: string): string[] =>
  [
    ...text.matchAll(
      /^[^#\n]*(?<![^\s;&|])(?:\.|source)[ \t]+["']?[^\s;&|]*\/(\.bashrc|\.bash_profile|\.bash_login|\.profile)(?![\w.-])/gm,
    ),
  ].map(([, name = '']) => name);

/**
 * The folder that ~/.zshenv sets for zsh's other files; undefined where it sets none, or only zsh could tell.
 * @param text of ~/.zshenv
 */
export function zshFolderIn(text: string, env: Environment): string | undefined {
  const [, value] = [...text.matchAll(/^[ \t]*(?:export[ \t]+)?ZDOTDIR=(\S+)[ \t]*(?:#.*)?$/gm)].at(-1) ?? [];
  const folder = value
    ?.replace(/["']/g, '')
    .replace(/^~(?=\/|$)/, '$HOME')
    .replace(/\$\{XDG_CONFIG_HOME:-([^}]*)\}/g, (_, other: string) => env.XDG_CONFIG_HOME || other)
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced, bare) => env[braced ?? bare] ?? '$');
  return folder?.startsWith('/') && !/[$`*?{}]/.test(folder) ? folder : undefined;
}
