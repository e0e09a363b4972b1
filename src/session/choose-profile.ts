import type { AwsFiles } from '../aws/files/read.ts';
import { profileNames, readProfile } from '../aws/profile.ts';
import { namesNothing, type ProfileSelection, selectProfile } from '../aws/select-profile.ts';
import { isDefaultMeant, type Startable, startableProfiles } from '../aws/startable.ts';
import { profileWords } from '../cli/profile-word.ts';
import { firstWords, unknownCommand } from '../cli/stray-word.ts';
import type { Context } from '../context.ts';
import { configuration, type Failure, isFailure, usage } from '../errors.ts';
import { checkCode } from '../mfa/code.ts';
import { allOf, closest } from '../text/names.ts';
import { programOf } from '../text/program.ts';

/** What of a request decides about the profile. */
interface ProfileRequest {
  profile?: string | undefined;
  isProfileWord?: boolean | undefined;
  /** Nobody may be asked. */
  cached: boolean;
}

/** The profile of a request. */
export interface ChosenProfile {
  selection: ProfileSelection;
  /** Somebody chose it from a list, so the next run has to ask again. */
  isPicked: boolean;
}

/**
 * Selects the profile (C3.1). Where nothing names one and `default` cannot start a session: the only profile that can,
 * else the one that is picked on the terminal.
 * @throws Failure (usage) where nobody can pick one; (configuration) where there is none
 */
export async function chooseProfile(
  request: ProfileRequest,
  files: AwsFiles,
  context: Context,
): Promise<ChosenProfile> {
  const { env } = context;
  if (request.isProfileWord) checkWord(request.profile ?? '', files, programOf(env));
  try {
    return { selection: selectProfile(request.profile, env, files), isPicked: false };
  } catch (error) {
    // With a cause: a header without its bracket hides a profile.
    if (!isFailure(error) || error.cause || !namesNothing(request.profile, env) || isDefaultMeant(files)) throw error;
    const all = startableProfiles(files, env);
    if (all.length === 0) throw noneOf(files, env, error);
    const name = all.length === 1 ? all[0]?.name : await pickOne(all, request, context);
    return { selection: selectProfile(name, env, files), isPicked: all.length > 1 };
  }
}

/** A word that names no profile may be a misspelt command, or a code. @throws Failure */
function checkWord(name: string, files: AwsFiles, program: string): void {
  if (readProfile(files, name) || readProfile(files, `${name}-long-term`)) return;
  if (isMeantAsCode(name)) checkCode(name);
  const known = profileNames(files);
  const near = closest(name, [...firstWords, ...known]);
  const command = near === undefined || firstWords.includes(near) ? unknownCommand(name, program) : undefined;
  throw command ?? configuration(`neither a command nor a profile: ${name}`, instead(near, known, program));
}

/** Mostly digits, or what a touched YubiKey types. */
const isMeantAsCode = (word: string): boolean =>
  (/^\w{5,8}$/.test(word) && word.replace(/\D/g, '').length >= 4) || /^[cbdefghijklnrtuv]{32,64}$/.test(word);

function instead(near: string | undefined, known: readonly string[], program: string): string {
  if (near !== undefined) return `did you mean: ${program} ${profileWords(near)}`;
  if (known.length === 0) return `there is no profile yet; to make one: ${program} setup`;
  return `${allOf(known)}; for the commands: ${program} help`;
}

/** No profile can start a session. A single one says why not. */
function noneOf(files: AwsFiles, env: Context['env'], ofDefault: Failure): Failure {
  const [first, ...others] = profileNames(files);
  if (first === undefined) return ofDefault;
  if (others.length > 0) {
    return configuration('no profile leads to long-term keys', `to set everything up: ${programOf(env)} setup`);
  }
  try {
    selectProfile(first, env, files);
  } catch (error) {
    if (isFailure(error)) return error;
  }
  return ofDefault;
}

/** @returns the name of the profile that somebody picks on the terminal */
async function pickOne(
  all: readonly Startable[],
  { cached }: ProfileRequest,
  context: Context,
): Promise<string | undefined> {
  const names = all.map(({ name }) => name);
  if (!cached) {
    context.watchSignals();
    const [{ pick }, { lastUsedFirst, noteUse }] = await Promise.all([
      import('../terminal/pick.ts'),
      import('./last-used.ts'),
    ]);
    const sorted = lastUsedFirst(all, context);
    const rows = sorted.map(({ name, account = '', role = '' }) => [name, account, role]);
    const at = await pick('Which profile?', rows, context.env.TERM);
    const name = at === undefined ? undefined : sorted[at]?.name;
    if (name !== undefined) noteUse(name, context);
    if (name !== undefined) return name;
  }
  const example = `${programOf(context.env)} ${profileWords(names[0] ?? '')}`;
  throw usage('several profiles can start a session, and none is named', `${allOf(names)}; choose one: ${example}`);
}
