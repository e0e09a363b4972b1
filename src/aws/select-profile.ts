import { configuration } from '../errors.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';
import { lintAwsFile } from './files/lint.ts';
import type { AwsFiles } from './files/read.ts';
import { type KeyPair, longTermPair, readProfile } from './profile.ts';
import { type Chain, followSourceChain } from './source-chain.ts';

/** Which profile counts, and how it comes to its credentials. */
export interface ProfileSelection extends Chain {
  /** '' where a pair of keys in the environment counts instead. */
  name: string;
}

/**
 * The option, AWS_PROFILE, the profile of the session in this shell; with none of these a long-term pair of keys in
 * the environment; AWS_DEFAULT_PROFILE; `default` (C3.1). What mfa-env itself put into the environment does not count.
 * @throws Failure (configuration) where the profile's chain breaks
 */
export function selectProfile(option: string | undefined, env: Environment, files: AwsFiles): ProfileSelection {
  const environmentKeys = longTermKeys(beforeSession(env));
  const name = profileThatCounts(option, env);
  if (named(option, env) || !environmentKeys)
    return { name, ...chainOf(files, name, environmentKeys, option ? undefined : variableNaming(env)) };
  const profile = readProfile(files, name);
  return {
    name: '',
    chain: profile ? [profile] : [],
    source: { from: 'environment', keys: environmentKeys },
    roles: [],
  };
}

/** The name of the profile that counts where keys in the environment do not (C3.1). */
export const profileThatCounts = (option: string | undefined, env: Environment): string =>
  named(option, env) || beforeSession(env).AWS_DEFAULT_PROFILE || 'default';

const named = (option: string | undefined, env: Environment): string | undefined =>
  option || env.AWS_PROFILE || env.MFA_ENV_PROFILE;

/** The variable that the profile's name comes from, where no option gives it. */
const variableNaming = (env: Environment): string | undefined =>
  ['AWS_PROFILE', 'MFA_ENV_PROFILE'].find((variable) => env[variable]) ??
  (beforeSession(env).AWS_DEFAULT_PROFILE ? 'AWS_DEFAULT_PROFILE' : undefined);

/** The pair of keys that an environment holds, unless it is a session's (C3.1). */
export const longTermKeys = (env: Environment): KeyPair | undefined =>
  longTermPair(env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN || env.AWS_SECURITY_TOKEN);

/** A header that is never closed hides its profile: then that is what is wrong with the chain. */
function chainOf(files: AwsFiles, name: string, keys: KeyPair | undefined, variable: string | undefined): Chain {
  try {
    return followSourceChain(files, name, keys, variable);
  } catch (error) {
    for (const { path, text } of [files.config, files.credentials]) {
      const unclosed = lintAwsFile(text).find(({ kind }) => kind === 'unclosed');
      if (unclosed) {
        throw configuration(
          `${path}, line ${unclosed.lines[0]}: the header ${unclosed.what} has no closing bracket`,
          'add the ]; without it the AWS CLI refuses the whole file',
          error,
        );
      }
    }
    throw error;
  }
}
