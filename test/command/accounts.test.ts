import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calls, keyLinesOf, roleArn } from './at.ts';
import { has } from './has.ts';
import { keyLines, makePlace, type Place, serial } from './run.ts';

// Several accounts in one credentials file, as guides set them up, work here and in the real tools afterwards: C5.3.

const dave = 'arn:aws:iam::444455556666:mfa/dave';
const config = `[default]
region = eu-central-1
mfa_serial = ${serial}

[AcmeAccount]
region = eu-west-1
mfa_serial = ${serial}

[profile acme]
source_profile = AcmeAccount

[profile acme-admin]
role_arn = ${roleArn('admin')}
source_profile = acme

[profile acme-readonly]
role_arn = ${roleArn('readonly')}
source_profile = acme
region = eu-west-2

[partner]
mfa_serial = ${dave}

[profile partner-day]
source_profile = partner
`;

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  place.write('.aws/config', config);
  place.write(
    '.aws/credentials',
    `[default]\n${keyLines}\n[AcmeAccount]\n${keyLines}\n# dave's\n[partner]\n${keyLinesOf(place, 'dave')}`,
  );
  for (const [words, device] of [
    [['-p', 'acme', '-w'], serial],
    [['-w', 'MFA'], serial],
    [['-p', 'partner-day', '-w'], dave],
  ] as const)
    expect(await place.quick([...words, place.sts.freshCode(device)])).toMatchObject({ status: 0 });
});
afterAll(() => place.end());

const root = path.resolve(import.meta.dirname, '../..');
const boto3 =
  'import boto3, sys; print(boto3.Session(profile_name=sys.argv[1]).client("sts").get_caller_identity()["Arn"])';
const javascript = `const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
  new STSClient({ profile: process.argv[1] }).send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn));`;

const tools: [name: string, there: boolean, line: string][] = [
  ['aws', has('aws', '--version'), 'aws --profile "$P" sts get-caller-identity --query Arn --output text'],
  ['boto3', has('python3', '-c', 'import boto3'), `python3 -c '${boto3}' "$P"`],
  ['the JavaScript SDK', true, `cd "${root}" && node -e "$JS" "$P"`],
];

for (const [name, there, line] of tools) {
  describe.skipIf(!there)(name, () => {
    test.each<[string, RegExp]>([
      ['acme', /^arn:aws:iam::111122223333:user\/alice\n$/],
      ['acme-admin', /^arn:aws:sts::111122223333:assumed-role\/admin\/.*\n$/],
      ['acme-readonly', /^arn:aws:sts::111122223333:assumed-role\/readonly\/.*\n$/],
      ['MFA', /^arn:aws:iam::111122223333:user\/alice\n$/],
      ['partner-day', /^arn:aws:iam::444455556666:user\/dave\n$/],
      ['default', /^arn:aws:iam::111122223333:user\/alice\n$/],
    ])('profile %s', { timeout: 60_000 }, async (profile, arn) => {
      const before = place.sts.requests.length;
      const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', AWS_DEFAULT_REGION: 'eu-central-1' };
      const env = {
        ...quiet,
        P: profile,
        JS: javascript,
        AWS_REGION: 'eu-central-1',
        AWS_EC2_METADATA_DISABLED: 'true',
      };
      const { status, stdout, stderr } = await place.sh(line, [], { env });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: expect.stringMatching(arn), stderr: '' });
      const keyId = place.sts.requests[before]?.accessKeyId;
      expect(keyId).toMatch(profile === 'default' ? /^AKIA/ : /^ASIA/);
    });
  });
}

test('mfa-env itself takes the role profiles from the same session, without a code', async () => {
  const before = place.sts.requests.length;
  expect(await place.quick(['-p', 'acme-admin'])).toMatchObject({ status: 0 });
  expect(calls(place, before)).toEqual(['AssumeRole ok']);
});

test('the next day: the written session is no obstacle', async () => {
  const before = place.sts.requests.length;
  expect(await place.quick(['-p', 'acme', '-w', place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
  expect(await place.quick(['-p', 'acme-readonly', place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
  expect(place.sts.requests.slice(before).every(({ verdict }) => verdict === 'ok')).toBe(true);
});

test('a section that holds a session only says so', async () => {
  expect(await place.quick(['-p', 'MFA', '123456'])).toMatchObject({
    status: 3,
    stderr: expect.stringMatching(/MFA .*session/),
  });
});
