import chalk, { Chalk, chalkStderr } from 'chalk';
import { isFailure, nameOf, textOf, unexpected } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { colourMark, oneLine, withTilde } from './format.ts';
import { showDuration } from './time.ts';

/** C6.1. @param argv its codes are masked in the text @param sessionLeft seconds of the session in this shell (C2.8) */
export function failureText(error: unknown, env: Environment, argv: readonly string[] = [], sessionLeft = 0): string {
  const { red, dim } = paint(env);
  const failure = isFailure(error) ? error : unexpected(error);
  const codes = argv.flatMap((word) => word.match(code) ?? []).filter((word) => word !== '123456');
  const clean = (text: string): string =>
    codes.reduce((left, code) => left.replaceAll(code, '••••••'), oneLine(withTilde(text, env.HOME)));
  const lines = [`${red('mfa-env:')} ${clean(failure.message)}`];
  if (failure.advice) lines.push(`  ${clean(failure.advice)}`);
  if (sessionLeft > 0) lines.push(dim(`  the session in this shell is valid for another ${showDuration(sessionLeft)}`));
  if (env.MFA_ENV_DEBUG) lines.push(trace(error));
  return `${lines.join('\n')}\n`;
}

/** A code, also after `=` or with a blank in it. */
const code = /(?<!\d)\d{3}\s?\d{3}(?!\d)/g;

type Paint = (text: string) => string;

const colours = ['red', 'green', 'yellow', 'dim', 'bold'] as const;

/** The colours of a chalk instance, marked for `forPeople`. Escape sequences of the text itself are removed. */
function coloursOf(painter: InstanceType<typeof Chalk>, env: Environment): Record<(typeof colours)[number], Paint> {
  const own = env.NO_COLOR ? new Chalk({ level: 0 }) : painter; // chalk ignores NO_COLOR (C6.3)
  const paint =
    (name: (typeof colours)[number]): Paint =>
    (text) =>
      own[name](text.replaceAll('\u001b', ' ')).replaceAll('\u001b', colourMark);
  return Object.fromEntries(colours.map((name) => [name, paint(name)])) as Record<(typeof colours)[number], Paint>;
}

/** Colours for stderr. chalk looks at FORCE_COLOR and the terminal. */
const paint = (env: Environment): Record<(typeof colours)[number], Paint> => coloursOf(chalkStderr, env);

const paintOut = (env: Environment): Record<(typeof colours)[number], Paint> => coloursOf(chalk, env);

export const good = (line: string, env: Environment): string => `${paint(env).green(line.trimEnd())}\n`;

/** The colours of a table's parts, named by their meaning. */
type Shade = 'heading' | 'here' | 'fine' | 'soon' | 'over';

export function shades(env: Environment): Record<Shade, Paint> {
  const { dim, bold, green, yellow, red } = paintOut(env);
  return { heading: dim, here: bold, fine: green, soon: yellow, over: red };
}

/** The marks of `doctor`, which differ without colour, too. */
export function marks(env: Environment): Record<'fine' | 'warning' | 'error', string> {
  const { green, yellow, red } = paintOut(env);
  return { fine: green('✓'), warning: yellow('!'), error: red('✗') };
}

/** A stack trace without messages, since these may hold a secret. */
function trace(error: unknown): string {
  const lines: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = textOf(cause, 'code');
    const head = `${textOf(cause, 'name')}: ${textOf(cause, 'message')}`.split('\n').length; // the message may have several lines
    const places = textOf(cause, 'stack').split('\n').slice(head);
    lines.push(`${nameOf(cause)}${/^[A-Z][A-Z0-9_]*$/.test(code) ? ` (${code})` : ''}`);
    lines.push(...places.filter((line) => place.test(line) && !/\d{6}/.test(line.replace(/:\d+:\d+\)?$/, ''))));
  }
  return lines.join('\n');
}

/** A line of a stack trace, and not text from an answer that looks like one. A code in it is one of those. */
const place = /^ {4}at (?:.* \()?(?:node:|file:|\/)[^()\p{Cc}]*:\d+:\d+\)?$/u;
