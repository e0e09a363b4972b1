import type { Request } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { callingPid, callingShell } from '../shell/detect.ts';
import { dialects, type ShellName } from '../shell/dialects.ts';
import { type Environment, hasSession, leave } from '../shell/environment.ts';
import { forgetShell } from '../store/shells.ts';
import { isTerminal } from '../system/output.ts';
import { cacheFolder } from '../system/paths.ts';
import type { Printed } from './printed.ts';

/** Code that takes the session out of the shell. Needs nothing but the environment (C2.4). */
export async function clear({ words, options }: Request, { env }: Context): Promise<Printed> {
  if (words.length > 0) throw usage('--clear takes no code', 'leave one of them out');
  const shell = (options.shell as ShellName | undefined) ?? (await callingShell(env));
  const out = dialects[shell].change(leave(env));
  if (!options.show && (await isTerminal(1)))
    return { out: '', note: `clear this shell: ${dialects[shell].evalLine('mfa-env --clear')}\n` };
  if (hasSession(env)) await forgetNote(env);
  const note = hasSession(env)
    ? 'session cleared\n'
    : 'no session in this shell; its AWS credential variables were unset\n';
  return { out, note: options.quiet ? '' : note };
}

/** It needs no home folder. */
async function forgetNote(env: Environment): Promise<void> {
  const folder = await cacheFolder(env).catch(() => undefined);
  if (folder !== undefined) forgetShell(folder, callingPid(env));
}
