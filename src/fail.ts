import { readLoosely } from './cli/parse.ts';
import type { Context } from './context.ts';
import { exitStatus, isFailure } from './errors.ts';
import { wasCodeSent } from './mfa/code.ts';
import { callingShell, shellNamed } from './shell/detect.ts';
import { dialects } from './shell/dialects.ts';
import type { Environment } from './shell/env-diff.ts';
import { isTerminal, say, tryToWrite } from './system/output.ts';
import { secondsLeft } from './text/time.ts';

/** Handles the signals that end the process, so that `eval` fails (C2.8) and commands that we started end, too. */
export function watchSignals(argv: readonly string[], env: Environment): void {
  if (process.listenerCount('SIGINT') > 0) return; // the early question listens to the others
  keepInspectorShut();
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, (_: string, number: number) => {
      if (process.listenerCount(signal) > 1) return; // another listener ends the process
      const status = 128 + number;
      failEval(argv, env, status);
      if (signal === 'SIGINT')
        say(`mfa-env: cancelled\n${wasCodeSent() ? '  a code that was sent may be used up\n' : ''}`);
      process.exit(status);
    });
  }
  keepOutOfStops(argv);
}

/** Shells ignore SIGTSTP for a captured command, Node does not, and a stopped one hangs the terminal (docs/shells.md). */
function keepOutOfStops(argv: readonly string[]): void {
  if (readLoosely(argv).forEval && !isTerminal(1)) process.on('SIGTSTP', () => process.kill(0, 'SIGCONT'));
}

/** On SIGUSR1 Node opens its inspector, a way in for other users of this machine. A listener prevents that. */
export function keepInspectorShut(): void {
  if (process.listenerCount('SIGUSR1') === 0) process.on('SIGUSR1', () => {});
}

/** Prints code that fails with the status, because an `eval` of nothing succeeds in every shell. */
function failEval(argv: readonly string[], env: Environment, status: number): void {
  const { forEval, shell } = readLoosely(argv);
  if (!forEval || isTerminal(1)) return;
  tryToWrite(1, dialects[shellNamed(shell ?? '') ?? callingShell(env)].fail(status));
}

/** Reports an error on stderr and makes `eval` fail with its status (C2.8). @returns the exit status */
export async function report(
  error: unknown,
  argv: readonly string[],
  { env, now }: Pick<Context, 'env' | 'now'>,
): Promise<number> {
  const { failureText } = await import('./text/colors.ts'); // only failures need colours
  const status = isFailure(error) ? error.status : exitStatus.refused;
  const isRenewal = status === exitStatus.refused || status === exitStatus.interrupted; // not a typo
  const left =
    isRenewal && readLoosely(argv).forEval ? secondsLeft({ expires: Number(env.MFA_ENV_EXPIRES) }, now()) : 0;
  failEval(argv, env, status);
  say(failureText(error, env, argv, left));
  return status;
}
