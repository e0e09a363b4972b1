import chalk, { Chalk, chalkStderr } from 'chalk';
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

/** The marks of `doctor`, on stdout: readable without colour too. */
export function marks(env: Environment): Record<'fine' | 'warning' | 'error', string> {
  const { green, yellow, red } = env.NO_COLOR ? new Chalk({ level: 0 }) : chalk;
  return { fine: green('✓'), warning: yellow('!'), error: red('✗') };
}

const unexpected = (error: unknown): Failure =>
  new Failure(
    1,
    `something went wrong that should not: ${error instanceof Error ? nameOf(error) : typeof error}`,
    'MFA_ENV_DEBUG=1 shows where; please report it',
  );

/** Where it happened and, in short, why. Texts from outside may hold a secret: places, names and codes do not. */
function trace(error: unknown): string {
  const lines: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = String((cause as NodeJS.ErrnoException).code ?? '');
    const stack = cause.stack ?? '';
    const places = stack.slice(stack.indexOf(cause.message) + cause.message.length);
    lines.push(`${nameOf(cause)}${/^[A-Z][A-Z0-9_]*$/.test(code) ? ` (${code})` : ''}`);
    lines.push(...places.split('\n').filter((line) => place.test(line)));
  }
  return lines.join('\n');
}

/** A line of a stack; what an answer puts into a message may look like one. */
const place = /^ {4}at (?:.* \()?(?:node:|file:|\/)[^()]*:\d+:\d+\)?$/;

/** An answer from outside names its own error. */
const nameOf = ({ name }: Error): string => (/^[A-Z][A-Za-z]{1,60}$/.test(name) ? name : 'Error');
