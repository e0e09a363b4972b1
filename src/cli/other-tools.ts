import { profileWords } from './profile-word.ts';
import type { ToType } from './to-type.ts';

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
 * Advice for who types an option or a first word of another tool.
 * @param about the profile that was given, and what stands behind theirs
 * @returns the line of ours; undefined where none of them has it
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
