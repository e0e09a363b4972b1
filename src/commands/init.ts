import bash from '../../shell/mfa-env.bash';
import fish from '../../shell/mfa-env.fish';
import zsh from '../../shell/mfa-env.zsh';
import { usage } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Request } from '../options.ts';
import type { Printed } from './printed.ts';

const functions: Record<string, string> = { bash, zsh, fish };

/** The shell functions, as they stand in shell/. @throws Failure (usage) for a shell that has none */
export function init({ words: [shell, ...more] }: Request): Printed {
  const known = Object.keys(functions);
  if (shell === undefined)
    throw usage('init for which shell?', `one of: ${known.map((name) => `mfa-env init ${name}`).join(', ')}`);
  if (!Object.hasOwn(functions, shell)) throw usage(`init knows no shell ${shell}`, nearest(shell, known));
  if (more.length > 0) throw usage('init takes one shell', `mfa-env init ${shell}`);
  return { out: functions[shell] ?? '' };
}
