import { readLoosely } from './cli/parse.ts';
import { wasCodeSent } from './mfa/code-sent.ts';
import { callingShell, shellNamed } from './shell/detect.ts';
import { dialects } from './shell/dialects.ts';
import type { Environment } from './shell/env-diff.ts';
import { isTerminal, say, tryToWrite } from './system/output.ts';

const statuses = [
  ['SIGINT', 130],
  ['SIGQUIT', 131],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/** Handles the signals that end the process, so that `eval` fails (C2.8) and commands that we started end, too. */
export function watchSignals(argv: readonly string[], env: Environment): void {
  if (process.listenerCount('SIGQUIT') > 0) return; // the early question listens to SIGTERM
  keepInspectorShut();
  for (const [signal, status] of statuses) {
    process.on(signal, () => {
      if (process.listenerCount(signal) > 1) return; // another listener ends the process
      failEval(argv, env, status);
      if (signal === 'SIGINT')
        say(`mfa-env: cancelled\n${wasCodeSent() ? '  a code that was sent may be used up\n' : ''}`);
      process.exit(status);
    });
  }
  keepOutOfStops(argv);
}

/**
 * Shells ignore SIGTSTP for a captured command, but Node resets that, and the stopped process would hang the terminal
 * (docs/shells.md, Terminals and signals). Holds for the commands that we started, too.
 */
function keepOutOfStops(argv: readonly string[]): void {
  if (readLoosely(argv).forEval && !isTerminal(1)) process.on('SIGTSTP', () => process.kill(0, 'SIGCONT'));
}

/**
 * On SIGUSR1 Node opens its inspector, through which other users of this machine could run code in this process. A
 * listener prevents that (https://nodejs.org/api/process.html#signal-events).
 */
export function keepInspectorShut(): void {
  if (process.listenerCount('SIGUSR1') === 0) process.on('SIGUSR1', () => {});
}

/** Prints code that fails with the status, because an `eval` of nothing succeeds in every shell. */
export function failEval(argv: readonly string[], env: Environment, status: number): void {
  const { forEval, shell } = readLoosely(argv);
  if (!forEval || isTerminal(1)) return;
  tryToWrite(1, dialects[shellNamed(shell ?? '') ?? callingShell(env)].fail(status));
}
