import {
  chmodSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { keyLinesOf } from '../command/at.ts';
import { type Place, serial } from '../command/run.ts';
import { type How, type Row, row } from './row.ts';
import { chainedRoles, keysAnd } from './samples.ts';

const bobs = 'arn:aws:iam::111122223333:mfa/bobs-phone';
const gives = ({ sts }: Place, device = serial): Record<string, string> => ({
  MFA_ENV_CODE_COMMAND: `echo ${sts.freshCode(device)}`,
});

/** A session is cached, and then something happens to its file. */
const spoiled = (spoil: (file: string, place: Place) => void): How => ({
  words: [],
  before: async (place) => {
    await place.begin();
    const file = readdirSync(place.cache)
      .map((name) => path.join(place.cache, name))
      .find((name) => readFileSync(name, 'utf8').includes('sessionToken'));
    spoil(file ?? '', place);
    return gives(place);
  },
});
const without = (file: string, make: () => void): void => {
  rmSync(file);
  make();
};
/** What is said and stops nothing. */
export const warningRows: Row[] = [
  row(
    'a cached session that is damaged',
    'session/progress.ts cache/entry.ts fs/trust.ts',
    spoiled((file) => writeFileSync(file, '{')),
    '~/.cache/mfa-env/HASH.json is damaged, and was ignored\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a cached session that is damaged, for status',
    'commands/status.ts',
    { ...spoiled((file) => writeFileSync(file, '{')), words: ['status'] },
    '~/.cache/mfa-env/HASH.json is damaged, and is ignored',
    0,
  ),
  row(
    'a cached session of another version',
    'session/progress.ts cache/entry.ts fs/trust.ts',
    spoiled((file) => writeFileSync(file, '{"version":9}')),
    '~/.cache/mfa-env/HASH.json is from another version of mfa-env, and was ignored\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a cached session that others can read',
    'session/progress.ts cache/entry.ts fs/trust.ts',
    spoiled((file) => chmodSync(file, 0o644)),
    '~/.cache/mfa-env/HASH.json can be read by others, and was ignored\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a cached session that is a folder',
    'session/progress.ts cache/entry.ts fs/trust.ts',
    spoiled((file) => without(file, () => mkdirSync(file))),
    '~/.cache/mfa-env/HASH.json is not a plain file, and was ignored\nthe session could not be cached in ~/.cache/mfa-env (EISDIR): the next terminal will ask for a code again\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a cached session behind a symlink',
    'session/progress.ts cache/entry.ts fs/trust.ts',
    spoiled((file) => without(file, () => symlinkSync('nowhere', file))),
    '~/.cache/mfa-env/HASH.json cannot be read (ELOOP), and was ignored\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a cached session that is shorter than what is asked for',
    'commands/get.ts',
    { words: ['-d', '36h'], before: (place) => place.begin().then(() => {}) },
    'the cached session has only TIME left; for a new one of 36h: eval "$(mfa-env refresh default -d 36h)"\ndefault · 111122223333 · TIME left · cached',
    0,
  ),
  row(
    'logout where a session can be read by others',
    'commands/logout.ts cache/entry.ts',
    { ...spoiled((file) => chmodSync(file, 0o644)), words: ['logout'] },
    '1 untrusted file deleted',
    0,
  ),
  row(
    'logout -p, where a session can be read by others',
    'commands/logout.ts cache/entry.ts',
    { ...spoiled((file) => chmodSync(file, 0o644)), words: ['logout', '-p', 'default'] },
    '~/.cache/mfa-env/HASH.json can be read by others, and was left; to remove it: mfa-env logout\nthere was no session to delete',
    0,
  ),
  {
    ...row(
      'a cached session of another user’s',
      'session/progress.ts cache/entry.ts fs/trust.ts',
      spoiled((file) => lchownSync(file, 54321, 54321)),
      '~/.cache/mfa-env/HASH.json belongs to another user, and was ignored\ndefault · 111122223333 · TIME left · new',
      0,
    ),
    byRoot: true,
  },
  row(
    'a setting that appears twice',
    'aws/profile.ts',
    { credentials: keysAnd('region = a-b\nregion = a-b\n') },
    '~/.aws/credentials: region appears twice in [default], in lines 4 and 5\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a section that appears twice, and is read',
    'aws/profile.ts',
    { credentials: keysAnd('[default]\nregion = a-b\n') },
    '~/.aws/credentials: [default] appears twice, in lines 1 and 4\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a passkey beside an authenticator',
    'session/user.ts',
    {
      words: [],
      config: '[default]\nregion = eu-west-1\n',
      before: (place) => {
        place.write('.aws/credentials', `[default]\n${keyLinesOf(place, 'bob')}`);
        return gives(place, bobs);
      },
    },
    'security keys and passkeys were skipped, because AWS does not accept them on the command line\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'devices that cannot be looked up',
    'session/user.ts',
    {
      config: '[default]\nregion = eu-west-1\n',
      before: ({ sts }) => {
        sts.user('alice').mayListDevices = false;
      },
    },
    'your MFA devices cannot be looked up, so the code is taken for arn:aws:iam::111122223333:mfa/alice; --serial names another\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a clock that is behind',
    'session/aws-calls.ts text/time.ts',
    {
      before: ({ sts }) => sts.fault({ kind: 'clock-offset', seconds: 1210, times: 2 }),
    },
    "this machine's clock is 20m behind; set it, because other tools do not correct for it\ndefault · 111122223333 · TIME left · new",
    0,
  ),
  row(
    'a clock that is ahead',
    'session/aws-calls.ts text/time.ts',
    {
      before: ({ sts }) => sts.fault({ kind: 'clock-offset', seconds: -7200, times: 2 }),
    },
    "this machine's clock is 2h 00m ahead; set it, because other tools do not correct for it\ndefault · 111122223333 · TIME left · new",
    0,
  ),
  row(
    'a chain that is to last longer than it can',
    'session/run-plan.ts',
    {
      words: ['-p', 'chained', 'CODE'],
      config: `${chainedRoles}duration_seconds = 7200\n`,
    },
    'duration_seconds is lowered to 3600, the maximum for a role assumed from another role\nchained · 111122223333 · TIME left · new',
    0,
  ),
];
