import { errorKind } from '../aws/error-kind.ts';
import { checkWritable } from '../aws/files/write-session.ts';
import { type KeyPair, profileNames } from '../aws/profile.ts';
import { longTermKeys } from '../aws/select-profile.ts';
import { plainly, profileWords } from '../cli/to-type.ts';
import { configuration, isFailure } from '../errors.ts';
import { openAwsCalls } from '../session/aws-calls.ts';
import { resolveConfig, sessionRequest } from '../session/resolve.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';
import { nearest } from '../text/names.ts';
import type { Change, Guide } from './guide.ts';
import { saveKey } from './save-key.ts';
import { callerOf, isRoot, nameOf, ROOT } from './user.ts';

/** Takes a key pair from the environment or asks for it, and saves it once AWS has taken it. */
export async function addKey(guide: Guide): Promise<Change> {
  const { ask, context, files, state } = guide;
  await checkWritable(files.credentials.path, state.profile ?? 'default', () => {}); // before somebody types a secret
  const given = longTermKeys(beforeSession(context.env));
  if (!given && !guide.isAsked) {
    throw configuration(
      'there is no access key, in the files or in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
      `enter it at a terminal, where its secret is hidden: ${plainly('setup', ...profileWords(state.profile ?? ''))}`,
    );
  }
  const keys = given ?? (await askKeys(guide));
  if (given) {
    await verify(guide, given);
    ask.done(`The key in this environment belongs to ${ownerIn(guide)}`);
  }
  return await saveKey(guide, keys);
}

async function askKeys(guide: Guide): Promise<KeyPair> {
  const { ask, files, state } = guide;
  const others = profileNames(files);
  const near = state.profile !== undefined && others.length > 0 ? nearest(state.profile, others) : '';
  if (near) ask.say(`Profile ${state.profile} has no key yet; ${near}`);
  let id = '';
  for (;;) {
    id = await ask.text(id ? 'Access key ID' : ['Access key ID', WHERE], id, idProblem);
    const secret = await ask.secret('Secret access key', secretProblem);
    const keys = { accessKeyId: id.trim(), secretAccessKey: secret.trim() };
    try {
      await verify(guide, keys);
    } catch (error) {
      const kind = isFailure(error) && errorKind(error.cause);
      if (kind !== 'unknown-key' && kind !== 'wrong-secret') throw error;
      ask.wrong(
        kind === 'wrong-secret'
          ? 'That is not the secret of this key. Nothing is saved; once more:'
          : 'AWS does not know this key, or it is inactive. Nothing is saved; once more:',
      );
      continue;
    }
    ask.done(`This key belongs to ${ownerIn(guide)}`);
    const isGood = !guide.caller || !isRoot(guide.caller);
    if (isGood || (await ask.confirm(['Use the key of the root user?', ...ROOT], false))) return keys;
    id = '';
  }
}

const ownerIn = ({ caller }: Guide): string => (caller ? nameOf(caller) : 'somebody');

const WHERE = 'AWS console: your name, Security credentials, Create access key';

/** Asks AWS whose keys these are. @throws Failure: what AWS or the network said */
async function verify(guide: Guide, keys: KeyPair): Promise<void> {
  const context = { ...guide.context, env: withPair(guide.context.env, keys, guide.state.profile) };
  const resolved = await resolveConfig(sessionRequest({}), context);
  const calls = await openAwsCalls(resolved, context);
  try {
    guide.caller = await callerOf(resolved, calls, context);
  } catch (error) {
    throw await calls.explain(error);
  }
}

/** An environment in which this pair is the source. @param profile whose other settings count */
const withPair = (env: Environment, keys: KeyPair, profile: string | undefined): Environment => ({
  ...beforeSession(env),
  AWS_PROFILE: undefined,
  AWS_DEFAULT_PROFILE: profile,
  AWS_ACCESS_KEY_ID: keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  AWS_SESSION_TOKEN: undefined,
  AWS_SECURITY_TOKEN: undefined,
});

function idProblem(typed: string): string | undefined {
  const id = typed.trim();
  if (id.startsWith('ASIA')) return 'that is a session key: the key of an IAM user begins with AKIA';
  if (id.length === 40) return 'that looks like the secret: the ID begins with AKIA';
  return /^\w{16,128}$/.test(id) ? undefined : 'an access key ID looks like AKIAIOSFODNN7EXAMPLE';
}

function secretProblem(typed: string): string | undefined {
  const secret = typed.trim();
  if (/^A[KS]IA\w{16}$/.test(secret)) return 'that is the ID: the secret has 40 characters';
  return /^[!-~]{40}$/.test(secret) ? undefined : `a secret access key has 40 characters, this has ${secret.length}`;
}
