import { join, resolve } from 'node:path';
import { configuration } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';

/** The home folder: $HOME, else the one of the user database. '' where there is none. */
export function homeFolder(env: Environment): string {
  if (env.HOME) return env.HOME;
  try {
    return process.getBuiltinModule('node:os').userInfo().homedir;
  } catch {
    return '';
  }
}

/** The folder of cached sessions (C5.1). @throws Failure where no home folder is known */
export function cacheFolder(env: Environment): string {
  return plainCacheFolder(env) || `${knownHome(env)}/.cache/mfa-env`;
}

/** The same, where the environment names it. */
export function plainCacheFolder(env: Environment): string | undefined {
  if (env.MFA_ENV_CACHE_DIR) return resolve('/', env.MFA_ENV_CACHE_DIR);
  if (env.XDG_CACHE_HOME?.startsWith('/')) return `${env.XDG_CACHE_HOME}/mfa-env`;
  return env.HOME && `${env.HOME}/.cache/mfa-env`;
}

/** Where AWS's two files are; `~` and variables in the paths count, as for the AWS CLI (C3.2). */
export function awsFilePaths(env: Environment): { config: string; credentials: string } {
  const place = (named: string | undefined, usual: string): string =>
    named ? expand(named, env, homeFolder(env)) : join(knownHome(env), '.aws', usual);
  return {
    config: place(env.AWS_CONFIG_FILE, 'config'),
    credentials: place(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}

function knownHome(env: Environment): string {
  const home = homeFolder(env);
  if (!home) throw configuration('HOME is not set, and this user has no home folder', 'set HOME and try again');
  return home;
}

function expand(named: string, env: Environment, home: string): string {
  return named
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => env[braced ?? bare] ?? whole)
    .replace(/^~(?=\/|$)/, () => home);
}
