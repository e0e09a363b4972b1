import { join, resolve } from 'node:path';
import { configuration } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';

/** The home folder: $HOME, else that of the user database; '' without one. */
export function homeFolder(env: Environment): string {
  if (env.HOME) return env.HOME;
  try {
    return process.getBuiltinModule('node:os').userInfo().homedir;
  } catch {
    return '';
  }
}

/** The cache folder (C5.1). @throws Failure (configuration) without a home folder */
export function cacheFolder(env: Environment): string {
  return plainCacheFolder(env) || `${knownHome(env)}/.cache/mfa-env`;
}

/** The cache folder as far as the environment tells; undefined or '' otherwise. */
export function plainCacheFolder(env: Environment): string | undefined {
  if (env.MFA_ENV_CACHE_DIR) return resolve('/', env.MFA_ENV_CACHE_DIR);
  if (env.XDG_CACHE_HOME?.startsWith('/')) return `${env.XDG_CACHE_HOME}/mfa-env`;
  return env.HOME && `${env.HOME}/.cache/mfa-env`;
}

/** The paths of the AWS files. `~` and variables in them are expanded, as by the AWS CLI (C3.2). */
export function awsFilePaths(env: Environment): { config: string; credentials: string } {
  const pathOf = (named: string | undefined, name: string): string =>
    named ? expand(named, env, homeFolder(env)) : join(knownHome(env), '.aws', name);
  return {
    config: pathOf(env.AWS_CONFIG_FILE, 'config'),
    credentials: pathOf(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}

/** A path as people write it: `~/.aws/config`. */
export function tildePath(file: string, env: Environment): string {
  const home = homeFolder(env);
  return home !== '' && file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
}

export function knownHome(env: Environment): string {
  const home = homeFolder(env);
  if (!home) throw configuration('HOME is not set, and this user has no home folder', 'set HOME and try again');
  return home;
}

function expand(named: string, env: Environment, home: string): string {
  return named
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => env[braced ?? bare] ?? whole)
    .replace(/^~(?=\/|$)/, () => home);
}
