import { accountOf } from '../aws/device.ts';
import { accountOfKey } from '../aws/key-account.ts';
import type { Step } from '../aws/plan.ts';
import { type Profile, profileNames, readProfile } from '../aws/profile.ts';
import type { Session } from '../cache/types.ts';
import type { Context } from '../context.ts';
import { reasonOf } from '../fs/private-dir.ts';
import type { ResolvedConfig } from './resolve.ts';

/** A session, and what it was asked for. */
interface Got {
  session: Session;
  step: Step;
  /** The user's, by serial number or ARN. */
  device: string;
  /** How many roles are still to be assumed. */
  left: number;
}

/**
 * Keeps a session for the next terminal, if it is of the account that was asked for (C5.0). One that cannot be kept is
 * still a session (C5.2).
 */
export function cacheSession(resolved: ResolvedConfig, got: Got, context: Context): void {
  const { cache } = resolved;
  const stranger = strangeAccount(resolved, got);
  if (stranger) context.warn(`${stranger}; it is not kept: look at AWS_ENDPOINT_URL, endpoint_url and the proxy`);
  if (stranger) return;
  try {
    cache.write(got.step.cacheKey, got.session);
    announce(resolved, got.session, got.left);
  } catch (error) {
    const why = reasonOf(error);
    context.warn(
      `the session could not be kept in ${cache.folder} (${why}): the next terminal will ask for a code again`,
    );
  }
}

/**
 * What is to be said where a session's key tells another account than its role or device. An emulator makes up its
 * accounts: where the user named an endpoint, and signs with a key that tells none, nothing is compared.
 */
export function strangeAccount(
  { endpoint, keys }: Pick<ResolvedConfig, 'endpoint' | 'keys'>,
  { session, step, device }: Omit<Got, 'left'>,
): string | undefined {
  const own = accountOfKey(keys.accessKeyId);
  if (endpoint.url !== undefined && own === undefined) return undefined;
  const told = accountOfKey(session.accessKeyId);
  const wanted = step.action === 'AssumeRole' ? accountOf(step.role.arn) : (accountOf(device) ?? own);
  if (told === undefined || wanted === undefined || told === wanted) return undefined;
  return `the session is of account ${told}, and was asked for in ${wanted}`;
}

/** More profiles than have one user's keys in most files; each that is looked at takes time. */
const MOST_PROFILES = 200;

/**
 * Tells new terminals of a session (C7.3): each profile that it serves. A marker is a hint, so one that cannot be written
 * is no harm.
 * @param left how many roles are still to be assumed
 */
export function announce(resolved: ResolvedConfig, { expires }: Session, left: number): void {
  const { cache, choice, request } = resolved;
  // A command that gives keys may want a password or a touch: not in a terminal that was merely opened.
  if (choice.source.from !== 'files') return;
  const assumed = choice.roles.length - left;
  const own = choice.roles.length - (request.roleArn ? 1 : 0);
  const names = new Set<string>();
  if (assumed === own) names.add(choice.name);
  if (assumed === 0) for (const name of profilesOfUser(resolved)) names.add(name);
  for (const name of names) {
    try {
      if (!cache.isMarked(name, expires)) cache.mark(name, expires);
    } catch {}
  }
}

/** The profiles that have these keys, and those that take them from one of them without a role. */
function profilesOfUser({ choice, files, keys }: ResolvedConfig): string[] {
  const profiles = profileNames(files)
    .slice(0, MOST_PROFILES)
    .flatMap((name) => readProfile(files, name) ?? []);
  const owners = profiles.filter((profile) => profile.keys?.accessKeyId === keys.accessKeyId).map(({ name }) => name);
  const owner = choice.chain.at(-1)?.name;
  if (owner !== undefined) owners.push(owner);
  const takesFrom = ({ source_profile: source = '', credential_process }: Profile['settings']): boolean =>
    owners.includes(source) && !credential_process;
  const served = profiles.filter(
    ({ name, settings, keys: own }) => !settings.role_arn && (owners.includes(name) || (!own && takesFrom(settings))),
  );
  return [...served.map(({ name }) => name), ...(owner === undefined ? [] : [owner])];
}
