import { toType } from '../cli/to-type.ts';
import { configuration, type Failure, isFailure } from '../errors.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';
import { lintAwsFile } from './files/lint.ts';
import type { AwsFiles } from './files/read.ts';
import type { Advice } from './no-keys.ts';
import { type KeyPair, longTermPair, readProfile } from './profile.ts';
import { type Chain, followSourceChain } from './source-chain.ts';

export interface ProfileSelection extends Chain {
  /** '' for the keys of the environment. */
  name: string;
}

/** The profile that has the long-term key: the last of the source chain. */
export const keyOwner = ({ name, chain }: Pick<ProfileSelection, 'name' | 'chain'>): string =>
  chain.at(-1)?.name ?? name;

/**
 * Selects the profile (C3.1): the option, AWS_PROFILE, the profile of the session in this shell, a long-term key in the
 * environment, AWS_DEFAULT_PROFILE, `default`. Keys that mfa-env put there do not count. @throws Failure (configuration)
 */
export function selectProfile(option: string | undefined, env: Environment, files: AwsFiles): ProfileSelection {
  const environmentKeys = longTermKeys(beforeSession(env));
  const name = selectedName(option, env);
  if (named(option, env) || !environmentKeys)
    return {
      name,
      ...chainOf(files, name, environmentKeys, {
        variable: option ? undefined : variableNaming(env),
        toType: toType(env),
      }),
    };
  const profile = readProfile(files, name);
  return {
    name: '',
    chain: profile ? [profile] : [],
    source: { from: 'environment', keys: environmentKeys },
    roles: [],
  };
}

/** The name of the selected profile, where keys in the environment are left aside (C3.1). */
export const selectedName = (option: string | undefined, env: Environment): string =>
  named(option, env) || beforeSession(env).AWS_DEFAULT_PROFILE || 'default';

const named = (option: string | undefined, env: Environment): string | undefined =>
  option || env.AWS_PROFILE || env.MFA_ENV_PROFILE;

/** Whether neither the option nor the environment says which profile, or gives keys: then it is `default`. */
export function namesNothing(option: string | undefined, env: Environment): boolean {
  const before = beforeSession(env);
  return !named(option, env) && !longTermKeys(before) && !before.AWS_DEFAULT_PROFILE;
}

/** The variable that the profile's name comes from, where no option gives it. */
const variableNaming = (env: Environment): string | undefined =>
  ['AWS_PROFILE', 'MFA_ENV_PROFILE'].find((variable) => env[variable]) ??
  (beforeSession(env).AWS_DEFAULT_PROFILE ? 'AWS_DEFAULT_PROFILE' : undefined);

/** The long-term keys of an environment; undefined for session keys (C3.1). */
export const longTermKeys = (env: Environment): KeyPair | undefined =>
  longTermPair(env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN || env.AWS_SECURITY_TOKEN);

/** A header without its closing bracket hides a profile, so it is reported as the cause of a broken chain. */
function chainOf(files: AwsFiles, name: string, keys: KeyPair | undefined, advice: Advice): Chain {
  try {
    return followSourceChain(files, name, keys, advice);
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
    throw isFailure(error) && advice.variable ? withVariable(error, name, advice.variable) : error;
  }
}

/** Says where the name of the profile comes from: the user may have forgotten the variable (C3.1). */
function withVariable(error: Failure, name: string, variable: string): Failure {
  const { message, advice, cause } = error;
  const start = `profile ${name} `;
  if (!message.startsWith(start)) return error;
  return configuration(`profile ${name} (from ${variable}) ${message.slice(start.length)}`, advice, cause);
}
