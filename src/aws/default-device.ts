import { accountOf } from './device.ts';
import type { AwsFiles } from './files/read.ts';
import { accountOfKey } from './key-account.ts';
import { type Profile, readProfile } from './profile.ts';

/**
 * The profile `default`, whose device serves profiles without one. A device of another account does not serve, because
 * AWS would refuse its code (C3.5).
 * @param accessKeyId id of the long-term key
 * @returns undefined where the device belongs to another account, or there is no profile `default`
 */
export function defaultDeviceOwner(files: AwsFiles, accessKeyId: string): Profile | undefined {
  const profile = readProfile(files, 'default');
  const { mfa_serial: serial, aws_mfa_device: device = '' } = profile?.settings ?? {};
  const owner = accountOf(serial || device) ?? accountOfKey(profile?.keys?.accessKeyId ?? '');
  const account = accountOfKey(accessKeyId);
  return owner && account && owner !== account ? undefined : profile;
}
