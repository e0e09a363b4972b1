import { afterAll, beforeAll, expect, test } from 'vitest';
import { told } from './iam-calls.ts';
import { type Sts, startSts } from './server.ts';

// The local IAM checks each field as AWS does.

let server: Sts;
beforeAll(async () => {
  server = await startSts();
});
afterAll(() => server.close());

type Fields = Record<string, string>;

const device = { UserName: 'alice', SerialNumber: 'GAHT12345678' };
const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '123456' };
const missing = (member: string) => `Value null at '${member}' failed to satisfy constraint: Member must not be null`;
const must = (value: string, member: string, what: string) =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${what}`;

test.each<[action: string, fields: Fields, ...clauses: string[]]>([
  ['CreateVirtualMFADevice', {}, missing('virtualMFADeviceName')],
  [
    'CreateVirtualMFADevice',
    { VirtualMFADeviceName: 'my phone' },
    must('my phone', 'virtualMFADeviceName', 'satisfy regular expression pattern: [\\w+=,.@-]+'),
  ],
  [
    'CreateVirtualMFADevice',
    { VirtualMFADeviceName: 'a', Path: 'x' },
    must('x', 'path', 'satisfy regular expression pattern: (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)'),
  ],
  [
    'EnableMFADevice',
    {},
    missing('userName'),
    missing('serialNumber'),
    missing('authenticationCode1'),
    missing('authenticationCode2'),
  ],
  ['ResyncMFADevice', { ...device, AuthenticationCode1: '123456' }, missing('authenticationCode2')],
  [
    'EnableMFADevice',
    { ...device, ...codes, AuthenticationCode2: '12345' },
    must('12345', 'authenticationCode2', 'have length greater than or equal to 6'),
  ],
  ['DeactivateMFADevice', { UserName: 'alice' }, missing('serialNumber')],
  ['DeleteVirtualMFADevice', {}, missing('serialNumber')],
  [
    'ListVirtualMFADevices',
    { AssignmentStatus: 'All' },
    must('All', 'assignmentStatus', 'satisfy enum value set: [Assigned, Unassigned, Any]'),
  ],
  ['ListAccessKeys', { UserName: 'a/b' }, must('a/b', 'userName', 'satisfy regular expression pattern: [\\w+=,.@-]+')],
  ['UpdateAccessKey', { AccessKeyId: 'AKIARTX3GSDS7EXAMPLE' }, missing('status')],
  ['DeleteAccessKey', { AccessKeyId: 'AKIA' }, must('AKIA', 'accessKeyId', 'have length greater than or equal to 16')],
  ['GetAccessKeyLastUsed', {}, missing('accessKeyId')],
  ['ListAccountAliases', { MaxItems: '0' }, must('0', 'maxItems', 'have value greater than or equal to 1')],
])('%s with %o', async (action, fields, ...clauses) => {
  const count = `${clauses.length} validation error${clauses.length > 1 ? 's' : ''} detected`;
  expect(await told(server, action, fields)).toBe(`400 ValidationError: ${count}: ${clauses.join('; ')}`);
});

test('a fault that IAM has: an entity that it is still changing', async () => {
  server.fault({ kind: 'temporarily-unmodifiable', action: 'EnableMFADevice' });
  expect(await told(server, 'EnableMFADevice', { ...device, ...codes })).toMatch(/^409 EntityTemporarilyUnmodifiable/);
});
