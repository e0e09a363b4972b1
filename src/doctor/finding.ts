import { commandLine, type Given, profileWords, toType } from '../cli/to-type.ts';
import { dialects, type ShellName } from '../shell/dialects.ts';
import type { Environment } from '../shell/env-diff.ts';
import { word } from '../text/quote.ts';
import type { Facts } from './facts.ts';
import type { ExaminedProfile } from './profiles.ts';

/** A problem: an `error` breaks something now, a `warning` may. */
export interface Finding {
  check: CheckName;
  level: 'error' | 'warning';
  message: string;
  /** What to do, with the command at the end so that the line can be pasted. */
  advice: string;
  /** The affected profiles; empty where all are. */
  profiles: readonly string[];
}

/** In the order in which a user would fix the findings. */
export const checkNames = [
  'config',
  'permissions',
  'syntax',
  'duplicates',
  'headers',
  'keys',
  'session-keys',
  'chain',
  'device',
  'profile',
  'environment',
  'endpoint',
  'clock',
  'key',
  'region',
  'session',
  'cache',
  'functions',
  'path',
  'node',
] as const;

export type CheckName = (typeof checkNames)[number];

/** A pure function from facts to findings. */
export type Check = (facts: Facts, profiles: readonly ExaminedProfile[]) => Finding[];

type MakeFinding = (message: string, advice: string, ...profiles: string[]) => Finding;

export const findings = (check: CheckName): { error: MakeFinding; warning: MakeFinding } => ({
  error: (message, advice, ...profiles) => ({ check, level: 'error', message, advice, profiles }),
  warning: (message, advice, ...profiles) => ({ check, level: 'warning', message, advice, profiles }),
});

// The lines that help, for the advice of findings.

/** The command that unsets variables in a shell. */
export const unsetCommand = (shell: ShellName, ...names: string[]): string =>
  shell === 'fish' ? names.map((name) => `set -e ${name}`).join('; ') : `unset ${names.join(' ')}`;

/** The command that exports a variable in a shell. @param value already quoted for the shell */
export const setCommand = (shell: ShellName, name: string, value: string): string =>
  shell === 'fish' ? `set -gx ${name} ${value}` : `export ${name}=${value}`;

/** The command that opens a file in the user's editor. */
export const editCommand = (env: Environment, path: string): string =>
  `${env.VISUAL || env.EDITOR || 'vi'} ${word(path)}`;

/** The command that loads the current version of the shell functions. */
export function reloadCommand(shell: ShellName): string {
  const name = shell === 'posix' ? 'bash' : shell;
  return dialects[name].evalLine(`mfa-env init ${name}`);
}

type ShellFacts = Pick<Facts, 'env' | 'shell'>;

/**
 * The command that puts a session into this shell.
 * @param profile '' for the keys of the environment
 * @param more options
 */
export const startCommand = ({ env, shell }: ShellFacts, profile: string, more: Partial<Given> = {}): string =>
  commandLine({ ...more, profile, toType: toType(env, shell) });

/** What to do where there is no long-term key. */
export const setupAdvice = (env: Environment): string => `set one up: ${toType(env)('setup')}`;

/** The command that removes the session from this shell. */
export const clearCommand = ({ env, shell }: ShellFacts): string => toType(env, shell)('clear');

/** The command that checks a profile; '' for the selected one. */
export const doctorCommand = ({ env }: Pick<Facts, 'env'>, profile: string): string =>
  toType(env)('doctor', ...profileWords(profile));
