import { type Failure, usage } from '../errors.ts';
import { closest } from '../text/names.ts';
import { type Command, commands, optionWords } from './commands.ts';
import { options, type Request } from './options.ts';
import { looksLikeCode, takesProfile, type Words } from './parse.ts';
import { profileWords, type ToType } from './to-type.ts';

export const firstWords: readonly string[] = [
  ...Object.keys(commands).filter((name) => name !== 'get'),
  ...Object.keys(optionWords),
];

/** The failure for a word that is nearly a command or an option, or is one of another tool; undefined for any other. */
export function unknownCommand(first: string, toType: ToType, profile?: string): Failure | undefined {
  const ours = ourLineFor(first, toType, { profile });
  if (ours) return usage(`unknown command: ${first}`, ours);
  if (Object.hasOwn(options, first)) return usage(`unknown command: ${first}`, `did you mean --${first}?`);
  const near = closest(first, firstWords);
  return near === undefined ? undefined : usage(`unknown command: ${first}`, `did you mean: ${toType(near)}`);
}

/** What is wrong with a command line that has more words than it can use. */
export function strayWord(stray: string, { before, behind }: Words, request: Request, toType: ToType): Failure {
  const { command } = request;
  const names = before.filter((one) => !looksLikeCode(one));
  const [first = ''] = names;
  if (command === 'get' && request.options.profile === undefined) {
    if (firstWords.includes(stray)) return usage('the command comes first', toType(...turned(names, behind)));
    if (behind.length > 0 && names.length === 1) {
      return usage('only exec runs a command', toType('exec', ...profileWords(first), '--', ...behind));
    }
    const misspelt = unknownCommand(first, toType, stray);
    if (misspelt) return misspelt;
  }
  const own = command === 'get' ? [] : [command];
  const profile = request.options.profile ?? (command === 'get' ? first : (names[1] ?? ''));
  const dashes = command === 'exec' ? ['--', ...request.words] : [];
  const line = toType(...own, ...profileWords(profile), ...dashes);
  return usage(`two profiles are named: ${profile} and ${stray}`, `name one: ${line}`);
}

/** `acme console s3` as `console acme s3`. */
function turned([profile = '', command = '', ...rest]: readonly string[], behind: readonly string[]): string[] {
  const named = profileWords(profile);
  if (command === 'exec')
    return ['exec', ...named, '--', ...(rest.length + behind.length > 0 ? [...rest, ...behind] : ['COMMAND'])];
  return command === 'refresh' || takesProfile(command as Command) ? [command, ...named, ...rest] : [command];
}

/** Options and words of aws-mfa, awsume, granted, aws-vault and the AWS CLI, with the words of ours that do the same. */
interface Habit {
  theirs: readonly string[];
  /** @param profile none or its words. @param value what stands behind theirs */
  ours: (profile: readonly string[], value: string | undefined) => string[];
  /** What to say before the line. */
  why?: string;
}

/** The profile, which stands behind some options of theirs. */
const either = (profile: readonly string[], name: string | undefined): readonly string[] =>
  profile.length > 0 || !name ? profile : profileWords(name);

const optionHabits: readonly Habit[] = [
  {
    theirs: ['-t', '--token', '--mfa-token', '--mfa-code', '--token-code', '--code', '--otp'],
    ours: (profile) => [...profile, '123456'], // what was typed may be a code, and no message holds one
    why: 'a code needs no option',
  },
  { theirs: ['-u', '--unset', '--un', '--deactivate'], ours: () => ['clear'] },
  { theirs: ['-l', '--list', '--list-profiles'], ours: () => ['list'] },
  { theirs: ['-r', '--force', '--force-refresh', '--renew'], ours: (profile) => ['refresh', ...profile] },
  { theirs: ['--assume-role', '--role'], ours: (profile, arn = 'ARN') => [...profile, '--role-arn', arn] },
  {
    theirs: ['--device', '--mfa-serial', '--serial-number', '--mfa-device'],
    ours: (profile, serial = 'ARN') => [...profile, '--serial', serial],
  },
  {
    theirs: ['--role-duration', '--session-ttl', '--assume-role-ttl', '--ttl'],
    ours: (profile, time = '1h') => [...profile, '-d', time],
  },
  { theirs: ['-o', '--output-profile'], ours: (profile, name = 'NAME') => [...profile, '-w', name] },
  { theirs: ['--export'], ours: (profile) => [...profile, '-w'] },
  { theirs: ['-j'], ours: (profile) => [...profile, '-f', 'json'] },
  { theirs: ['-e', '--exec'], ours: (profile) => ['exec', ...profile, '--', 'COMMAND'] },
  {
    theirs: ['--server', '--ec2-server', '--ecs-server'],
    ours: (...about) => ['exec', '--live', ...either(...about), '--', 'COMMAND'],
  },
  { theirs: ['-c', '--console'], ours: (...about) => ['console', ...either(...about)] },
  { theirs: ['--setup'], ours: () => ['setup'] },
  { theirs: ['-v'], ours: () => ['version'] },
];

const wordHabits: readonly Habit[] = [
  {
    theirs: ['login', 'assume', 'switch', 'use', 'activate', 'auth', 'get-session-token'],
    ours: (profile) => [...profile],
  },
  { theirs: ['unset', 'deactivate', 'signout'], ours: () => ['clear'] },
  { theirs: ['renew'], ours: (profile) => ['refresh', ...profile] },
  { theirs: ['ls', 'profiles', 'list-profiles'], ours: () => ['list'] },
  { theirs: ['whoami', 'current'], ours: () => ['status'] },
  { theirs: ['export', 'env'], ours: (profile) => [...profile, '-f', 'env'] },
  { theirs: ['open', 'browser', 'web'], ours: (profile) => ['console', ...profile] },
  { theirs: ['run'], ours: (profile) => ['exec', ...profile, '--', 'COMMAND'] },
  { theirs: ['add', 'configure', 'enroll'], ours: () => ['setup'] },
];

/**
 * The line to type instead of an option or a word of another tool; undefined where none has it.
 * @param about what else was given: the profile, and what stands behind theirs
 */
export function ourLineFor(
  theirs: string,
  toType: ToType,
  about: { profile?: string | undefined; value?: string | undefined },
): string | undefined {
  const habit = (theirs.startsWith('-') ? optionHabits : wordHabits).find((one) => one.theirs.includes(theirs));
  if (!habit) return undefined;
  const line = toType(...habit.ours(profileWords(about.profile ?? ''), about.value || undefined));
  return `${habit.why ?? 'type instead'}: ${line}`;
}
