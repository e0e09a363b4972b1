import { errorKind, isDead } from '../aws/error-kind.ts';
import type { AccessKeys, ListedKey } from '../aws/sdk/access-keys.ts';
import { type Session, userOfArn } from '../cache/entry.ts';
import { configuration, type Failure } from '../errors.ts';
import { type Calls, openAwsCalls } from '../session/aws-calls.ts';
import { getSession } from '../session/get-session.ts';
import type { ResolvedConfig } from '../session/resolve.ts';
import { rotateFailure } from './errors.ts';
import type { Guide, Local } from './guide.ts';
import { rotationState } from './state.ts';

/** What `open` finds out. */
type Opened = Pick<Guide, 'state' | 'user' | 'iam' | 'calls' | 'explain'>;

/** Looks whether the files can be written, asks AWS whose key it is, starts a session with MFA, and lists the keys. @throws Failure */
export async function open(local: Local): Promise<Opened> {
  const { context, kept, place, wanted } = local;
  // Before a code is used, and before a key is deleted to make room.
  if (wanted !== 'finish') await place.check(local.resolved.keys.accessKeyId);
  const resolved = ofUser(local);
  const calls = await openAwsCalls(resolved, context);
  const user = await userOf(resolved, calls);
  const { iam, explain, inAws } = await listed(resolved, user, calls, local);
  const current = resolved.keys.accessKeyId;
  const rotation = kept && rotationState(kept.rotation);
  const inFiles = await place.ids();
  const isProven = current === rotation?.to; // AWS has just said whose it is
  return {
    user,
    calls,
    iam,
    explain,
    state: { wanted, current, inFiles, inAws, rotation, isProven, now: context.now() },
  };
}

/** The configuration for a session of the user, whatever role the profile assumes. */
function ofUser({ resolved, owner }: Local): ResolvedConfig {
  const { selection } = resolved;
  return { ...resolved, selection: { ...selection, name: owner, chain: selection.chain.slice(-1), roles: [] } };
}

/** @throws Failure: what AWS said; (configuration) for the root user */
async function userOf(resolved: ResolvedConfig, calls: Calls): Promise<string> {
  let arn: string;
  try {
    arn = await (await calls.sts()).caller(await resolved.keys.pair());
  } catch (error) {
    throw await calls.explain(error);
  }
  const { name } = userOfArn(arn);
  if (!arn.endsWith(':root') && name) return name;
  throw configuration(
    'this is the key of the root user, and rotate makes no new one of those',
    'delete it in the AWS console, and use an IAM user: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html',
  );
}

async function listed(
  resolved: ResolvedConfig,
  user: string,
  calls: Calls,
  { context, line }: Local,
): Promise<{ iam: AccessKeys; explain: Opened['explain']; inAws: ListedKey[] }> {
  const { accessKeys } = await import('../aws/sdk/access-keys.ts');
  for (let refresh = false; ; refresh = true) {
    const request = { ...resolved.request, refresh };
    const session: Session = (await getSession({ ...resolved, request }, context)).outcome.session;
    const iam = await accessKeys(session, user, resolved, resolved.files, context.env);
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
