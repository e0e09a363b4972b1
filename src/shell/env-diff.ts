import { isoSeconds } from '../text/time.ts';
import type { Change } from './dialects.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ShellSession {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** Unix seconds. */
  expires: number;
  /** '' where the long-term keys are those of the environment. */
  profile: string;
  region?: string | undefined;
  roleArn?: string | undefined;
  /** Where it may do less than its role. */
  limit?: string | undefined;
  /** Set AWS_SECURITY_TOKEN too, for old boto (C2.3). */
  legacyToken?: boolean | undefined;
}

/** What `--clear` takes out. The shell functions are made from this list and the next four, too. */
export const credentials = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_SECURITY_TOKEN',
  'AWS_SESSION_EXPIRATION',
];
/** JavaScript SDK v3 and .NET v3 let a profile beat the keys; account-based endpoints would be another account's (C2.3). */
export const selectors = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_ACCOUNT_ID'];
export const regions = ['AWS_REGION', 'AWS_DEFAULT_REGION'];
export const marks = ['MFA_ENV_PROFILE', 'MFA_ENV_EXPIRES', 'MFA_ENV_REGION', 'MFA_ENV_ROLE_ARN', 'MFA_ENV_LIMIT'];
/** Prefix of the variables that keep what the shell held before its first session. */
export const kept = 'MFA_ENV_WAS_';

/** With the profile, the keys and the region they decide which session is taken: the shell functions compare them (C7.2a). */
export const decisive = [
  'HOME',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_MFA_SERIAL',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_STS',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
];

/** Where one of these is not of our session, the shell functions leave the decision to mfa-env. */
export const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN'];

export const hasSession = (env: Environment): boolean => env.MFA_ENV_EXPIRES !== undefined;

/** The environment before the first session of mfa-env, with what the user has set since (C2.4). */
export function beforeSession(env: Environment): Environment {
  if (!hasSession(env)) return env;
  const before: Record<string, string | undefined> = { ...env };
  for (const name of [...credentials, ...selectors]) before[name] = env[kept + name];
  for (const name of regions) if (env[name] === env.MFA_ENV_REGION) before[name] = env[kept + name];
  for (const name of Object.keys(env)) if (marks.includes(name) || name.startsWith(kept)) before[name] = undefined;
  return before;
}

/** The change that puts a session into a shell (C2.2, C2.3). */
export function enter(env: Environment, session: ShellSession): Change {
  const before = beforeSession(env);
  const setsRegion = session.region !== undefined && !regions.some((name) => before[name]);
  const set: Record<string, string> = {
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
    AWS_CREDENTIAL_EXPIRATION: isoSeconds(session.expires),
  };
  if (session.legacyToken) set.AWS_SECURITY_TOKEN = session.sessionToken;
  if (setsRegion) for (const name of regions) set[name] = session.region ?? '';
  else Object.assign(set, pick(before, changed(env, before, regions)));
  set.MFA_ENV_PROFILE = session.profile;
  set.MFA_ENV_EXPIRES = String(session.expires);
  if (setsRegion) set.MFA_ENV_REGION = session.region ?? '';
  if (session.roleArn) set.MFA_ENV_ROLE_ARN = session.roleArn;
  if (session.limit) set.MFA_ENV_LIMIT = session.limit;
  for (const name of [...credentials, ...selectors, ...(setsRegion ? regions : [])]) {
    const value = before[name];
    if (value !== undefined) set[kept + name] = value;
  }
  return { unset: [...credentials, ...selectors, ...changed(env, before, regions), ...ours(env)], set };
}

/** The change that removes the session, and restores what was there before (C2.4). */
export function leave(env: Environment): Change {
  if (!hasSession(env)) return { unset: credentials, set: {} };
  const before = beforeSession(env);
  const names = [...credentials, ...selectors, ...changed(env, before, regions)];
  return { unset: [...names, ...ours(env)], set: pick(before, names) };
}

export function applied(env: Environment, { unset, set }: Change): Environment {
  const after: Record<string, string | undefined> = { ...env };
  for (const name of unset) delete after[name];
  return Object.assign(after, set);
}

/** The environment without what `--clear` would restore: a command with a session does not need the long-term keys. */
export const withoutKept = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(kept)));

/** Keys lead to more power: a command that is to have less does not find them (C11.2). */
export const hiddenKeyFiles: Readonly<Record<string, string>> = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

/** Whether we run below such a command. In a shell of the user's, the environment may still have kept a key. */
export const areKeysHidden = (env: Environment): boolean =>
  !!env.MFA_ENV_LIMIT &&
  env[`${kept}AWS_ACCESS_KEY_ID`] === undefined &&
  Object.entries(hiddenKeyFiles).every(([name, value]) => env[name] === value);

const ours = (env: Environment): string[] => [
  ...marks,
  ...[...credentials, ...selectors, ...regions].map((name) => kept + name).filter((name) => env[name] !== undefined),
];

const changed = (env: Environment, before: Environment, names: readonly string[]): string[] =>
  names.filter((name) => env[name] !== before[name]);

function pick(env: Environment, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = env[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}
