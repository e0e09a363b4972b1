import { refuseKeys } from '../../src/aws/files/write-profile.ts';
import { defaultAnswers } from '../../src/setup/default-answers.ts';
import { ownFilesGone, stopped } from '../../src/setup/run-steps.ts';
import { keyLines, keyPair, type Place } from '../command/run.ts';
import { type Row, row } from './row.ts';

const nothing = { config: null, credentials: null };
const blank = '[default]\nregion = eu-central-1\n';
const setDevices =
  (...names: string[]) =>
  ({ sts }: Place): void => {
    sts.user('alice').devices = names.map((name) => ({
      serial: `arn:aws:iam::111122223333:mfa/${name}`,
      enabled: true,
      enabledAt: '2025-01-01T00:00:00Z',
    }));
  };

/** What `mfa-env setup` says where it cannot go on. */
export const setupRows: Row[] = [
  row(
    'setup without a terminal',
    'commands/setup.ts',
    { ...nothing, words: ['setup'] },
    'setup asks at a terminal, and there is none; missing: an access key, a region, an MFA device, a first session → take the default answers: mfa-env setup --yes',
    2,
  ),
  row(
    'setup of a profile that looks like a code',
    'commands/setup.ts',
    { words: ['setup', '123456'] },
    '123456 is no name for a new profile: it would look like a code → mfa-env setup NAME',
    2,
  ),
  row(
    'setup --yes without a key',
    'setup/key.ts',
    { ...nothing, words: ['setup', '--yes'] },
    'there is no access key, in the files or in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY → enter it at a terminal, where its secret is hidden: mfa-env setup',
    3,
  ),
  row(
    'setup --yes without a key, for a profile',
    'setup/key.ts',
    { ...nothing, words: ['setup', '--yes', 'my-one'] },
    'there is no access key, in the files or in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY → enter it at a terminal, where its secret is hidden: mfa-env setup my-one',
    3,
  ),
  row(
    'setup --yes with several profiles',
    'setup/profile.ts',
    { words: ['setup', '--yes'], config: null, credentials: `[my one]\n${keyLines}[two]\n${keyLines}` },
    "there are several profiles with a key → name one: mfa-env setup --yes 'my one'",
    2,
  ),
  row(
    'setup --yes with a region that the account has not enabled',
    'setup/region.ts',
    {
      words: ['setup', '--yes', 'default'],
      config: '[profile other]\nregion = ap-east-1\n',
      before: ({ sts }) => {
        const [account] = sts.world.accounts;
        if (account) account.regionsNotEnabled = ['ap-east-1'];
      },
    },
    'Profile default: alice in account 111122223333\nWhich region do you work in? ap-east-1\n│  [default] of ~/.aws/config gets region = …\nthe region ap-east-1 is not enabled in your account → put another into ~/.aws/config, then: mfa-env setup --yes',
    3,
  ),
  row(
    'setup --yes for a user with several devices',
    'setup/device.ts',
    { words: ['setup', '--yes'], config: blank, before: setDevices('phone', 'tablet') },
    'Profile default: alice in account 111122223333\nthere are several MFA devices → choose one at a terminal: mfa-env setup',
    3,
  ),
  row(
    'setup --yes for a user without a device',
    'setup/device.ts',
    { words: ['setup', '--yes'], config: blank, before: setDevices() },
    'Profile default: alice in account 111122223333\nthis user has no MFA device → make one at a terminal: mfa-env setup',
    3,
  ),
  row(
    'setup --yes with a wrong secret in the environment',
    'aws/error-text.ts',
    { ...nothing, words: ['setup', '--yes'], env: { ...keyPair, AWS_SECRET_ACCESS_KEY: 'w'.repeat(40) } },
    'the secret access key in the environment is wrong → correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY → to go on: mfa-env setup --yes',
    1,
  ),
  row(
    'a question without an answer, with --yes',
    'setup/default-answers.ts',
    { call: () => defaultAnswers(() => {}).text('Save it as which profile?') },
    'nothing answers this: Save it as which profile? → without --yes: mfa-env setup',
    2,
  ),
  row(
    'a new key for a profile that has one',
    'aws/files/write-profile.ts',
    { call: () => refuseKeys({ path: 'credentials', text: `[acme]\n${keyLines}` }, 'acme') },
    'profile acme holds a key already → take another name',
    3,
  ),
  row(
    'mfa-env is updated while setup runs',
    'setup/run-steps.ts',
    { call: () => ownFilesGone(undefined) },
    'files of mfa-env itself are gone → install it again: npm install -g mfa-env',
    1,
  ),
  row('setup is stopped', 'setup/run-steps.ts', { call: () => stopped() }, 'stopped → nothing was changed', 130),
];
