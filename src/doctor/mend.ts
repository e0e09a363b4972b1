import { dialects, type ShellName } from '../shell/dialects.ts';
import type { Environment } from '../shell/environment.ts';
import { word } from '../text/typed.ts';

/** The command that takes variables out of a shell. */
export const drop = (shell: ShellName, ...names: string[]): string =>
  shell === 'fish' ? names.map((name) => `set -e ${name}`).join('; ') : `unset ${names.join(' ')}`;

/** The command that opens a file in the user's editor. */
export const edit = (env: Environment, path: string): string => `${env.VISUAL || env.EDITOR || 'vi'} ${word(path)}`;

/** The command that renews the shell functions. */
export function reload(shell: ShellName): string {
  const name = shell === 'posix' ? 'bash' : shell;
  return dialects[name].evalLine(`mfa-env init ${name}`);
}
