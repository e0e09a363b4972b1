import { configuredDevice, defaultDeviceOwner } from '../../src/aws/device.ts';
import { plan } from '../../src/aws/plan.ts';
import { selectProfile } from '../../src/aws/select-profile.ts';
import type { Environment } from '../../src/shell/env-diff.ts';
import { files } from './text.ts';

export const mfa = (name: string): string => `mfa_serial = arn:aws:iam::111122223333:mfa/${name}\n`;
export const role = (name: string): string => `role_arn = arn:aws:iam::111122223333:role/${name}\n`;
export const inEnvironment = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's' };

/** The calls in one line: owner of the keys, device (`?`: looked up), each call with its hours, `!` if it has the code. */
export function calls(config: string, credentials: string, name: string | undefined, env: Environment = {}): string {
  const both = files(config, credentials);
  const { source, chain, roles } = selectProfile(name, env, both);
  const accessKeyId = source.from === 'process' ? `(${source.command})` : source.keys.accessKeyId;
  const device = configuredDevice(chain, env, { fallback: () => defaultDeviceOwner(both, accessKeyId) });
  const steps = plan({ accessKeyId, device: device ?? '?', partition: 'aws', endpoint: '', roles });
  const shown = steps.map((step) => {
    const what = step.action === 'AssumeRole' ? step.role.arn.split('/')[1] : 'session';
    return `${what}:${step.duration / 3600}${step.device ? '!' : ''}`;
  });
  return [accessKeyId, device?.split('/')[1] ?? '?', ...shown].join(' ');
}
