import { accountOf, configuredDevice } from '../../aws/device.ts';
import { endpointKey, endpointOf } from '../../aws/endpoint.ts';
import { type Profile, readProfile } from '../../aws/profile.ts';
import { devicesOf } from '../../aws/sdk/list-devices.ts';
import { type ProfileSelection, profileThatCounts, selectProfile } from '../../aws/select-profile.ts';
import { listSessions, listUsers } from '../../cache/list-entries.ts';
import { isFailure } from '../../errors.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { KeyFacts, NamedDevice } from '../facts.ts';
import { type Asking, askCaller } from './caller.ts';

/**
 * What AWS says of the long-term key which the main job would sign with: whose it is, and which MFA devices the user
 * has.
 * @param cache the folder of sessions, '' for none: what it knows of the device counts for the main job too
 */
export async function askKey(asking: Asking, cache: string, profile?: string): Promise<KeyFacts> {
  const { files, env, where, end } = asking;
  const choice = chosen(asking, profile);
  if (!choice) return { unknown: `${profileThatCounts(profile, env)} leads to none`, isMissing: true };
  const { source, chain, roles } = choice;
  if (source.from === 'process') return { unknown: 'a command gives it, which is not run here' };
  const owner = source.from === 'environment' ? '' : (chain.at(-1)?.name ?? choice.name);
  const caller = await askCaller(source.keys, asking);
  if ('cause' in caller) {
    const { cause } = caller;
    if (cause === 'unknown-key' || cause === 'wrong-secret') return { owner, refused: cause };
    if (cause === 'region-disabled') return { unknown: `STS is switched off in ${where.region}` };
    return { unknown: cause === 'clock' ? 'the clock is off' : 'STS did not say whose it is' };
  }
  const { accessKeyId } = source.keys;
  const endpoint = endpointKey(endpointOf('STS', where.region, env, where.settings, files));
  const devices = await before(end, devicesOf(source.keys, where, files, env));
  return {
    owner,
    ...caller,
    ...deviceOf(choice, asking, rememberedDevice(cache, accessKeyId, endpoint), accountOf(caller.arn)),
    devices: devices?.map(({ serial }) => serial),
    proven: provenDevices(cache, accessKeyId, endpoint),
    hasRole: roles.length > 0,
  };
}

function chosen({ files, env }: Asking, profile: string | undefined): ProfileSelection | undefined {
  try {
    return selectProfile(profile, env, files);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return undefined; // another check tells
  }
}

/** What comes before the end; undefined where nothing does. */
const before = <T>(end: AbortSignal, work: Promise<T>): Promise<T | undefined> =>
  Promise.race([
    work.catch(() => undefined),
    new Promise<undefined>((resolve) => {
      if (end.aborted) resolve(undefined);
      end.addEventListener('abort', () => resolve(undefined));
    }),
  ]);

/** As the main job finds it (C3.5); but one of `default` that is of another account is told apart. */
function deviceOf(
  { chain }: ProfileSelection,
  { files, env }: Asking,
  remembered: string | undefined,
  account: string | undefined,
): { device?: NamedDevice; foreignDefault?: string } {
  const own = namedBy(env, chain);
  if (own) return { device: own };
  const usual = readProfile(files, 'default');
  const device = usual && namedBy({}, [usual]);
  const other = accountOf(device?.serial ?? '');
  if (device && (other === undefined || other === account)) return { device };
  return {
    ...(remembered !== undefined && { device: { serial: remembered, from: 'cache' } }),
    ...(device?.serial !== undefined && { foreignDefault: device.serial }),
  };
}

/** The device that one of these names first. */
function namedBy(env: Environment, chain: Profile[]): NamedDevice | undefined {
  const owner = chain.find(({ settings }) => settings.mfa_serial || settings.aws_mfa_device);
  if (!env.AWS_MFA_SERIAL && !owner) return undefined;
  const from = env.AWS_MFA_SERIAL ? 'variable' : { profile: owner?.name ?? '' };
  try {
    return { serial: configuredDevice(undefined, env, chain, () => undefined), from };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { serial: undefined, from };
  }
}

const rememberedDevice = (cache: string, accessKeyId: string, endpoint: string): string | undefined =>
  cache
    ? listUsers(cache).find((kept) => kept.accessKeyId === accessKeyId && kept.endpoint === endpoint)?.user.device
    : undefined;

function provenDevices(cache: string, accessKeyId: string, endpoint: string): string[] {
  const kept = cache ? listSessions(cache) : [];
  return kept.filter((one) => one.accessKeyId === accessKeyId && one.endpoint === endpoint).map(({ device }) => device);
}
