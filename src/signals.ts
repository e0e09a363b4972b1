import { readLoosely } from './cli/parse.ts';
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

/**
 * An `eval` whose mfa-env is ended by `timeout`, a closing terminal or Ctrl-C fails too (C2.8), and what we have started
 * ends with us.
 */
export function watchSignals(argv: readonly string[], env: Environment): void {
  if (process.listenerCount('SIGTERM') > 0) return;
  keepInspectorShut();
  for (const [signal, status] of statuses) {
    process.on(signal, () => {
      if (process.listenerCount(signal) > 1) return; // whoever waits there ends it, with a word
      failEval(argv, env, status);
      if (signal === 'SIGINT') say('mfa-env: interrupted\n  a code that was sent may be used up\n');
      process.exit(status);
    });
  }
  keepOutOfStops(argv);
}

/**
 * A shell that waits for what it captures does not see it stopped, so Ctrl-Z would hang the terminal for good. Shells
 * ignore SIGTSTP for what they capture; Node takes that back when it starts. What we have started, such as a command for
 * codes, goes on with us.
 */
function keepOutOfStops(argv: readonly string[]): void {
  if (readLoosely(argv).forEval && !isTerminal(1)) process.on('SIGTSTP', () => process.kill(0, 'SIGCONT'));
}

/**
 * Node opens its inspector on SIGUSR1, and every user of this machine who can connect to it runs code in here. A
 * listener of one's own takes that away (https://nodejs.org/api/process.html#signal-events).
 */
export function keepInspectorShut(): void {
  if (process.listenerCount('SIGUSR1') === 0) process.on('SIGUSR1', () => {});
}

/** An `eval` of nothing succeeds in every shell: it gets a word that fails with the status. */
export function failEval(argv: readonly string[], env: Environment, status: number): void {
  const { forEval, shell } = readLoosely(argv);
  if (!forEval || isTerminal(1)) return;
  tryToWrite(1, dialects[shellNamed(shell ?? '') ?? callingShell(env)].fail(status));
}
