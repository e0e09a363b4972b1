import { readFileSync } from 'node:fs';
import path from 'node:path';
import { oneLine } from '../text/format.ts';
import { quoted, word } from '../text/quote.ts';
import type { ShellName } from './dialects.ts';

export type FunctionsShell = Exclude<ShellName, 'posix'>;

export interface Installation {
  node: string;
  /** The file bin.cjs. */
  script: string;
  shellFolder: string;
}

export const thisInstallation = (): Installation => ({
  node: process.execPath,
  script: path.join(__dirname, 'bin.cjs'),
  shellFolder: path.join(__dirname, 'shell'),
});

export interface FunctionsOptions {
  /** New terminals take a cached session (C7.3). */
  auto: boolean;
  /** Commands that have `authaws` ask first where the session of the shell is over (C7.2b). */
  wrap?: readonly string[] | undefined;
  /** The time left, in the prompt. */
  prompt?: boolean | undefined;
  /** The value of AWS_DEFAULT_PROFILE, where neither the shell nor a session has a profile. */
  profile?: string | undefined;
  /** The user was asked about all of these, and took none. */
  isDeclined?: boolean | undefined;
}

/** The command that prints functions with these options, as far as `init` takes them. */
export const initLine = (shell: FunctionsShell, { auto, wrap = [] }: FunctionsOptions): string =>
  `mfa-env init ${shell}${auto ? ' --auto' : ''}${wrap.length > 0 ? ` --wrap ${wrap.join(',')}` : ''}`;

/**
 * The shell functions that the build made, with the places of node and mfa-env filled in.
 * @param isFile for a file that is sourced. bash and zsh parse it command by command, so what stands behind a `return` costs
 * a new terminal nothing; at its first use the file is sourced again, with a word that leads past the `return`
 */
export function functionsText(
  shell: FunctionsShell,
  { auto, wrap = [], prompt, profile }: FunctionsOptions,
  installation: Installation = thisInstallation(),
  isFile = false,
): string {
  const before = profile === undefined ? '' : lines[shell].profile(profile);
  const after = prompt ? lines[shell].prompt : '';
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

/** With its place in the functions, mfa-env stays the one that was installed, whatever comes first in PATH later. */
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

interface Lines {
  /** Stands before the functions, which may use it. */
  profile: (name: string) => string;
  /** Stands after them. */
  prompt: string;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is shell code
const guard = '${MFA_ENV_EXPIRES+x}${AWS_PROFILE-}${AWS_DEFAULT_PROFILE-}';
const exported = (name: string): string =>
  `[[ -n ${guard} ]] || \\builtin export AWS_DEFAULT_PROFILE=${quoted(name)}\n`;

const lines: Record<FunctionsShell, Lines> = {
  bash: {
    profile: exported,
    prompt: `[[ $- != *i* || \${PS1-} == *mfa_env_prompt* ]] || PS1='\${MFA_ENV_EXPIRES:+$(mfa_env_prompt) }'"\${PS1-}"\n`,
  },
  zsh: {
    profile: exported,
    prompt: `if [[ -o interactive && $PROMPT != *mfa_env_prompt* ]]; then
  \\builtin setopt prompt_subst
  PROMPT='\${MFA_ENV_EXPIRES:+$(mfa_env_prompt) }'"$PROMPT"
fi\n`,
  },
  fish: {
    profile: (name) =>
      `set -q MFA_ENV_EXPIRES; or set -q AWS_PROFILE; or set -q AWS_DEFAULT_PROFILE; or set -gx AWS_DEFAULT_PROFILE ${quoted(name)}\n`,
    prompt: 'functions -q fish_right_prompt; or function fish_right_prompt; mfa_env_prompt; end\n',
  },
};

/** The functions call these themselves: wrapped, the call would never end. */
const own = ['authaws', 'mfa-env', 'mfa_env_prompt', 'builtin', 'command'];

/** The names of commands in the value of `--wrap`, each once. */
export const namesToWrap = (value: string): string[] => [...new Set(value.split(',').map((name) => name.trim()))];

/** Whether the functions can wrap a command of this name, which is put into their code. */
export const canWrap = (name: string): boolean => /^[A-Za-z][\w.+-]*$/.test(name) && !own.includes(name);
