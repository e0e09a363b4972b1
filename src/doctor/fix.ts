import { dialects, type ShellName } from '../shell/dialects.ts';
import type { Environment } from '../shell/env-diff.ts';
import { withProfile, word } from '../text/quote.ts';
import type { Facts } from './facts.ts';

/** The command that takes variables out of a shell. */
export const drop = (shell: ShellName, ...names: string[]): string =>
  shell === 'fish' ? names.map((name) => `set -e ${name}`).join('; ') : `unset ${names.join(' ')}`;

/** The command that sets a variable of a shell. @param value as it is to stand there, quoted where it needs that */
export const set = (shell: ShellName, name: string, value: string): string =>
  shell === 'fish' ? `set -gx ${name} ${value}` : `export ${name}=${value}`;

/** The command that opens a file in the user's editor. */
export const edit = (env: Environment, path: string): string => `${env.VISUAL || env.EDITOR || 'vi'} ${word(path)}`;

/** The command that renews the shell functions. */
export function reload(shell: ShellName): string {
  const name = shell === 'posix' ? 'bash' : shell;
  return dialects[name].evalLine(`mfa-env init ${name}`);
}

type Here = Pick<Facts, 'env' | 'shell'>;

/**
 * The command that puts a session into this shell. `authaws` only where its functions are loaded (C8.4).
 * @param profile '' stands for the keys of the environment
 * @param more options as they are to stand there
 */
export const start = ({ env, shell }: Here, profile: string, ...more: string[]): string =>
  env.MFA_ENV_FUNCTIONS
    ? [withProfile('authaws', profile), ...more].join(' ')
    : dialects[shell].evalLine([withProfile('mfa-env', profile), ...more].join(' '));

/** The command that takes the session out of this shell. */
export const clear = ({ env, shell }: Here): string =>
  env.MFA_ENV_FUNCTIONS ? 'authaws --clear' : dialects[shell].evalLine('mfa-env --clear');

/** The command that looks at a profile; '' for the one that counts. */
export const look = ({ env }: Pick<Facts, 'env'>, profile: string): string =>
  withProfile(env.MFA_ENV_FUNCTIONS ? 'authaws doctor' : 'mfa-env doctor', profile);
