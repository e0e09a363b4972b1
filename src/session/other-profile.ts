import type { AwsFiles } from '../aws/files/read.ts';
import { usesSso } from '../aws/no-keys.ts';
import { profileNames, readProfile } from '../aws/profile.ts';
import { type ProfileSelection, selectProfile } from '../aws/select-profile.ts';
import { isDefaultMeant, type Startable, startableProfiles } from '../aws/startable.ts';
import { picksKey } from '../cache/keys.ts';
import { notedProfiles } from '../cache/list-entries.ts';
import { openCache } from '../cache/open.ts';
import { type ToType, toType } from '../cli/to-type.ts';
import { firstWords, unknownCommand } from '../cli/unknown-words.ts';
import type { Context } from '../context.ts';
import { configuration, type Failure, failureIn, usage } from '../errors.ts';
import { checkCode } from '../mfa/code.ts';
import type { Environment } from '../shell/env-diff.ts';
import { cacheFolder } from '../system/paths.ts';
import { allOf, closest } from '../text/names.ts';
import { word } from '../text/quote.ts';

// What happens where the profile is not simply there.

export interface ChosenProfile {
  selection: ProfileSelection;
  /** Somebody chose it from a list, so the next run has to ask again. */
  isPicked: boolean;
}

/** The caller's line with a profile. */
type LineFor = (profile: string) => string;

/** Where nothing names one and `default` cannot start a session. @param cached nobody may be asked @param ofDefault why */
export async function otherProfile(
  cached: boolean,
  files: AwsFiles,
  context: Context,
  ofDefault: Failure,
  lineFor: LineFor,
): Promise<ChosenProfile> {
  const { env } = context;
  if (isDefaultMeant(files)) throw ofDefault;
  const all = startableProfiles(files, env);
  if (all.length === 0) throw noneOf(files, env, ofDefault);
  const name = all.length === 1 ? all[0]?.name : await pickOne(all, cached, context, lineFor);
  return { selection: selectProfile(name, env, files), isPicked: all.length > 1 };
}

/** The failure for a word that names no profile, perhaps a misspelt command. @throws Failure (usage) for a code */
export function unknownWord(name: string, files: AwsFiles, env: Environment, lineFor: LineFor): Failure {
  if (isMeantAsCode(name)) checkCode(name);
  const line = toType(env);
  const known = profileNames(files);
  const near = closest(name, [...firstWords, ...known]);
  const command = near === undefined || firstWords.includes(near) ? unknownCommand(name, line) : undefined;
  return command ?? configuration(`unknown command or profile: ${name}`, instead(near, known, line, lineFor));
}

/** Mostly digits, or what a touched YubiKey types. */
const isMeantAsCode = (word: string): boolean =>
  (/^[\p{Nd}\w]{5,8}$/u.test(word) && word.replace(/\P{Nd}/gu, '').length >= 4) ||
  /^[cbdefghijklnrtuv]{32,64}$/.test(word);

function instead(near: string | undefined, known: readonly string[], line: ToType, lineFor: LineFor): string {
  if (near !== undefined) return `did you mean: ${lineFor(near)}`;
  if (known.length === 0) return `there is no profile yet; set one up: ${line('setup')}`;
  return `${allOf(known)}; for the commands: ${line('help')}`;
}

/** No profile can start a session. A single one says why not. */
function noneOf(files: AwsFiles, env: Environment, ofDefault: Failure): Failure {
  const sso = allOfSso(files);
  if (sso) return sso;
  const [first, ...others] = profileNames(files);
  if (first === undefined) return ofDefault;
  if (others.length > 0) {
    return configuration('no profile has an access key', `set one up: ${toType(env)('setup')}`);
  }
  return failureIn(() => selectProfile(first, env, files)) ?? ofDefault;
}

/** Several profiles, and each signs in with SSO. `default` may be there for a region alone. */
function allOfSso(files: AwsFiles): Failure | undefined {
  const names = profileNames(files).filter((name) => name !== 'default');
  if (names.length < 2 || !names.every((name) => usesSso(readProfile(files, name)))) return undefined;
  return configuration(
    'no profile has an access key: all sign in with SSO, which needs no mfa-env',
    `SSO asks for MFA by itself: aws sso login --profile ${word(names[0] ?? '')}`,
  );
}

async function pickOne(
  all: readonly Startable[],
  cached: boolean,
  context: Context,
  lineFor: LineFor,
): Promise<string | undefined> {
  const names = all.map(({ name }) => name);
  if (!cached) {
    context.watchSignals();
    const { pick } = await import('../terminal/pick.ts');
    const sorted = lastUsedFirst(all, context);
    const rows = sorted.map(({ name, account = '', role = '' }) => [name, account, role]);
    const at = await pick('Which profile?', rows, context.env.TERM);
    const name = at === undefined ? undefined : sorted[at]?.name;
    if (name !== undefined) noteUse(name, context);
    if (name !== undefined) return name;
  }
  const example = lineFor(names[0] ?? '');
  throw usage('several profiles can start a session, so name one', `${allOf(names)}; for example: ${example}`);
}

/** When each profile was picked, in milliseconds since 1970. */
type Picks = Record<string, number>;

/** More than anybody remembers. */
const MOST_PICKS = 50;

const isPicks = (value: unknown): value is Picks =>
  typeof value === 'object' && value !== null && Object.values(value).every((time) => typeof time === 'number');

/** The profiles in the order in which they were used last: picked, or given to a shell that still runs. */
function lastUsedFirst(all: readonly Startable[], { env }: Context): Startable[] {
  const folder = cacheFolder(env);
  const used = new Map(Object.entries(openCache(folder).read(picksKey, isPicks).content ?? {}));
  for (const { profile, noted } of notedProfiles(folder)) used.set(profile, Math.max(noted, used.get(profile) ?? 0));
  const timeOf = ({ name }: Startable): number => used.get(name) ?? 0;
  return [...all].sort((a, b) => timeOf(b) - timeOf(a)); // the sort is stable: all others stay in the order of the files
}

/** Remembers that a profile was picked. It only decides an order, so a failed write is no error. */
function noteUse(name: string, { env, now }: Context): void {
  try {
    const cache = openCache(cacheFolder(env));
    const before = Object.entries(cache.read(picksKey, isPicks).content ?? {}).filter(([other]) => other !== name);
    const newest = [...before].sort(([, a], [, b]) => b - a).slice(0, MOST_PICKS - 1);
    cache.write(picksKey, Object.fromEntries([[name, now()], ...newest]));
  } catch {}
}
