import { causeOf } from '../aws/causes.ts';
import { type Choice, chooseProfile, profileThatCounts } from '../aws/choose.ts';
import { connection } from '../aws/connection.ts';
import { defaultOwner } from '../aws/default-owner.ts';
import { namedDevice } from '../aws/device.ts';
import { devicesOf } from '../aws/devices.ts';
import { endpointOf, likelyStsUrl } from '../aws/endpoint.ts';
import type { AwsFiles } from '../aws/files.ts';
import type { KeyPair } from '../aws/profile.ts';
import { type Whereabouts, whereabouts } from '../aws/whereabouts.ts';
import type { Context } from '../context.ts';
import { isFailure } from '../errors.ts';
import type { Environment } from '../shell/environment.ts';
import type { KeyFacts } from './facts.ts';

/** Milliseconds for all of it. */
const patience = 5000;

/**
 * Whose AWS says that the long-lived key is which the main job would sign with: sts:GetCallerIdentity needs no
 * permission and no MFA, and no policy can forbid it.
 */
export async function askKey(files: AwsFiles, { env }: Context, profile?: string): Promise<KeyFacts> {
  const choice = chosen(files, env, profile);
  if (!choice) return { unknown: `${profileThatCounts(profile, env)} has none; for another: mfa-env doctor -p NAME` };
  const { source, lineage } = choice;
  if (source.from === 'process') return { unknown: 'a command gives it, which is not run here' };
  const owner = source.from === 'environment' ? '' : (lineage.at(-1)?.name ?? choice.name);
  try {
    const where = whereabouts(files, env, { profile });
    const arn = await callerOf(source.keys, where, files, env);
    const devices = await devicesOf(source.keys, where, files, env).catch(() => undefined);
    return { owner, arn, device: deviceOf(choice, files, env), devices: devices?.map(({ serial }) => serial) };
  } catch (error) {
    const refused = causeOf(error);
    if (refused === 'unknown-key' || refused === 'wrong-secret') return { owner, refused };
    return { unknown: refused === 'clock' ? 'the clock is off' : 'STS did not say whose it is' };
  }
}

function chosen(files: AwsFiles, env: Environment, profile: string | undefined): Choice | undefined {
  try {
    return chooseProfile(profile, env, files);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return undefined; // another check tells
  }
}

async function callerOf(
  keys: KeyPair,
  { region, settings }: Whereabouts,
  files: AwsFiles,
  env: Environment,
): Promise<string> {
  const endpoint = endpointOf('STS', region, env, settings, files);
  const link = await connection(endpoint, env, likelyStsUrl(endpoint));
  const { sts } = await import('../aws/sdk.ts');
  return await sts(endpoint, link).caller(keys, AbortSignal.timeout(patience));
}

function deviceOf({ lineage, source }: Choice, files: AwsFiles, env: Environment): string | undefined {
  try {
    const accessKeyId = source.from === 'process' ? '' : source.keys.accessKeyId;
    return namedDevice(undefined, env, lineage, () => defaultOwner(files, accessKeyId));
  } catch (error) {
    if (!isFailure(error)) throw error;
    return undefined; // another check tells
  }
}
