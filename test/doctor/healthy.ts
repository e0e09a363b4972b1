import type { Facts, FileFacts } from '../../src/doctor/facts.ts';

const file = (name: string, text: string): FileFacts => ({
  path: `/home/alice/.aws/${name}`,
  text,
  hasMark: false,
  exists: true,
  mode: 0o600,
});

/** The keys of alice in the local STS. */
export const pair =
  'aws_access_key_id = AKIARTX3GSDS7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n';
export const sessionPair = `${pair.replace('AKIA', 'ASIA')}aws_session_token = FwoGZXIvYXdzEXAMPLETOKEN==\n`;
export const device = 'mfa_serial = arn:aws:iam::111122223333:mfa/alice\n';

/** What a test changes: the texts of the files and any fact. */
export interface Changes extends Partial<Omit<Facts, 'files'>> {
  config?: string;
  credentials?: string;
  /** Of the credentials file. */
  mode?: number;
}

/** A machine on which all is well, but for the changes. */
export function facts({ config, credentials, mode, ...rest }: Changes = {}): Facts {
  return {
    env: { HOME: '/home/alice', MFA_ENV_FUNCTIONS: '1.2.3' },
    now: Date.parse('2026-01-15T12:00:00Z'),
    shell: 'bash',
    files: {
      config: file('config', config ?? `[default]\nregion = eu-central-1\n${device}`),
      credentials: { ...file('credentials', credentials ?? `[default]\n${pair}`), ...(mode !== undefined && { mode }) },
    },
    sts: { answered: true, ahead: 0.4 },
    key: { owner: 'default', arn: 'arn:aws:iam::111122223333:user/alice', device: device.slice(13, -1) },
    programs: [{ path: '/usr/local/bin/mfa-env', target: '/usr/local/lib/node_modules/mfa-env/dist/bin.cjs' }],
    platform: 'linux',
    node: '20.19.0',
    version: '1.2.3',
    ...rest,
  };
}
