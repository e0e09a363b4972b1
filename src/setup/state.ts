import { type AwsFiles, readAwsFiles } from '../aws/files/read.ts';
import { usesSso } from '../aws/no-keys.ts';
import { excerpts, holdsSession, profileNames, readProfile } from '../aws/profile.ts';
import type { Context } from '../context.ts';
import { lookInCache, planFor } from '../session/progress.ts';
import { resolveConfig, sessionRequest } from '../session/resolve.ts';
import type { ResolvedConfig } from '../session/resolved-config.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';
import { awsFilePaths } from '../system/paths.ts';
import type { State } from './steps.ts';

/** Reads how far the profiles are. @param named the profile of the command line @throws Failure (configuration) */
export async function readState(
  named: string | undefined,
  context: Context,
): Promise<Omit<State, 'startUp' | 'extras' | 'isKnown' | 'ended'> & { files: AwsFiles }> {
  const files = await readAwsFiles(awsFilePaths(context.env), context.watchSignals);
  const withKey = profilesWithKey(files);
  const profile = named ?? chosenBefore(files, withKey, context.env);
  const excerptFor = excerpts(files);
  const sso =
    withKey.length > 0 ? [] : profileNames(files).filter((name) => usesSso(readProfile(excerptFor(name), name)));
  const hasKey = profile !== undefined && !isBlank(files, profile);
  const rest = { hasRegion: false, device: 'missing', session: 'missing' } as const;
  return { files, profile, withKey, sso, hasKey, ...rest };
}

/** What the configuration of a profile with a key tells. @throws Failure (configuration) where it is broken */
export async function look(
  profile: string,
  context: Context,
): Promise<Pick<State, 'hasRegion' | 'device' | 'session'> & { resolved: ResolvedConfig }> {
  const resolved = await resolveConfig(sessionRequest({ profile }), context);
  return { resolved, ...stateOf(resolved, context) };
}

function stateOf(resolved: ResolvedConfig, context: Context): Pick<State, 'hasRegion' | 'device' | 'session'> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = beforeSession(context.env);
  const { session, left } = lookInCache(resolved, planFor(resolved), context);
  return {
    hasRegion: [AWS_REGION, AWS_DEFAULT_REGION, resolved.settings.region].some((region) => region),
    device: resolved.device === undefined ? 'missing' : 'configured',
    session: session && left.length === 0 ? 'there' : 'missing',
  };
}

/** The profiles that have a key or a command that gives one. The section of aws-mfa's NAME-long-term serves NAME. */
export function profilesWithKey(files: AwsFiles): string[] {
  const excerptFor = excerpts(files);
  const names = profileNames(files).filter((name) => {
    const profile = readProfile(excerptFor(name), name);
    return profile?.keys !== undefined || (profile?.settings.credential_process && !profile.settings.role_arn);
  });
  return [...new Set(names.map((name) => name.replace(/(?<=.)-long-term$/, '')))];
}

/** The profile that the environment names, or the only one. */
function chosenBefore(files: AwsFiles, withKey: readonly string[], env: Environment): string | undefined {
  const named = namedByVariable(env);
  if (named && !isBlank(files, named) && !usesSso(readProfile(files, named))) return named;
  return withKey.length === 1 ? withKey[0] : undefined;
}

/** The profile that the environment names, as for a session (C3.1). */
export const namedByVariable = (env: Environment): string | undefined =>
  beforeSession(env).AWS_PROFILE || env.MFA_ENV_PROFILE || beforeSession(env).AWS_DEFAULT_PROFILE || undefined;

/** Settings that lead to credentials. */
const signIns = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'credential_process',
  'credential_source',
  'include_profile',
  'login_session',
  'role_arn',
  'source_profile',
  'sso_session',
  'sso_start_url',
  'web_identity_token_file',
];

/** Whether nothing says how a profile gets its credentials. A key may then be put into it. */
export function isBlank(files: AwsFiles, name: string): boolean {
  if (readProfile(files, `${name}-long-term`)) return false;
  const settings = readProfile(files, name)?.settings ?? {};
  return !holdsSession(settings) && !signIns.some((setting) => settings[setting]);
}
