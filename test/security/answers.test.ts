import { afterEach, expect, test } from 'vitest';
import { noAwsFiles } from '../../src/aws/files/read.ts';
import { type AccessKeys, accessKeys } from '../../src/aws/sdk/access-keys.ts';
import { type Canned, http, startCanned } from '../proof/canned.ts';

// C9: a new access key goes into files and into the lines of stores, so it is taken only where it looks like one.

let canned: Canned;
afterEach(() => canned.close());

/** IAM that gives this key. */
async function iamGiving(id: string, secret: string): Promise<AccessKeys> {
  const key = `<AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><UserName>alice</UserName>`;
  const body = `<CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey>${key}</AccessKey></CreateAccessKeyResult></CreateAccessKeyResponse>`;
  canned = await startCanned((socket) => socket.end(http(200, body)));
  const where = { region: 'eu-west-1', settings: {}, files: noAwsFiles };
  const signer = { accessKeyId: 'ASIA', secretAccessKey: 'x', sessionToken: 'x', expires: 0 };
  return accessKeys(signer, 'alice', where, { AWS_ENDPOINT_URL: canned.url });
}

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

test('a key is taken', async () => {
  const id = 'AKIARTX3GSDS7EXAMPLE';
  expect(await (await iamGiving(id, secret)).create()).toMatchObject({ accessKeyId: id, secretAccessKey: secret });
});

test.each<[string, string, string]>([
  ['code for a shell', 'AKIA;touch PWNED', secret],
  ['code in $()', '$(touch PWNED)', secret],
  ['an option', '--all', secret],
  ['a path', '../../AKIA', secret],
  ['another section of the file', 'AKIA&#10;[default]', secret],
  ['another setting of the file', 'AKIARTX3GSDS7EXAMPLE', `${secret}&#10;credential_process = touch PWNED`],
  ['an escape sequence', 'AKIARTX3GSDS7EXAMPLE', `${secret}&#155;2J`],
  ['blanks', 'AKIARTX3GSDS7EXAMPLE', 'a b'],
  ['nothing', '', ''],
])('a key that holds %s is none', async (_, id, text) => {
  await expect((await iamGiving(id, text)).create()).rejects.toThrow('not an answer of AWS');
});
