import { unlessFailure } from '../errors.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';
import { accountOf, accountOfKey, serialOf } from './device.ts';
import type { AwsFiles } from './files/read.ts';
import { keyIdOf } from './long-term-keys.ts';
import { excerpts, profileNames, readProfile } from './profile.ts';
import { longTermKeys, namesNothing } from './select-profile.ts';
import { type Chain, followSourceChain } from './source-chain.ts';

/** A profile that can start a session, with what tells it from others. */
export interface Startable {
  name: string;
  /** That of its role, else of its user, where the files tell it. */
  account: string | undefined;
  /** The last part of the role's ARN. */
  role: string | undefined;
}

/** The profiles that lead to long-term keys (C3.1), in the order of the files. */
export function startableProfiles(files: AwsFiles, env: Environment): Startable[] {
  const excerptFor = excerpts(files);
  const keys = longTermKeys(beforeSession(env));
  // aws-mfa keeps the keys of `acme` in `acme-long-term`.
  const names = new Set(profileNames(files).map((name) => name.replace(/(.)-long-term$/, '$1')));
  return [...names].flatMap((name) => {
    const chain = unlessFailure(() => followSourceChain(excerptFor(name), name, keys));
    return chain ? [{ name, ...toTell(chain) }] : [];
  });
}

function toTell({ chain, source, roles }: Chain): Omit<Startable, 'name'> {
  const role = roles.at(-1)?.arn;
  const device = chain.map(serialOf).find((serial) => serial);
  const account = accountOf(role ?? device ?? '');
  return {
    account: account ?? accountOfKey(keyIdOf(source) ?? ''),
    role: role?.split('/').at(-1),
  };
}

/** Whether `default` is there for a session, but faulty. Then that is told, and no other profile is taken for it. */
export function isDefaultMeant(files: AwsFiles): boolean {
  const profile = readProfile(files, 'default');
  const { role_arn: role, source_profile: source } = profile?.settings ?? {};
  return !!(profile?.missingHalf || role || source);
}

/** The only profile that can start a session, where nothing names one and it is not `default`; else undefined. */
export function onlyProfile(files: AwsFiles, env: Environment): string | undefined {
  if (!namesNothing(undefined, env) || isDefaultMeant(files)) return undefined;
  const [only, ...others] = startableProfiles(files, env);
  return others.length > 0 || only?.name === 'default' ? undefined : only?.name;
}
