import { Chalk, chalkStderr } from 'chalk';
import { showDuration } from './duration.ts';
import { Failure, isFailure } from './errors.ts';
import type { Environment } from './shell/environment.ts';
import { oneLine } from './words.ts';

/**
 * A failure as people read it: what happened, then what to do (C6.1).
 * @param sessionLeft seconds that the shell's present session still has, where there is one (C2.8)
 */
export function failureText(error: unknown, env: Environment, sessionLeft?: number): string {
  const { red, dim } = paint(env);
  const failure = isFailure(error) ? error : unexpected(error);
  const lines = [`${red('mfa-env:')} ${oneLine(failure.message)}`];
  if (failure.advice) lines.push(`  ${oneLine(failure.advice)}`);
  if (sessionLeft) lines.push(dim(`  the session that this shell has goes on for ${showDuration(sessionLeft)}`));
  if (env.MFA_ENV_DEBUG) lines.push(trace(error));
  return `${lines.join('\n')}\n`;
}

/** Colours for stderr: chalk looks at FORCE_COLOR and the terminal there, NO_COLOR is ours to see (C6.3). */
function paint(env: Environment): InstanceType<typeof Chalk> {
  return env.NO_COLOR ? new Chalk({ level: 0 }) : chalkStderr;
}

const unexpected = (error: unknown): Failure =>
  new Failure(
    1,
    `something went wrong that should not: ${error instanceof Error ? error.name : typeof error}`,
    'MFA_ENV_DEBUG=1 shows where; please report it',
  );

/** Where it happened and, in short, why. Texts from outside may hold a secret: names, codes and places do not. */
function trace(error: unknown): string {
  const lines: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const places = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    lines.push(`${cause.name}${code ? ` (${code})` : ''}`, ...places);
  }
  return lines.join('\n');
}
