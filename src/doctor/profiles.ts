import type { AwsFiles } from '../aws/files/read.ts';
import { excerpts, type KeyPair, type Known, type Profile, profileNames, readProfile } from '../aws/profile.ts';
import { longTermKeys } from '../aws/select-profile.ts';
import { followSourceChain } from '../aws/source-chain.ts';
import { toType } from '../cli/to-type.ts';
import { type Failure, failureIn } from '../errors.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';
import type { Facts } from './facts.ts';

/** A profile, and whether its source chain ends at long-term keys. */
export interface ExaminedProfile {
  profile: Profile;
  /** Why it has no long-term keys. */
  failure?: Failure;
  /** Whether it holds an access key with a session token. */
  temporary: boolean;
}

/** Examines every profile of the files. */
export function examineProfiles(files: AwsFiles, env: Environment): ExaminedProfile[] {
  const own = environmentKeys(env);
  const excerpt = excerpts(files);
  return profileNames(files).flatMap((name) => {
    const part = excerpt(name);
    const profile = readProfile(part, name);
    if (!profile) return [];
    const { aws_access_key_id: id, aws_session_token: token, aws_security_token: old } = profile.settings;
    const examined = { profile, temporary: !!id && !!(token || old) };
    // The advice names other profiles, so a failure is made again from the whole files.
    const failureOf = (from: AwsFiles & { known: Known }): Failure | undefined =>
      failureIn(() => followSourceChain(from, name, own, { toType: toType(env) }));
    const failure = failureOf(part) && failureOf({ ...files, known: part.known });
    return [failure ? { ...examined, failure } : examined];
  });
}

/** The long-term keys that the environment held before mfa-env put a session there. */
export const environmentKeys = (env: Environment): KeyPair | undefined => longTermKeys(beforeSession(env));

/** The name of a profile in messages; '' and undefined stand for the keys of the environment. */
export const nameOf = (profile: string | undefined): string => profile || 'the environment';

/** The profiles that the user selected, and the option or variable that names each. */
export function chosenProfiles({ env, profile }: Pick<Facts, 'env' | 'profile'>): { variable: string; name: string }[] {
  if (profile !== undefined) return [{ variable: '-p', name: profile }];
  const named = ['AWS_PROFILE', 'MFA_ENV_PROFILE', 'AWS_DEFAULT_PROFILE'].flatMap((variable) => {
    const name = env[variable];
    return name ? [{ variable, name }] : [];
  });
  // AWS_PROFILE wins over the profile of this shell's session (C3.1).
  return env.AWS_PROFILE ? named.filter(({ variable }) => variable !== 'MFA_ENV_PROFILE') : named;
}

/** A profile and its source profiles, nearest first. */
export function sourcesOf(name: string, profiles: readonly ExaminedProfile[]): string[] {
  const byName = new Map(profiles.map((one) => [one.profile.name, one.profile]));
  return sourceChainOf(name, byName).names;
}

/** A profile and its source profiles, and those of them that form a loop, if any. */
export function sourceChainOf(
  name: string,
  byName: ReadonlyMap<string, Profile>,
): { names: string[]; loop?: readonly string[] } {
  const names = new Set<string>();
  for (let next: string | undefined = name; next !== undefined; ) {
    if (names.has(next)) {
      const all = [...names];
      return { names: all, loop: all.slice(all.indexOf(next)) };
    }
    names.add(next);
    const source: string | undefined = byName.get(next)?.settings.source_profile;
    next = [source, `${next}-long-term`].find((one) => one !== undefined && byName.has(one));
  }
  return { names: [...names] };
}
