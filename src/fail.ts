import { readLoosely } from './arguments/parse.ts';
import type { Context } from './context.ts';
import { exitStatus, isFailure } from './errors.ts';
import { callingShell, shellNamed } from './shell/detect.ts';
import { dialects } from './shell/dialects.ts';
import type { Environment } from './shell/environment.ts';
import { isTerminal, tryToWrite } from './system/output.ts';
import { failureText } from './text/messages.ts';

/** Says what went wrong, and gives `eval` the same status (C2.8). @returns the status */
export async function report(error: unknown, argv: readonly string[], { env, now }: Context): Promise<number> {
  const status = isFailure(error) ? error.status : exitStatus.refused;
  const left = Number(env.MFA_ENV_EXPIRES) - now() / 1000;
  await failEval(argv, env, status);
  tryToWrite(2, failureText(error, env, argv, left > 0 ? left : undefined));
  return status;
}

/** An `eval` whose mfa-env is ended by `timeout` or a closing terminal fails too. */
export function guard(argv: readonly string[], env: Environment): void {
  for (const [signal, status] of [['SIGTERM', 143] as const, ['SIGHUP', 129] as const]) {
    process.once(signal, () => {
      void failEval(argv, env, status).then(() => process.exit(status));
    });
  }
}

/** An `eval` of nothing succeeds in every shell: it gets a word that fails with the status. */
async function failEval(argv: readonly string[], env: Environment, status: number): Promise<void> {
  const { forEval, shell } = readLoosely(argv);
  if (!forEval || (await isTerminal(1))) return;
  tryToWrite(1, dialects[shellNamed(shell ?? '') ?? (await callingShell(env))].fail(status));
}
