import { afterAll, beforeAll, expect, test } from 'vitest';
import { has } from './has.ts';
import { makePlace, type Place } from './run.ts';

// The AWS CLI and boto3 take the session that was printed. A tool that the machine does not have is skipped.

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await place.begin();
});
afterAll(() => place.end());

const boto3 = 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])';
const tools: [name: string, there: boolean, line: string][] = [
  ['aws', has('aws', '--version'), 'aws sts get-caller-identity --query Arn --output text'],
  ['boto3', has('python3', '-c', 'import boto3'), `python3 -c '${boto3}'`],
];

for (const [name, there, line] of tools) {
  test.skipIf(!there)(`${name} takes the session, whatever stale was there before`, { timeout: 120_000 }, async () => {
    const stale = {
      AWS_PROFILE: 'default',
      AWS_SECURITY_TOKEN: 'stale',
      AWS_CREDENTIAL_EXPIRATION: 'soon',
      AWS_SESSION_EXPIRATION: 'stale',
    };
    const before = place.sts.requests.length;
    const code = `eval "$("$@")" && ${line}`;
    const { status, stdout, stderr } = await place.sh(code, ['-q'], { env: stale });
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: 'arn:aws:iam::111122223333:user/alice\n',
      stderr: '',
    });
    expect(place.sts.requests.slice(before)).toMatchObject([
      {
        action: 'GetCallerIdentity',
        verdict: 'ok',
        accessKeyId: expect.stringMatching(/^ASIA/),
        region: 'eu-central-1',
      },
    ]);
  });

  test.skipIf(!there)(`${name} has its former environment back after --clear`, { timeout: 120_000 }, async () => {
    const code = `eval "$("$@" -q)" && eval "$("$@" -q --clear)" && ${line}`;
    const { status, stdout } = await place.sh(code, [], { env: { AWS_PROFILE: 'default' } });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'arn:aws:iam::111122223333:user/alice\n' });
    expect(place.sts.requests.at(-1)?.accessKeyId).toMatch(/^AKIA/);
  });
}

test('a failure never reaches what comes after &&', async () => {
  const { status, stdout } = await place.sh('eval "$("$@" 2>/dev/null)" && echo terraform', ['000000']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});
