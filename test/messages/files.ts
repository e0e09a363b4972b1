import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { editSection } from '../../src/aws/files/edit.ts';
import { keyLines, keyPair, serial } from '../command/run.ts';
import { type Row, row } from './row.ts';
import { keysAnd } from './samples.ts';

/** A user whom no database knows, and root without the right to write where nobody may. */
const rights = '+dac_override,+dac_read_search';
const stranger = `setpriv --reuid=54321 --clear-groups --inh-caps=${rights} --ambient-caps=${rights}`;
const mortal = 'setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search';

/** Files that cannot be read or written, and what else the environment says. */
export const fileRows: Row[] = [
  row(
    'a folder for a file',
    'aws/files/read.ts',
    { config: null, before: ({ home }) => void mkdirSync(path.join(home, '.aws/config')) },
    '~/.aws/config cannot be read: it is a folder → check its owner and mode: ls -ld ~/.aws/config',
    3,
  ),
  row(
    'no text',
    'aws/files/read.ts',
    { config: '[default]\0\n' },
    '~/.aws/config is not a UTF-8 text file → save it as UTF-8; the AWS CLI cannot read it either',
    3,
  ),
  row(
    'an endpoint that is none',
    'session/aws-calls.ts',
    { env: { AWS_ENDPOINT_URL: 'nonsense' } },
    'the endpoint nonsense is not a URL → write it like https://sts.eu-west-1.amazonaws.com: see AWS_ENDPOINT_URL, and endpoint_url in ~/.aws/config',
    3,
  ),
  row(
    'an endpoint with a password, with FIPS',
    'session/aws-calls.ts',
    { env: { AWS_ENDPOINT_URL: 'https://me:hunter2@sts.example', AWS_USE_FIPS_ENDPOINT: 'true' } },
    'the endpoint https://sts.example/ cannot be combined with FIPS → remove one of them: see AWS_USE_FIPS_ENDPOINT and AWS_ENDPOINT_URL, use_fips_endpoint and endpoint_url in ~/.aws/config',
    3,
  ),
  row(
    'an endpoint of one’s own, with FIPS',
    'session/aws-calls.ts',
    { env: { AWS_ENDPOINT_URL: 'https://sts.example', AWS_USE_FIPS_ENDPOINT: 'true' } },
    'the endpoint https://sts.example cannot be combined with FIPS → remove one of them: see AWS_USE_FIPS_ENDPOINT and AWS_ENDPOINT_URL, use_fips_endpoint and endpoint_url in ~/.aws/config',
    3,
  ),
  row(
    'a CA bundle that is not there',
    'aws/sdk/connection.ts',
    { env: { AWS_CA_BUNDLE: '/nonexistent/ca.pem' } },
    'the CA bundle /nonexistent/ca.pem cannot be read: there is no such file → check AWS_CA_BUNDLE, and ca_bundle in ~/.aws/config',
    3,
  ),
  row(
    'a CA bundle that never ends',
    'aws/sdk/connection.ts',
    { env: { AWS_CA_BUNDLE: '/dev/zero' } },
    'the CA bundle /dev/zero cannot be read: it is not a plain file → check AWS_CA_BUNDLE, and ca_bundle in ~/.aws/config',
    3,
  ),
  row(
    'an empty CA bundle',
    'aws/sdk/connection.ts',
    { before: ({ write }) => ({ AWS_CA_BUNDLE: write('ca.pem', '') }) },
    'the CA bundle ~/ca.pem is empty → check AWS_CA_BUNDLE, and ca_bundle in ~/.aws/config',
    3,
  ),
  row(
    'a CA bundle of something else',
    'aws/sdk/connection.ts',
    { before: ({ write }) => ({ AWS_CA_BUNDLE: write('ca.der', 'nothing\n') }) },
    'the CA bundle ~/ca.der holds no certificate in PEM form → check AWS_CA_BUNDLE, and ca_bundle in ~/.aws/config',
    3,
  ),
  row(
    'a proxy that is none',
    'aws/sdk/connection.ts',
    { env: { AWS_ENDPOINT_URL: undefined, HTTPS_PROXY: 'http://[' } },
    'HTTPS_PROXY is not the URL of an HTTP proxy → write it like http://proxy.example.com:3128',
    3,
  ),
  row(
    'a SOCKS proxy',
    'aws/sdk/connection.ts',
    { env: { AWS_ENDPOINT_URL: undefined, ALL_PROXY: 'socks5://127.0.0.1:1080' } },
    'ALL_PROXY names a SOCKS proxy; only HTTP proxies are supported → write it like http://proxy.example.com:3128',
    3,
  ),
  row(
    'keys in the environment that cannot be',
    'session/aws-calls.ts',
    { env: { ...keyPair, AWS_ACCESS_KEY_ID: 'AKIA…' } },
    'the access key in the environment has characters that AWS never uses → check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    3,
  ),
  row(
    'keys in a file that cannot be',
    'session/aws-calls.ts',
    { credentials: '[default]\naws_access_key_id = AKIA…\naws_secret_access_key = s\n' },
    'the access key of profile default has characters that AWS never uses → enter it again: aws configure',
    3,
  ),
  row(
    'a section that appears twice',
    'aws/files/edit.ts',
    { words: ['-w', 'x', 'CODE'], credentials: keysAnd('[x]\n[x]\n') },
    '~/.aws/credentials: [x] appears twice, in lines 4 and 5 → merge them; the AWS CLI refuses the file too',
    3,
  ),
  row(
    'a header with blanks',
    'aws/files/edit.ts',
    { words: ['-w', 'x', 'CODE'], credentials: keysAnd('[ x ]\n') },
    '~/.aws/credentials: [ x ], in line 4, has blanks that AWS does not accept → change it to [x]',
    3,
  ),
  row(
    'a setting below the token, indented',
    'aws/files/edit.ts',
    { words: ['-w', 'x', 'CODE'], credentials: keysAnd('[x]\naws_session_token = old\n  region = eu-west-1\n') },
    '~/.aws/credentials, line 6: it is indented, so the AWS CLI reads it as part of aws_session_token → remove the blanks before it',
    3,
  ),
  row(
    'a value with a line break',
    'aws/files/edit.ts',
    { call: () => editSection('', 'x', { a: 'b\nc' }, [], 'FILE') },
    'a line break cannot be written into FILE → nothing was changed',
    3,
  ),
  row(
    'long-term keys in the way',
    'aws/files/write-session.ts',
    { words: ['-w', 'default', 'CODE'] },
    'profile default holds an access key, which --write would overwrite → name another: --write default-mfa',
    3,
  ),
  row(
    'a section that gets long-term keys while the code is asked for',
    `aws/files/write-session.ts commands/get.ts#\`\${error.message}; \${error.advice}\``,
    {
      words: ['-w', 'work'],
      before: ({ home, sts }) => ({
        MFA_ENV_CODE_COMMAND: `printf '[work]\\n${keyLines.replaceAll('\n', '\\n')}' >>${home}/.aws/credentials; echo ${sts.freshCode(serial)}`,
      }),
    },
    'profile work holds an access key, which --write would overwrite; name another: --write work-mfa\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a pipe in the place of the credentials file',
    'aws/files/change-file.ts',
    {
      words: ['-w', 'x', 'CODE'],
      env: keyPair,
      credentials: null,
      before: ({ home }) => void execFileSync('mkfifo', [path.join(home, '.aws/credentials')]),
    },
    '~/.aws/credentials is not a plain file, and cannot be written → name another one in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE',
    3,
  ),
  row(
    'a file that others can read',
    'aws/files/change-file.ts',
    { words: ['-w', 'x', '-q', 'CODE'], before: ({ home }) => chmodSync(path.join(home, '.aws/credentials'), 0o644) },
    'others on this machine can read ~/.aws/credentials, which will hold the session; to prevent that: chmod 600 ~/.aws/credentials',
    0,
  ),
  row(
    'the file of exec --live',
    'aws/files/change-file.ts',
    {
      words: ['-w', 'x', 'CODE'],
      before: ({ write }) => ({ AWS_SHARED_CREDENTIALS_FILE: write('.config.mfa-env-1-2', `[default]\n${keyLines}`) }),
    },
    '~/.config.mfa-env-1-2 is a copy that exec --live deletes at its end → do this outside of that command',
    3,
  ),
  row(
    'a file that is read-only',
    'aws/files/change-file.ts',
    { words: ['-w', 'x', 'CODE'], before: ({ home }) => chmodSync(path.join(home, '.aws/credentials'), 0o400) },
    '~/.aws/credentials is read-only → make it writable: chmod u+w ~/.aws/credentials',
    3,
  ),
  row(
    'a file that cannot be written',
    'aws/files/change-file.ts',
    {
      words: ['-w', 'x', 'CODE'],
      env: keyPair,
      credentials: null,
      before: ({ home }) => symlinkSync(path.join(home, '.aws/config/none'), path.join(home, '.aws/credentials')),
    },
    '~/.aws/credentials cannot be written (ENOTDIR) → nothing was changed, and no code was used',
    3,
  ),
  {
    ...row(
      'no home folder',
      'system/paths.ts',
      { line: `exec ${stranger} "$@"`, env: { HOME: undefined } },
      'HOME is not set, and this user has no home folder → set HOME and try again',
      3,
    ),
    byRoot: true,
  },
  {
    ...row(
      'a cached session that cannot be removed',
      'commands/logout.ts',
      {
        words: ['logout'],
        line: `exec ${mortal} "$@"`,
        before: async (place) => {
          await place.begin();
          chmodSync(place.cache, 0o500);
        },
      },
      '~/.cache/mfa-env/HASH.json could not be removed → set its mode: chmod 700 ~/.cache/mfa-env',
      3,
    ),
    byRoot: true,
  },
];
