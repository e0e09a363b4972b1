import { withProfile, word } from './quote.ts';

/** What somebody gave `authaws`, as far as it decides which session that is. */
export interface Given {
  /** '' where the keys are those of the environment. */
  profile: string;
  serial?: string | undefined;
  region?: string | undefined;
  roleArn?: string | undefined;
  /** Seconds. */
  duration?: number | undefined;
}

/** The same command again, to be typed; a change of it is a change of what was given. */
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

/** As `--duration` takes it: 43200 seconds are `12h`. */
function durationOption(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : String(seconds);
}
