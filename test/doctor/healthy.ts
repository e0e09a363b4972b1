import type { CacheFacts, Facts, FileFacts, KnownKey } from '../../src/doctor/facts.ts';

const file = (name: string, text: string): FileFacts => ({
  path: `/home/alice/.aws/${name}`,
  text,
  hasByteOrderMark: false,
  exists: true,
  mode: 0o600,
});

/** The keys of alice in the local STS. */
export const pair =
  'aws_access_key_id = AKIARTX3GSDS7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n';
export const sessionPair = `${pair.replace('AKIA', 'ASIA')}aws_session_token = FwoGZXIvYXdzEXAMPLETOKEN==\n`;
export const device = 'mfa_serial = arn:aws:iam::111122223333:mfa/alice\n';

/** What a test changes in the facts: contents of files, or any fact. */
export interface Changes extends Partial<Omit<Facts, 'files' | 'cache'>> {
  config?: string;
  credentials?: string;
  /** Permission bits of the credentials file. */
  mode?: number;
  cache?: Partial<CacheFacts>;
}

/** A key that AWS accepts, of a user with one device, which the config file names. */
export const known: KnownKey = {
  owner: 'default',
  arn: 'arn:aws:iam::111122223333:user/alice',
  device: { serial: device.slice(13, -1), from: { profile: 'default' } },
  devices: [device.slice(13, -1)],
  provenDevices: [],
  hasRole: false,
};

/** The facts of a healthy machine, with some changes. */
export function facts({ config, credentials, mode, cache, env, ...rest }: Changes = {}): Facts {
  return {
    env: { HOME: '/home/alice', MFA_ENV_FUNCTIONS: '1.2.3', AWS_REGION: 'eu-central-1', ...env },
    now: Date.parse('2026-01-15T12:00:00Z'),
    shell: 'bash',
    files: {
      config: file('config', config ?? `[default]\nregion = eu-central-1\n${device}`),
      credentials: { ...file('credentials', credentials ?? `[default]\n${pair}`), ...(mode !== undefined && { mode }) },
    },
    sts: { answered: true, aheadSeconds: 0.4 },
    key: known,
    session: { state: 'none' },
    cache: {
      folder: '/home/alice/.cache/mfa-env',
      nearest: { path: '/home/alice/.cache/mfa-env', kind: 'folder', uid: 1000, mode: 0o700, writable: true },
      foreignFiles: 0,
      uid: 1000,
      home: '/home/alice',
      ...cache,
    },
    missingPrograms: [],
    stores: [],
    startUpFiles: [{ path: '/home/alice/.bashrc', loads: true }],
    programs: [{ path: '/usr/local/bin/mfa-env', target: '/usr/local/lib/node_modules/mfa-env/dist/bin.cjs' }],
    platform: 'linux',
    node: '20.19.0',
    version: '1.2.3',
    ...rest,
  };
}
