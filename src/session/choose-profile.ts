import type { AwsFiles } from '../aws/files/read.ts';
import { readProfile } from '../aws/profile.ts';
import { namesNothing, selectProfile } from '../aws/select-profile.ts';
import type { Context } from '../context.ts';
import { isFailure } from '../errors.ts';
import type { ChosenProfile } from './other-profile.ts';

/** What of a request decides about the profile. */
interface ProfileRequest {
  profile?: string | undefined;
  /** The profile is a word, which may be a misspelt command. */
  isProfileWord?: boolean | undefined;
  /** Nobody may be asked. */
  cached: boolean;
}

/**
 * Selects the profile (C3.1). Where nothing names one and `default` cannot start a session: the only one that can, else
 * the one that is picked. @throws Failure (usage) where nobody can pick one; (configuration) where there is none
 */
export async function chooseProfile(
  request: ProfileRequest,
  files: AwsFiles,
  context: Context,
): Promise<ChosenProfile> {
  const { env } = context;
  const { profile, isProfileWord } = request;
  if (isProfileWord && profile && !readProfile(files, profile) && !readProfile(files, `${profile}-long-term`)) {
    throw (await import('./other-profile.ts')).unknownWord(profile, files, env);
  }
  try {
    return { selection: selectProfile(profile, env, files), isPicked: false };
  } catch (error) {
    // With a cause: a header without its bracket hides a profile.
    if (!isFailure(error) || error.cause || !namesNothing(profile, env)) throw error;
    return await (await import('./other-profile.ts')).otherProfile(request.cached, files, context, error);
  }
}
