import { errorKind, isDead } from '../aws/error-kind.ts';
import { readAwsFiles } from '../aws/files/read.ts';
import { keyIdOf } from '../aws/long-term-keys.ts';
import type { AccessKeys, ListedKey } from '../aws/sdk/access-keys.ts';
import { keyOwner } from '../aws/select-profile.ts';
import { type Session, userOfArn } from '../cache/entry.ts';
import type { Options } from '../cli/options.ts';
import { profileWords, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { configuration, type Failure, usage } from '../errors.ts';
import { type Calls, openAwsCalls } from '../session/aws-calls.ts';
import { getSession } from '../session/get-session.ts';
import { chooseProfile, resolveConfig, sessionRequest } from '../session/resolve.ts';
import type { ResolvedConfig } from '../session/resolved-config.ts';
import { awsFilePaths } from '../system/paths.ts';
import { word } from '../text/quote.ts';
import type { Guide, Local } from './guide.ts';
import { keyPlace } from './place.ts';
import { findRotation, recordFolder, rotationState } from './record.ts';
import type { Wanted } from './steps.ts';
import { noRotation, rotateFailure } from './words.ts';

/** Reads how far a rotation is from the files, without a call. @throws Failure where neither a file nor a store has the key */
export async function look(options: Options, isProfileWord: boolean | undefined, outer: Context): Promise<Local> {
  const wanted = wantedBy(options);
  const request = sessionRequest(options, { isProfileWord });
  const read = await readAwsFiles(awsFilePaths(outer.env), outer.watchSignals);
  const lineFor = (one: string): string =>
    toType(outer.env)('rotate', ...profileWords(one), ...(wanted === 'rotate' ? [] : [`--${wanted}`]));
  const { selection, isPicked } = await chooseProfile(request, read, outer, lineFor);
  const { source, name } = selection;
  if (source.from === 'environment') {
    throw configuration(
      'the key is in the environment, and rotate changes keys in files only',
      `name a profile: ${toType(outer.env)('rotate', 'PROFILE')}`,
    );
  }
  if (keyIdOf(source) === undefined) {
    throw configuration(
      `the key of profile ${name} comes from credential_process, where rotate cannot replace it`,
      `make a new key, and put it where that command finds it: aws iam create-access-key --profile ${word(name)}`,
    );
  }
  const resolved = await resolveConfig({ ...request, profile: name, isProfileWord: false }, outer);
  const named = options.profile ?? (isPicked ? name : undefined);
  const words = ['rotate', ...(named === undefined ? [] : profileWords(named))];
  const folder = recordFolder(resolved.files.credentials.path);
  const kept = findRotation(folder, resolved.keys.accessKeyId);
  const owner = keyOwner(selection);
  const line: Local['line'] = (...more) => toType(outer.env)(...words, ...more);
  if (wanted !== 'rotate' && !kept) throw noRotation(owner, line());
  return { wanted, context: outer, resolved, owner, line, place: keyPlace(outer), folder, kept };
}

/** @throws Failure (usage) for two wishes at once */
function wantedBy({ undo, finish }: Options): Wanted {
  if (undo && finish) throw usage('--undo and --finish cannot be used together', 'remove one of them');
  return undo ? 'undo' : finish ? 'finish' : 'rotate';
}

type OfAws = Pick<Guide, 'state' | 'user' | 'iam' | 'calls' | 'explain'>;

/**
 * Reads the rest from AWS: checks that the files can be written, asks whose key it is, starts a session with MFA, and
 * lists the keys.
 * @throws Failure
 */
export async function open(local: Local): Promise<OfAws> {
  const { context, kept, place, wanted } = local;
  // Before a code is used, and before a key is deleted to make room.
  if (wanted !== 'finish') await place.check(local.resolved.keys.accessKeyId);
  const resolved = ofUser(local);
  const calls = await openAwsCalls(resolved, context);
  const user = await userOf(calls);
  const { iam, explain, inAws } = await listed(resolved, user, calls, local);
  const current = resolved.keys.accessKeyId;
  const rotation = kept && rotationState(kept.rotation);
  const inFiles = await place.ids();
  const isProven = current === rotation?.to; // AWS has just said whose it is
  const state = { wanted, current, inFiles, inAws, rotation, isProven, now: context.now() };
  return { user, calls, iam, explain, state };
}

/** The configuration for a session of the user, whatever role the profile assumes. */
function ofUser({ resolved, owner }: Local): ResolvedConfig {
  const { selection } = resolved;
  return { ...resolved, selection: { ...selection, name: owner, chain: selection.chain.slice(-1), roles: [] } };
}

/** @throws Failure: what AWS said; (configuration) for the root user */
async function userOf(calls: Calls): Promise<string> {
  let arn: string;
  try {
    arn = await calls.caller();
  } catch (error) {
    throw await calls.explain(error);
  }
  const { name } = userOfArn(arn);
  if (!arn.endsWith(':root') && name) return name;
  throw configuration(
    'this is the key of the root user, and rotate does not replace it',
    'delete it in the AWS console, and use an IAM user: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html',
  );
}

async function listed(
  resolved: ResolvedConfig,
  user: string,
  calls: Calls,
  { context, line }: Local,
): Promise<{ iam: AccessKeys; explain: OfAws['explain']; inAws: ListedKey[] }> {
  const { accessKeys } = await import('../aws/sdk/access-keys.ts');
  for (let refresh = false; ; refresh = true) {
    const request = { ...resolved.request, refresh };
    const session: Session = (await getSession({ ...resolved, request }, context)).outcome.session;
    const iam = await accessKeys(session, user, resolved, context.env);
    const secrets = [session.secretAccessKey, session.sessionToken, (await resolved.keys.pair()).secretAccessKey];
    const explain = async (error: unknown): Promise<Failure> =>
      rotateFailure(error, line(), () => calls.explain(error, { signedBySession: true, secrets }));
    try {
      return { iam, explain, inAws: await iam.list() };
    } catch (error) {
      if (refresh || !isDead(errorKind(error))) throw await explain(error);
    }
  }
}
