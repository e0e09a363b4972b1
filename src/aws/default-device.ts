import { accountOf } from './device.ts';
import type { AwsFiles } from './files/read.ts';
import { accountOfKey } from './key-account.ts';
import { type Profile, readProfile } from './profile.ts';

/**
 * The profile `default`, whose device serves profiles that name none. Where it and the keys both tell their account,
 * and differ, it does not: AWS would refuse the code (C3.5).
 * @param accessKeyId of the keys that sign
 */
export function defaultDeviceOwner(files: AwsFiles, accessKeyId: string): Profile | undefined {
  const profile = readProfile(files, 'default');
  const { mfa_serial: serial, aws_mfa_device: device = '' } = profile?.settings ?? {};
  const owner = accountOf(serial || device) ?? accountOfKey(profile?.keys?.accessKeyId ?? '');
  const account = accountOfKey(accessKeyId);
  return owner && account && owner !== account ? undefined : profile;
}
