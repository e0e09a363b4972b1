import { keysFromProcess } from '../../src/aws/long-term-keys.ts';
import { type Row, row } from './row.ts';
import { process } from './samples.ts';

const p = { words: ['-p', 'p', 'CODE'] };

/** Keys that a command is to give. */
export const processRows: Row[] = [
  row(
    'a credential_process that gives a NUL',
    'session/aws-calls.ts',
    { ...p, config: process(`printf '{"AccessKeyId":"AKIA\\\\u0000","SecretAccessKey":"s"}'`) },
    'credential_process of profile p gave an access key with characters that AWS never uses → run that command by hand to see why',
    3,
  ),
  row(
    'a credential_process that fails',
    'aws/long-term-keys.ts',
    { ...p, config: process('exit 3') },
    'credential_process of profile p failed (3) → run that command by hand to see why',
    3,
  ),
  row(
    'a store that is not there when its key is needed',
    'aws/long-term-keys.ts',
    { call: () => keysFromProcess('pass show mfa-env/AKIARTX3GSDS7EXAMPLE', 'p', { PATH: '/nowhere' }) },
    'credential_process of profile p failed: a program that it names was not found (127) → see whether its store is there and open; if it has lost the key, enter that again: aws configure --profile p',
    3,
  ),
  row(
    'a credential_process that prints no JSON',
    'aws/long-term-keys.ts',
    { ...p, config: process('echo AKIA') },
    'credential_process of profile p printed no JSON → run that command by hand to see why',
    3,
  ),
  row(
    'a credential_process that prints too little',
    'aws/long-term-keys.ts',
    { ...p, config: process('echo {}') },
    'credential_process of profile p printed no AccessKeyId or no SecretAccessKey → run that command by hand to see why',
    3,
  ),
  row(
    'a credential_process that gives a session',
    'aws/long-term-keys.ts',
    { ...p, config: process(`echo '{"AccessKeyId":"a","SecretAccessKey":"b","SessionToken":"c"}'`) },
    'credential_process of profile p printed session keys, and a session cannot start another one → name a profile with an access key; to see them: mfa-env list',
    3,
  ),
  row(
    'a credential_process that asks for itself',
    'aws/long-term-keys.ts',
    { ...p, config: process('mfa-env -p p -f json'), env: { MFA_ENV_WITHIN: 'p' } },
    'credential_process of profile p asks for profile p again → keep the access key in a profile of another name, and use that one',
    3,
  ),
  row(
    'a credential_process that hangs',
    'aws/long-term-keys.ts',
    { call: () => keysFromProcess('sleep 9', 'p', {}, 100) },
    'credential_process of profile p took longer than 0.1 s → run that command by hand to see why',
    3,
  ),
];
