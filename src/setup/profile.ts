import { inHand } from '../aws/long-term-keys.ts';
import { looksLikeCode } from '../cli/parse.ts';
import { plainly, profileWords } from '../cli/to-type.ts';
import { usage } from '../errors.ts';
import type { Change, Guide } from './guide.ts';
import { isBlank, look } from './state.ts';

/** SSO asks for MFA by itself. Only an access key of an IAM user needs mfa-env. */
export async function tellSso({ ask, state }: Guide): Promise<Change> {
  const [first = '', ...others] = state.sso;
  const names = others.length > 0 ? `Profiles ${state.sso.slice(0, 5).join(', ')} sign` : `Profile ${first} signs`;
  const hasKey = await ask.confirm(
    [
      'Do you have an access key of an IAM user?',
      `${names} in with SSO, which asks for MFA by itself and needs no mfa-env.`,
    ],
    false,
  );
  return hasKey ? { sso: [] } : { ended: true };
}

export async function askProfile(guide: Guide): Promise<Change> {
  const { ask, isAsked, files, state } = guide;
  const names = [...state.withKey];
  const initial = names.indexOf('default');
  if (!isAsked && initial === -1) {
    throw usage(
      'there are several profiles with a key',
      `name one: ${plainly('setup', '--yes', ...profileWords(names[0] ?? ''))}`,
    );
  }
  const at = await ask.choose(
    'Which profile do you want to set up?',
    [...names.map((label) => ({ label })), { label: 'a new profile' }],
    Math.max(0, initial),
  );
  const profile = names[at];
  return profile === undefined ? { withKey: [] } : await withProfile(guide, profile, !isBlank(files, profile));
}

/** Reads what is there of a profile. @throws Failure (configuration) where it is broken */
export async function withProfile(guide: Guide, profile: string, hasKey = true): Promise<Change> {
  if (!hasKey) return { profile, hasKey };
  const { resolved, ...found } = await look(profile, guide.context);
  const { keys } = guide;
  guide.resolved =
    keys && keys.accessKeyId === resolved.keys.accessKeyId ? { ...resolved, keys: inHand(keys) } : resolved;
  guide.files = resolved.files;
  return { profile, hasKey, ...found };
}

/** What is wrong with the name of a new profile: AWS tools agree only about names such as these. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'a name is needed';
  if (name === 'DEFAULT') return 'the AWS CLI reads DEFAULT in its own way: default';
  if (!/^[\w.@+/][\w.@+/-]*$/.test(name)) return 'use letters, digits and . _ - + @ /';
  if (looksLikeCode(name)) return 'it would look like a code';
  return profileWords(name).length > 1 ? 'it is a command of mfa-env' : undefined;
}
