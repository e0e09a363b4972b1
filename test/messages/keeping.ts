import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { keyPair, type Place, serial } from '../command/run.ts';
import { type How, type Row, row } from './row.ts';

const { AWS_ACCESS_KEY_ID: id } = keyPair;

/** Programs of stores as scripts of sh, and none but these on the PATH. */
const only =
  (scripts: Readonly<Record<string, string>>) =>
  ({ home, write }: Place): Record<string, string> => {
    const bin = path.join(home, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, path.join(bin, 'node'));
    for (const [name, script] of Object.entries(scripts)) write(`bin/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
    return { PATH: bin };
  };

const into = (store: string, scripts: Readonly<Record<string, string>>): How => ({
  words: ['keep', '--in', store],
  before: only(scripts),
});
const named = (command: string): string => `[default]\nmfa_serial = ${serial}\ncredential_process = ${command}\n`;
const role = 'role_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = default\n';

/** What `mfa-env keep` says where it cannot go on, and a session whose key is kept. */
export const keepRows: Row[] = [
  row(
    'keep with a store, and back',
    'commands/keep.ts',
    { words: ['keep', '--undo', '--in', 'pass'] },
    '--undo and --in cannot be used together → remove one of them',
    2,
  ),
  row(
    'keep with a key of the environment',
    'keep/look.ts',
    { words: ['keep'], config: null, credentials: null, env: keyPair },
    'the access key is in the environment, and keep moves keys out of files → name a profile: mfa-env keep PROFILE',
    3,
  ),
  row(
    'keep for a profile that has the key of another one',
    'keep/look.ts',
    { words: ['keep', 'admin', '--in', 'pass'], config: `[profile admin]\n${role}` },
    'profile admin has no access key of its own: it takes that of profile default → keep that one: mfa-env keep default --in pass',
    3,
  ),
  row(
    'keep for a profile that has another command for its key',
    'keep/look.ts',
    { words: ['keep'], config: named('my-keys') },
    'profile default has a credential_process of its own → take that line out of the files, so that keep can put its own there',
    3,
  ),
  row(
    'keep for what is no key',
    'keep/look.ts',
    { words: ['keep'], credentials: '[default]\naws_access_key_id = x\naws_secret_access_key = y\n' },
    'the access key of profile default does not look like one of AWS → enter it again: aws configure',
    3,
  ),
  row(
    'keep for a role that takes the key of its own section',
    'keep/look.ts',
    { words: ['keep'], config: `[default]\n${role}` },
    'profile default holds the key beside role_arn, where AWS tools take it from the file only → move the key into a profile of its own, and name that one as source_profile',
    3,
  ),
  row(
    'keep in a store whose program is missing',
    'keep/choose.ts',
    into('pass', {}),
    'pass needs the program pass, which was not found → install it',
    3,
  ),
  row(
    'keep in a store whose program is missing, beside another one',
    'keep/choose.ts',
    into('keychain', { pass: 'exit 1' }),
    'the keychain needs the program security, which was not found → install it, or take another store: mfa-env keep default --in pass',
    3,
  ),
  row(
    'keep where there is no store',
    'keep/choose.ts',
    { words: ['keep'], before: only({}) },
    'no keyring or password manager was found: secret-tool, security, op, pass → install one of them',
    3,
  ),
  row(
    'keep without a terminal',
    'keep/choose.ts',
    { words: ['keep', 'default'], before: only({ pass: 'exit 1', 'secret-tool': 'exit 1' }) },
    'keep asks at a terminal for the store, and there is none; it could be secret-service, pass → name it: mfa-env keep default --in secret-service',
    2,
  ),
  row(
    'a store that holds something else by that name',
    'keep/stores.ts',
    into('pass', { pass: 'echo {}' }),
    `pass holds something else for the key ${id} → if nobody needs it, delete it: pass rm --force mfa-env/${id}`,
    3,
  ),
  row(
    'a store that has an entry, and does not give it',
    'keep/stores.ts',
    into('keychain', { security: '[ "$2" = -s ] && echo there' }),
    `the keychain has an entry for the key ${id}, and does not give it → nothing was changed; see whether it works: security show-keychain-info`,
    3,
  ),
  row(
    'a store that is locked',
    'keep/stores.ts',
    into('secret-service', { 'secret-tool': 'exit 1' }),
    'the keyring did not take the key: secret-tool failed (1) → nothing was changed; see whether it works: secret-tool lookup service mfa-env key none',
    3,
  ),
  row(
    'a store that loses what it gets',
    'keep/stores.ts',
    into('1password', { op: 'exit 0' }),
    '1Password does not give back what was put into it → nothing was changed; see whether it works: op whoami',
    3,
  ),
  row(
    'keep in another store than the one that has the key',
    'commands/keep.ts',
    { words: ['keep', '--in', 'pass'], credentials: null, config: named(`op document get mfa-env-${id}`) },
    'the access key of profile default is in 1Password → to bring it back: mfa-env keep default --undo',
    3,
  ),
  row(
    'keep --undo for a key in a file',
    'commands/keep.ts',
    { words: ['keep', '--undo'] },
    'the access key of profile default is in no store → to move it into one: mfa-env keep default',
    3,
  ),
  row(
    'keep for a profile with two sections',
    'keep/move.ts',
    { ...into('pass', { pass: 'exit 1' }), config: '[default]\nregion = x\n[profile default]\nregion = x\n' },
    'profile default has more than one section that says where its key is → merge them, with credential_process in ~/.aws/config',
    3,
  ),
  row(
    'a kept key that AWS does not know',
    'aws/error-text.ts',
    {
      config: named(`pass show mfa-env/AKIAIOSFODNN7EXAMPLE`),
      credentials: null,
      before: only({ pass: `echo '{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"x"}'` }),
    },
    'the access key of profile default does not exist or is inactive → check it in the AWS console under Security credentials, then: aws configure',
    1,
  ),
  row(
    'a store that has another key by that name',
    'aws/long-term-keys.ts',
    {
      config: named(`pass show mfa-env/${id}`),
      credentials: null,
      before: only({ pass: `echo '{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"x"}'` }),
    },
    `profile default asks its store for the key ${id}, and gets AKIAIOSFODNN7EXAMPLE → enter the right one, then keep it again: aws configure`,
    3,
  ),
];
