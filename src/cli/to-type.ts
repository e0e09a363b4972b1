import { callingShell } from '../shell/detect.ts';
import { dialects, type ShellName } from '../shell/dialects.ts';
import type { Environment } from '../shell/env-diff.ts';
import { commandWords } from '../text/quote.ts';
import { commands, isOptionWord, optionWords } from './commands.ts';
import { commandOf, looksLikeCode, readLoosely } from './parse.ts';

// What somebody is told to type (C8.4): the one place that knows how.

/** The words behind `mfa-env` as a line to type, each quoted where a shell needs it. */
export type ToType = (...words: string[]) => string;

/**
 * A line that the caller can type now: `authaws …` where the functions are loaded; else `mfa-env …`, in an `eval` where
 * it changes the shell. @param shell undefined: the calling one, which is found out only for an `eval`
 */
export const toType =
  (env: Environment, shell?: ShellName): ToType =>
  (...words) => {
    const line = commandWords([programOf(env), ...words]);
    if (hasFunctions(env) || !changesShell(words)) return line;
    return dialects[shell ?? callingShell(env)].evalLine(line);
  };

/** For where nothing is known of the caller. */
export const plainly: ToType = (...words) => commandWords(['mfa-env', ...words]);

/** Whether the shell functions called us: they set one of these two. */
export const hasFunctions = ({ MFA_ENV_SHELL_PID, MFA_ENV_FUNCTIONS }: Environment): boolean =>
  !!(MFA_ENV_SHELL_PID || MFA_ENV_FUNCTIONS);

export const programOf = (env: Environment): 'authaws' | 'mfa-env' => (hasFunctions(env) ? 'authaws' : 'mfa-env');

function changesShell(words: readonly string[]): boolean {
  const [first = ''] = words;
  if (isOptionWord(first)) return optionWords[first].prints === 'change';
  return commandOf({ before: [first], behind: [] }) === 'get' && readLoosely(words).forEval;
}

/** With `-p` where the word alone would mean something else. @param name '' for the keys of the environment */
export function profileWords(name: string): string[] {
  if (name === '') return [];
  const isOther = name.startsWith('-') || looksLikeCode(name) || Object.hasOwn(commands, name) || isOptionWord(name);
  return isOther ? ['-p', name] : [name];
}

/** The options that decide which session it is. */
export interface Given {
  /** '' for the keys of the environment. */
  profile: string;
  serial?: string | undefined;
  region?: string | undefined;
  roleArn?: string | undefined;
  readOnly?: boolean | undefined;
  policyArns?: readonly string[] | undefined;
  /** Seconds, or as it was given. */
  duration?: number | string | undefined;
  refresh?: boolean | undefined;
  write?: boolean | undefined;
  toType?: ToType | undefined;
}

/** The line that starts the session of these options. */
export const commandLine = ({ toType: line = plainly, ...given }: Given): string =>
  line(
    ...(given.refresh ? ['refresh'] : []),
    ...profileWords(given.profile),
    ...option('--serial', given.serial),
    ...option('--region', given.region),
    ...option('--role-arn', given.roleArn),
    ...(given.readOnly ? ['--read-only'] : []),
    ...(given.policyArns ?? []).flatMap((arn) => option('--policy-arn', arn)),
    ...option('-d', typeof given.duration === 'number' ? durationOption(given.duration) : given.duration),
    ...(given.write ? ['-w'] : []),
  );

const option = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [name, value]);

/** Seconds as a value of `--duration`: 43200 is `12h`. */
function durationOption(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : String(seconds);
}
