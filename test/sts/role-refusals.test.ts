import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALICE, credentialsIn, element, iam, sts } from './raw-client.ts';
import type { RoleRefusal } from './role-refusal.ts';
import { type Sts, startSts } from './server.ts';

// The local STS says why a role is refused, in AWS's words.

const ROLE = 'arn:aws:iam::111122223333:role/readonly';
const START = 'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole';
const ON = `${START} on resource: ${ROLE}`;
const POLICY = 'arn:aws:iam::111122223333:policy/Guard';
const SCP = 'arn:aws:organizations::999988887777:policy/o-qv5af4abcd/service_control_policy/p-2kgnabcd';

let server: Sts;
beforeEach(async () => {
  server = await startSts();
});
afterEach(() => server.close());

const assume = () => sts(server.url, 'AssumeRole', { RoleArn: ROLE, RoleSessionName: 'me' });

test.each<[RoleRefusal, string]>([
  [{ by: 'identity' }, `${ON} because no identity-based policy allows the sts:AssumeRole action`],
  [{ by: 'boundary' }, `${ON} because no permissions boundary allows the sts:AssumeRole action`],
  [{ by: 'scp' }, `${ON} because no service control policy allows the sts:AssumeRole action`],
  [{ by: 'session' }, `${ON} because no session policy allows the sts:AssumeRole action`],
  [{ by: 'vpc-endpoint' }, `${ON} because no VPC endpoint policy allows the sts:AssumeRole action`],
  [{ by: 'trust' }, `${START} because no role trust policy allows the sts:AssumeRole action`],
  [{ by: 'identity', explicit: true }, `${ON} with an explicit deny in an identity-based policy`],
  [
    { by: 'identity', explicit: true, policyArn: POLICY },
    `${ON} with an explicit deny in an identity-based policy: ${POLICY}`,
  ],
  [
    { by: 'boundary', explicit: true, policyArn: POLICY },
    `${ON} with an explicit deny in a permissions boundary: ${POLICY}`,
  ],
  [{ by: 'scp', explicit: true, policyArn: SCP }, `${ON} with an explicit deny in a service control policy: ${SCP}`],
  [{ by: 'rcp', explicit: true }, `${ON} with an explicit deny in a resource control policy`],
  [{ by: 'session', explicit: true, policyArn: POLICY }, `${ON} with an explicit deny in a session policy: ${POLICY}`],
  [{ by: 'vpc-endpoint', explicit: true }, `${ON} with an explicit deny in a VPC endpoint policy`],
  [{ by: 'trust', explicit: true }, `${START} with an explicit deny in the role trust policy`],
])('a role refused by %o', async (refusal, text) => {
  server.role('readonly').refusal = refusal;
  const { status, body } = await assume();
  expect([status, element(body, 'Code'), element(body, 'Message')]).toEqual([403, 'AccessDenied', text]);
});

test('a region that the account has not enabled does not know its keys, nor its sessions', async () => {
  const [account] = server.world.accounts;
  if (account) account.regionsNotEnabled = ['me-central-1'];
  const session = credentialsIn((await sts(server.url, 'GetSessionToken')).body);
  const asked = async (region: string, signer = ALICE) => {
    const { status, body } = await sts(server.url, 'GetCallerIdentity', {}, signer, { region });
    return [status, element(body, 'Code'), element(body, 'Message')];
  };
  const unknown = [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'];
  expect(await asked('me-central-1')).toEqual(unknown);
  expect(await asked('me-central-1', session)).toEqual(unknown);
  expect(await asked('eu-central-1', session)).toEqual([200, undefined, undefined]);
  expect((await iam(server.url, 'GetUser')).status).toBe(200);
});
