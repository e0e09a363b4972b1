import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { has } from '../command/has.ts';
import { ALICE, BOB, type Credentials } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';

// The local STS satisfies the AWS CLI and boto3. A tool that is not on the machine is skipped.

const run = promisify(execFile);
const PHONE = 'arn:aws:iam::111122223333:mfa/bobs-phone';

let server: Sts;
beforeEach(async () => {
  server = await startSts();
});
afterEach(() => server.close());

/** Nothing of this machine but PATH: no proxy, no AWS settings. */
function environment({ accessKeyId, secret, token }: Credentials): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_PAGER: '',
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secret,
    ...(token !== undefined && { AWS_SESSION_TOKEN: token }),
  };
}

async function aws(signer: Credentials, ...args: string[]): Promise<string> {
  const { stdout } = await run('aws', [...args, '--output', 'text'], { env: environment(signer) });
  return stdout.trim();
}

// Each start of the CLI takes seconds on a busy machine.
describe.skipIf(!has('aws', '--version'))('the AWS CLI', { timeout: 90_000 }, () => {
  test('logs in with MFA, assumes a role, and says who it is', async () => {
    const login = ['sts', 'get-session-token', '--serial-number', PHONE, '--token-code', server.freshCode(PHONE)];
    const query = 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]';
    const signer = (text: string): Credentials => {
      const [accessKeyId = '', secret = '', token = ''] = text.split('\t');
      return { accessKeyId, secret, token };
    };
    const session = signer(await aws(BOB, ...login, '--query', query));
    const assume = ['sts', 'assume-role', '--role-arn', 'arn:aws:iam::111122223333:role/admin'];
    const role = signer(await aws(session, ...assume, '--role-session-name', 'me', '--query', query));
    expect(await aws(role, 'sts', 'get-caller-identity', '--query', 'Arn')).toBe(
      'arn:aws:sts::111122223333:assumed-role/admin/me',
    );
  });

  test('prints our refusal', async () => {
    const login = aws(ALICE, 'sts', 'get-session-token', '--serial-number', PHONE, '--token-code', '000000');
    await expect(login).rejects.toThrow(
      'An error occurred (AccessDenied) when calling the GetSessionToken operation: MultiFactorAuthentication failed, unable to validate MFA code.  Please verify',
    );
  });

  test('turns the pages of the MFA devices', async () => {
    server.world.pageSize = 1;
    const list = await aws(BOB, 'iam', 'list-mfa-devices', '--query', 'MFADevices[].SerialNumber');
    expect(list.split(/\s+/)).toHaveLength(2);
    expect(server.calls('ListMFADevices')).toHaveLength(2);
    expect(await aws(BOB, 'iam', 'get-user', '--query', 'User.Path')).toBe('/division/team/');
  });

  test('enrols a device from the seed that it writes into a file', async () => {
    server.user('alice').devices = [];
    const folder = mkdtempSync(path.join(tmpdir(), 'sts-peers-'));
    const seedFile = path.join(folder, 'seed');
    const create = ['create-virtual-mfa-device', '--virtual-mfa-device-name', 'phone', '--outfile', seedFile];
    const query = ['--bootstrap-method', 'Base32StringSeed', '--query', 'VirtualMFADevice.SerialNumber'];
    const serial = await aws(ALICE, 'iam', ...create, ...query);
    expect(readFileSync(seedFile, 'utf8')).toBe(server.device(serial).seed);
    rmSync(folder, { recursive: true });
    const [first = '', second = ''] = [-1, 0].map((step) => server.code(serial, step));
    const codes = ['--authentication-code1', first, '--authentication-code2', second];
    await aws(ALICE, 'iam', 'enable-mfa-device', '--user-name', 'alice', '--serial-number', serial, ...codes);
    const list = ['iam', 'list-virtual-mfa-devices', '--query', 'VirtualMFADevices[?User].User.UserName'];
    expect((await aws(ALICE, ...list)).split(/\s+/)).toEqual(['alice', 'bob']);
  });
});

const SCRIPT = `
import boto3, sys
c = boto3.client('sts').get_session_token(SerialNumber=sys.argv[1], TokenCode=sys.argv[2])['Credentials']
s = boto3.Session(c['AccessKeyId'], c['SecretAccessKey'], c['SessionToken'])
print(s.client('sts').get_caller_identity()['Arn'])
print(s.client('iam').list_mfa_devices()['MFADevices'][0]['SerialNumber'])
print(c['Expiration'].isoformat())
`;

const ROTATION = `
import boto3, sys
old = sys.argv[1]
k = boto3.client('iam').create_access_key()['AccessKey']
s = boto3.Session(k['AccessKeyId'], k['SecretAccessKey'])
i = s.client('iam')
statuses = lambda: print(*[m['Status'] for m in i.list_access_keys()['AccessKeyMetadata']])
i.update_access_key(AccessKeyId=old, Status='Inactive')
statuses()
i.delete_access_key(AccessKeyId=old)
statuses()
print(s.client('sts').get_access_key_info(AccessKeyId=k['AccessKeyId'])['Account'])
`;

describe.skipIf(!has('python3', '-c', 'import boto3'))('boto3', () => {
  test('logs in with MFA and uses the session', async () => {
    const args = ['-c', SCRIPT, PHONE, server.freshCode(PHONE)];
    const { stdout } = await run('python3', args, { env: environment(BOB) });
    const [arn, serial, expiration = ''] = stdout.split('\n');
    expect([arn, serial]).toEqual(['arn:aws:iam::111122223333:user/division/team/bob', PHONE]);
    expect(Date.parse(expiration)).toBeCloseTo(Date.now() + 12 * 3_600_000, -5);
  });

  // One process for all of it: each start of the AWS CLI takes seconds on a busy machine.
  test('makes a key, switches the old one off and deletes it', async () => {
    const { stdout } = await run('python3', ['-c', ROTATION, ALICE.accessKeyId], { env: environment(ALICE) });
    expect(stdout).toBe('Inactive Active\nActive\n111122223333\n');
  });
});
