import { statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { calls, roleArn } from '../command/at.ts';
import { has } from '../command/has.ts';
import { keyLines, keyPair, type Outcome, serial } from '../command/run.ts';
import { keep, makeStoreHome, type StoreHome, standInStore, withEach } from './homes.ts';

// C9.2: the key moves into a store and back, AWS's tools read it there, and a cached session asks the store nothing.

const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = keyPair;
const before = {
  config: `# mine\n[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n\n[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\n`,
  credentials: `[other]\nx = 1\n\n[default]\n# of alice\n${keyLines}output = json\n`,
};
const hasAws = has('aws', '--version');
/** Whose key the AWS CLI uses. */
const whose = (home: StoreHome): Promise<Outcome> =>
  home.sh('aws sts get-caller-identity --query Arn --output text', [], { env: { AWS_EC2_METADATA_DISABLED: 'true' } });

withEach((store) => {
  let home: StoreHome;
  beforeEach(async () => {
    home = await makeStoreHome(store);
    home.write('.aws/config', before.config);
    home.write('.aws/credentials', before.credentials);
  });
  afterEach(() => home.end());

  const files = () => ({ config: home.read('.aws/config'), credentials: home.read('.aws/credentials') });

  test('the key leaves the file, and a line that reads it stands in the config file', async () => {
    const { status, stdout, stderr } = await home.run(['keep', '--in', store.name]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { config, credentials } = files();
    expect(credentials).toBe(before.credentials.replace(keyLines, ''));
    const [, line = ''] = /^credential_process = (.*)\n/m.exec(config) ?? [];
    expect(config.replace(`credential_process = ${line}\n`, '')).toBe(before.config);
    const printed = await home.sh(line, []);
    expect(JSON.parse(printed.stdout)).toEqual({ Version: 1, AccessKeyId: id, SecretAccessKey: secret });
    expect(stdout).toContain(line);
    expect(home.starts().join()).not.toContain(secret);
    for (const text of [stdout, config]) expect(text).not.toContain(secret);
  });

  test('and comes back, readable for its owner alone; nothing is left in the config file and the store', async () => {
    await keep(home);
    const [, line = ''] = /^credential_process = (.*)\n/m.exec(home.read('.aws/config')) ?? [];
    expect(await home.run(['keep', '--undo'])).toMatchObject({ status: 0, stderr: '' });
    expect(files().config).toBe(before.config);
    expect(files().credentials).toBe(
      before.credentials.replace(keyLines, '').replace('output = json\n', `output = json\n${keyLines}`),
    );
    expect(statSync(path.join(home.home, '.aws/credentials')).mode & 0o777).toBe(0o600);
    expect((await home.sh(line, [])).stdout).toBe('');
  });

  test('a new session asks the store once, a cached one and its roles never', async () => {
    await keep(home);
    home.starts();
    expect(await home.quick([home.sts.freshCode(serial)])).toMatchObject({ status: 0 });
    expect(home.starts()).toHaveLength(1);
    for (const words of [
      [],
      ['-q'],
      ['--cached'],
      ['-f', 'json'],
      ['exec', '--', 'true'],
      ['admin'],
      ['list'],
      ['status'],
    ])
      expect(await home.quick(words), words.join()).toMatchObject({ status: 0 });
    expect(home.starts()).toEqual([]);
    expect(calls(home).filter((call) => /Session|Role/.test(call))).toEqual(['GetSessionToken! ok', 'AssumeRole ok']);
  });

  test.skipIf(!hasAws)('the AWS CLI reads it', { timeout: 60_000 }, async () => {
    await keep(home);
    expect(await whose(home)).toEqual({ status: 0, stdout: 'arn:aws:iam::111122223333:user/alice\n', stderr: '' });
    expect(home.sts.requests.at(-1)).toMatchObject({ accessKeyId: id });
  });
});

test.skipIf(!hasAws)(
  'a session of --write comes before it, and is not in its way after',
  { timeout: 60_000 },
  async () => {
    const home = await makeStoreHome(standInStore);
    onTestFinished(() => home.end());
    home.write('.aws/config', before.config);
    home.write('.aws/credentials', before.credentials);
    await keep(home);
    expect(await home.quick(['-w', '-q', home.sts.freshCode(serial)])).toMatchObject({ status: 0 });
    home.starts();
    expect(await whose(home)).toMatchObject({ status: 0 });
    expect(home.starts()).toEqual([]);
    expect(home.sts.requests.at(-1)).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/) });
    expect(await home.quick(['keep', '--undo'])).toMatchObject({ status: 0 });
    expect(home.read('.aws/credentials')).not.toContain('aws_session_token');
    expect(await whose(home)).toMatchObject({ status: 0 });
    expect(home.sts.requests.at(-1)).toMatchObject({ accessKeyId: id });
  },
);
