import { withProfile, word } from './quote.ts';

/** The options of `authaws` that decide which session it is. */
export interface Given {
  /** '' for the keys of the environment. */
  profile: string;
  serial?: string | undefined;
  region?: string | undefined;
  roleArn?: string | undefined;
  /** Seconds. */
  duration?: number | undefined;
}

/** The command line for these options. */
export const commandLine = ({ profile, serial, region, roleArn, duration }: Given): string =>
  [
    withProfile('authaws', profile),
    ...option('--serial', serial),
    ...option('--region', region),
    ...option('--role-arn', roleArn),
    ...option('-d', duration === undefined ? undefined : durationOption(duration)),
  ].join(' ');

const option = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`${name} ${word(value)}`];

/** Seconds as a value of `--duration`: 43200 is `12h`. */
function durationOption(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : String(seconds);
}
