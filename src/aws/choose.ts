import { beforeSession, type Environment } from '../shell/environment.ts';
import { type Chain, followChain } from './chain.ts';
import type { AwsFiles } from './files.ts';
import { type KeyPair, readProfile } from './profile.ts';

/** Which profile counts, and how it comes to its credentials. */
export interface Choice extends Chain {
  /** '' where a pair of keys in the environment counts instead. */
  name: string;
}

/**
 * The option, AWS_PROFILE, the profile of the session in this shell; with none of these a long-lived pair of keys in
 * the environment; AWS_DEFAULT_PROFILE; `default` (C3.1). What mfa-env itself put into the environment does not count.
 * @throws Failure (configuration) where the profile's chain breaks
 */
export function chooseProfile(option: string | undefined, env: Environment, files: AwsFiles): Choice {
  const before = beforeSession(env);
  const environmentKeys = longLivedKeys(before);
  const named = option || env.AWS_PROFILE || env.MFA_ENV_PROFILE;
  const name = named || before.AWS_DEFAULT_PROFILE || 'default';
  if (named || !environmentKeys) return { name, ...followChain(files, name, environmentKeys) };
  const profile = readProfile(files, name);
  return {
    name: '',
    lineage: profile ? [profile] : [],
    source: { from: 'environment', keys: environmentKeys },
    roles: [],
  };
}

/** The pair of keys that an environment holds, unless it is a session's (C3.1). */
export function longLivedKeys(env: Environment): KeyPair | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  const temporary = env.AWS_SESSION_TOKEN || env.AWS_SECURITY_TOKEN;
  return accessKeyId && secretAccessKey && !temporary ? { accessKeyId, secretAccessKey } : undefined;
}
