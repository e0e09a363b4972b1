import { accountOf, accountOfKey } from '../aws/device.ts';
import { keyIdOf, type LongTermKeys, ownKeyId } from '../aws/long-term-keys.ts';
import type { Step } from '../aws/plan.ts';
import { excerpts, type Profile, profileNames, readProfile } from '../aws/profile.ts';
import type { Session } from '../cache/entry.ts';
import { deleteStaleLive } from '../cache/live-files.ts';
import type { Context } from '../context.ts';
import { reasonOf } from '../fs/folders.ts';
import type { ResolvedConfig } from './resolved-config.ts';

interface Got {
  session: Session;
  step: Step;
  device: string;
  left: number;
}

/** Caches a session of the account that was asked for, and warns of another one (C5.0) and of a failed write (C5.2). */
export function cacheSession(resolved: ResolvedConfig, got: Got, context: Context): void {
  const { cache } = resolved;
  const stranger = strangeAccount(resolved, got);
  if (stranger) context.warn(`${stranger}, so it is not cached; check AWS_ENDPOINT_URL, endpoint_url and the proxy`);
  if (stranger) return;
  try {
    cache.write(got.step.cacheKey, got.session);
    if (cache.folder !== undefined) deleteStaleLive(cache.folder);
    announce(resolved, got.session, got.left);
  } catch (error) {
    const why = reasonOf(error);
    context.warn(
      `the session could not be cached in ${cache.folder} (${why}): the next terminal will ask for a code again`,
    );
  }
}

/**
 * A warning where the session's key is of another account than its role or device. Emulators invent accounts: with an
 * endpoint of the user's and a key that names no account, nothing is compared.
 */
export function strangeAccount(
  { endpoint, keys }: Pick<ResolvedConfig, 'endpoint'> & { keys: Pick<LongTermKeys, 'accessKeyId'> },
  { session, step, device }: Omit<Got, 'left'>,
): string | undefined {
  const own = accountOfKey(keys.accessKeyId);
  if (endpoint.url !== undefined && own === undefined) return undefined;
  const told = accountOfKey(session.accessKeyId);
  const wanted = step.action === 'AssumeRole' ? accountOf(step.role.arn) : (accountOf(device) ?? own);
  if (told === undefined || wanted === undefined || told === wanted) return undefined;
  return `the session is of account ${told}, not of ${wanted}`;
}

/** Each profile costs time, and few files have more of one user. */
const MOST_PROFILES = 200;

/** Marks each profile that a session serves, for new terminals (C7.3). A failed write is no error: it is only a hint. */
export function announce(resolved: ResolvedConfig, { expires }: Session, left: number): void {
  const { cache, selection, request } = resolved;
  // A command for keys may ask for a password. A new terminal must not start it by itself.
  if (selection.source.from === 'environment' || keyIdOf(selection.source) === undefined) return;
  if (left === 0 && request.limit !== undefined) return; // it is not what the profile alone leads to
  const assumed = selection.roles.length - left;
  const own = selection.roles.length - (request.roleArn ? 1 : 0);
  const names = new Set<string>();
  if (assumed === own) names.add(selection.name);
  if (assumed === 0) for (const name of profilesOfUser(resolved)) names.add(name);
  for (const name of names) {
    try {
      if (!cache.isMarked(name, expires)) cache.mark(name, expires);
    } catch {}
  }
}

/** The profiles with these keys, and those that take the keys from one of them without a role. */
function profilesOfUser({ selection, files, keys }: ResolvedConfig): string[] {
  const excerptFor = excerpts(files);
  const profiles = profileNames(files)
    .slice(0, MOST_PROFILES)
    .flatMap((name) => readProfile(excerptFor(name), name) ?? []);
  const owners = profiles.filter((profile) => ownKeyId(profile) === keys.accessKeyId).map(({ name }) => name);
  const owner = selection.chain.at(-1)?.name;
  if (owner !== undefined) owners.push(owner);
  const takesFrom = ({ source_profile: source = '', credential_process }: Profile['settings']): boolean =>
    owners.includes(source) && !credential_process;
  const served = profiles.filter(
    ({ name, settings, keys: own }) => !settings.role_arn && (owners.includes(name) || (!own && takesFrom(settings))),
  );
  return [...served.map(({ name }) => name), ...(owner === undefined ? [] : [owner])];
}
