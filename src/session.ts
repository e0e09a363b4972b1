import { chooseProfile } from './aws/choose.ts';
import { accountOf, namedDevice } from './aws/device.ts';
import { endpointOf } from './aws/endpoint.ts';
import { readAwsFiles } from './aws/files.ts';
import { plan, type Step } from './aws/plan.ts';
import { readProfile } from './aws/profile.ts';
import { checkedRegion, partitionOf, stsRegion } from './aws/region.ts';
import type { Context } from './context.ts';
import { awsFilePaths, cacheFolder } from './home.ts';
import { beforeSession } from './shell/environment.ts';
import { readEntry } from './store/entry.ts';
import { isSession, type Session } from './store/session.ts';
import { isUser, userKey } from './store/user.ts';

/** What the user asks for. Durations in seconds. */
export interface Wanted {
  /** A checked code, or `-` for one on stdin. A code always starts a new session (C4.4). */
  code?: string | undefined;
  profile?: string | undefined;
  serial?: string | undefined;
  region?: string | undefined;
  duration?: number | undefined;
  minTtl: number;
  refresh: boolean;
  cache: boolean;
}

export interface Outcome {
  session: Session;
  fresh: boolean;
  /** '' where the keys came from the environment. */
  profile: string;
  /** What the profile or `--region` names. */
  region: string | undefined;
  account: string | undefined;
}

/**
 * The whole story: profile → keys → device → plan → cache → code → STS → cache.
 * @throws Failure
 */
export async function getSession(wanted: Wanted, context: Context): Promise<Outcome> {
  const { env } = context;
  const files = readAwsFiles(await awsFilePaths(env));
  const choice = chooseProfile(wanted.profile, env, files);
  for (const { warnings } of choice.lineage) warnings.forEach(context.warn);
  const { source } = choice;
  const keys =
    source.from === 'process'
      ? await (await import('./aws/key-process.ts')).keysFromProcess(source.command, source.profile)
      : source.keys;
  const cache = wanted.cache ? await cacheFolder(env) : undefined;
  const user = (cache && readEntry(cache, userKey(keys.accessKeyId), isUser).content) || {};

  const fallback = readProfile(files, 'default');
  const named = namedDevice(wanted.serial, env, fallback ? [...choice.lineage, fallback] : choice.lineage);
  const role = choice.roles.at(-1)?.arn;
  const settings = choice.lineage[0]?.settings ?? {};
  const { AWS_REGION, AWS_DEFAULT_REGION } = beforeSession(env);
  const region = stsRegion(
    [wanted.region, AWS_REGION, AWS_DEFAULT_REGION, settings.region],
    role ?? named ?? user.device,
  );
  const endpoint = endpointOf('STS', region, env, settings, files);
  const looking = { endpoint, keys, profile: choice.name || 'the environment', cache };
  const device = named ?? user.device ?? (await (await import('./find-device.ts')).findDevice(looking, context));

  const { roles } = choice;
  const partition = partitionOf(region);
  const steps = plan({ accessKeyId: keys.accessKeyId, device, partition, roles, duration: wanted.duration });
  const outcome = {
    profile: choice.name,
    region: checkedRegion(wanted.region ?? settings.region),
    account: accountOf(role ?? device),
  };
  const useCache = cache !== undefined && wanted.code === undefined && !wanted.refresh;
  const latest = useCache ? latestKept(cache, steps, wanted.minTtl, context) : undefined;
  if (latest?.left.length === 0) return { ...outcome, session: latest.session, fresh: false };

  const { codeSource } = await import('./code/source.ts');
  const { renew } = await import('./renew.ts');
  const job = {
    ...looking,
    steps: latest?.left ?? steps,
    signer: latest?.session ?? keys,
    codes: await codeSource(wanted.code, env),
    user: { ...user, device },
  };
  return { ...outcome, session: await renew(job, context), fresh: true };
}

/** The latest step whose session is kept and lives long enough, and the steps that are left from there. */
function latestKept(folder: string, steps: Step[], minTtl: number, context: Context): Kept | undefined {
  for (let at = steps.length - 1; at >= 0; at--) {
    const { content: session, problem } = readEntry(folder, steps[at]?.cacheKey ?? '', isSession);
    if (problem) context.warn(`${problem}, and was not used`);
    if (session && session.expires - context.now() / 1000 >= minTtl) return { session, left: steps.slice(at + 1) };
  }
  return undefined;
}

interface Kept {
  session: Session;
  left: Step[];
}
