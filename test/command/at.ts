import path from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { openProgram, type Terminal } from '../shell/terminal.ts';
import type { Place } from './run.ts';

/**
 * Runs a line of sh at a pseudo-terminal, in which `"$@"` is `mfa-env` and these words, and then shows its status as
 * `status=N`. The terminal is closed when the test ends.
 * @param atEnd concurrent tests have an `onTestFinished` of their own
 */
export function at(
  place: Place,
  line: string,
  words: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  atEnd: (end: () => Promise<void>) => void = onTestFinished,
): Terminal {
  // What a shell shows last is lost now and then with its terminal, so it stays until it is closed.
  const script = `${line}; echo "status=$?"; read -r _`;
  const there = { ...place, dir: place.home } as unknown as Parameters<typeof openProgram>[2];
  const terminal = openProgram(
    '/bin/sh',
    ['-c', script, 'sh', path.join(inject('bin'), 'mfa-env'), ...words],
    there,
    env,
  );
  atEnd(() => terminal.close());
  return terminal;
}

/** The keys of a user of the place's world, as lines of a credentials file. */
export function keyLinesOf({ sts }: Place, user: string): string {
  const [key] = sts.user(user).keys;
  return `aws_access_key_id = ${key?.id}\naws_secret_access_key = ${key?.secret}\n`;
}

/** What STS and IAM were asked, in order: `GetSessionToken! ok`, with `!` where a code was sent. */
export const calls = ({ sts }: Place, from = 0): string[] =>
  sts.requests
    .slice(from)
    .map(({ action, parameters, verdict }) => `${action}${parameters.TokenCode ? '!' : ''} ${verdict}`);

export const roleArn = (name: string, account = '111122223333'): string => `arn:aws:iam::${account}:role/${name}`;
