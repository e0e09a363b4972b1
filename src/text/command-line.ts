import { word } from './quote.ts';

/**
 * Words behind `mfa-env` as a line that the caller can type now (C8.4): `authaws …` where the shell functions are loaded;
 * else, for a `change` of the shell, the line that evaluates `mfa-env …`; else `mfa-env …`. See shell/to-type.ts.
 */
export type ToType = (words: string, prints?: 'change' | 'report') => string;

/** The options that decide which session it is. */
export interface Given {
  /** '' for the keys of the environment. */
  profile: string;
  serial?: string | undefined;
  region?: string | undefined;
  roleArn?: string | undefined;
  /** Seconds, or as it was given. */
  duration?: number | string | undefined;
  refresh?: boolean | undefined;
  write?: boolean | undefined;
  toType?: ToType | undefined;
}

/** The command line that starts the session of these options. */
export const commandLine = ({ toType = plainly, ...given }: Given): string =>
  toType(
    [
      ...option('-p', given.profile || undefined),
      ...option('--serial', given.serial),
      ...option('--region', given.region),
      ...option('--role-arn', given.roleArn),
      ...option('-d', typeof given.duration === 'number' ? durationOption(given.duration) : given.duration),
      ...(given.refresh ? ['--refresh'] : []),
      ...(given.write ? ['-w'] : []),
    ].join(' '),
  );

/** For where nothing is known of the caller. */
export const plainly: ToType = (words) => `mfa-env ${words}`.trimEnd();

const option = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`${name} ${word(value)}`];

/** Seconds as a value of `--duration`: 43200 is `12h`. */
function durationOption(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : String(seconds);
}
