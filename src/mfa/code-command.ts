import { closeSync, fstatSync, openSync } from 'node:fs';
import { type Failure, usage } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { type CommandError, failureOf, runLine } from '../system/run-line.ts';
import { checkCode } from './code.ts';

/** A password manager may ask for a password, a YubiKey for a touch. */
export const CODE_COMMAND_TIMEOUT_MS = 120_000;

/** The code that a command prints (C4.1), which may talk to the user ("touch your YubiKey"). @throws Failure (usage) */
export async function codeOfCommand(
  command: string,
  env: Environment,
  timeoutMs = CODE_COMMAND_TIMEOUT_MS,
): Promise<string> {
  const stderr = talkTo();
  const output = await runLine(command, env, timeoutMs, stderr)
    .catch((error: CommandError): never => {
      throw fail(failureOf(error, timeoutMs), error);
    })
    .finally(() => stderr === 'shown' || closeSync(stderr));
  try {
    return checkCode(output);
  } catch (error) {
    throw fail(`printed no code: ${(error as Failure).message}`, error);
  }
}

/** Our stderr. If a tool reads that, as botocore does with a credential_process: the terminal, if there is one. */
function talkTo(): 'shown' | number {
  try {
    const stderr = fstatSync(2);
    return stderr.isFIFO() || stderr.isSocket() ? openSync('/dev/tty', 'w') : 'shown';
  } catch {
    return 'shown';
  }
}

/** The command is not shown: it may hold a secret, as in `oathtool --totp SEED`. */
const fail = (what: string, cause: unknown): Failure =>
  usage(
    `the command for codes ${what}`,
    'run it by hand to see why: it is MFA_ENV_CODE_COMMAND, or mfa_process of the profile',
    cause,
  );
