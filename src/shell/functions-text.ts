import { readFileSync } from 'node:fs';
import path from 'node:path';
import { oneLine } from '../text/format.ts';
import { word } from '../text/quote.ts';
import type { ShellName } from './dialects.ts';
import { type Extras, extraLines } from './extras.ts';

/** The shells that have functions. */
export type FunctionsShell = Exclude<ShellName, 'posix'>;

/** Where an mfa-env is. */
export interface Installation {
  /** The program that runs it. */
  node: string;
  /** Its bin.cjs. */
  script: string;
  /** The folder with the functions that the build made. */
  shellFolder: string;
}

/** The mfa-env that runs. */
export const thisInstallation = (): Installation => ({
  node: process.execPath,
  script: path.join(__dirname, 'bin.cjs'),
  shellFolder: path.join(__dirname, 'shell'),
});

/** What functions are made with. */
export interface FunctionsOptions extends Extras {
  /** New terminals take a cached session (C7.3). */
  auto: boolean;
  /** Commands that have `authaws` ask first where the session of the shell is over (C7.2b). */
  wrap?: readonly string[] | undefined;
  /** The user was asked about all of these, and took none. */
  isDeclined?: boolean | undefined;
}

/** The command that prints functions which are made so, but for what only setup adds. */
export const initLine = (shell: FunctionsShell, { auto, wrap = [] }: FunctionsOptions): string =>
  `mfa-env init ${shell}${auto ? ' --auto' : ''}${wrap.length > 0 ? ` --wrap ${wrap.join(',')}` : ''}`;

/**
 * The shell functions that the build made, with the places of node and mfa-env filled in.
 * @param isFile it is sourced, and not evaluated: bash and zsh parse a file command by command, so that what stands behind a
 * `return` costs a new terminal nothing. At its first use the file is sourced again, with a word that leads on
 * @throws what the file system says
 */
export function functionsText(
  shell: FunctionsShell,
  { auto, wrap = [], ...extras }: FunctionsOptions,
  installation: Installation = thisInstallation(),
  isFile = false,
): string {
  const [before, after] = extraLines(shell, extras);
  const read = (name: string): string => readFileSync(path.join(installation.shellFolder, `${name}.${shell}`), 'utf8');
  const all = withPlaces(read('mfa-env'), installation);
  const commands = wrap.map((name) => `'${name}'`).join(' ');
  const more =
    (auto ? read('auto') : '') + (wrap.length > 0 ? read('wrap').replaceAll('{{wrapped_names}}', commands) : '');
  const [start, authaws, completion, register] = all.split('# ---\n');
  if (!isFile || register === undefined) return before + all + more + after;
  return `if [[ "\${1-}" != __mfa_env_* ]]; then
${before}${start}${read('later')}${register}${more}${after}'builtin' 'return' '0'
fi
${start}${authaws}[[ "$1" != __mfa_env_authaws ]] || 'builtin' 'return' '0'
${completion}`;
}

/** So that another node or mfa-env that comes first in PATH one day changes nothing. */
function withPlaces(text: string, { node, script }: Installation): string {
  const places = { node, script };
  // Where a line cannot hold one of them, the functions look in PATH.
  if (Object.values(places).some((place) => oneLine(place) !== place)) return text;
  return Object.entries(places).reduce(
    (filled, [name, place]) =>
      filled.replace(new RegExp(`(__mfa_env_${name}[= ])''`), (_, start: string) => start + word(place)),
    text,
  );
}

/** The places in a text of `functionsText`; '' where PATH decides. */
export function placesIn(text: string): Pick<Installation, 'node' | 'script'> {
  const placeOf = (name: string): string => {
    const [, quoted = ''] = new RegExp(`__mfa_env_${name}[= ]((?:'[^']*'|\\\\.|[\\w@%+:,./-])+)`).exec(text) ?? [];
    return quoted.replace(/'([^']*)'|\\(.)/g, (_, inside = '', escaped = '') => inside + escaped);
  };
  return { node: placeOf('node'), script: placeOf('script') };
}
