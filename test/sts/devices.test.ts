import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  CAROL,
  createDevice,
  enableForCarol,
  INVALID_PAIR,
  mfaSession,
  pair,
  rootOf,
  serialOf,
  startOfStep,
  told,
} from './iam-calls.ts';
import { type Credentials, element, iam } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';

// Cases and texts of public captures of September 2026 (radkawar/stackd, testdata/aws/iam/mfa*.json).

const PHONE = serialOf('phone');
const TABLET = serialOf('tablet');

const NOT_THEIRS = '404 NoSuchEntity: MFA Device invalid for user.';
const MUST_HAVE_MFA =
  '403 AccessDenied: To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.';

let server: Sts;
beforeEach(async () => {
  server = await startSts();
  server.user('carol').devices = [];
  startOfStep(server);
});
afterEach(() => server.close());

type Fields = Record<string, string>;
type Line = [what: string, action: string, fields: () => Fields, answer: string];

/** Sends the lines one after the other. */
async function play(lines: readonly Line[], signer: Credentials): Promise<void> {
  const seen: string[] = [];
  for (const [what, action, fields] of lines) seen.push(`${what}: ${await told(server, action, fields(), signer)}`);
  expect(seen).toEqual(lines.map(([what, , , answer]) => `${what}: ${answer}`));
}

const create = (name: string, signer: Credentials) => createDevice(server, name, signer);
const enable = (serial: string, offset = 0, signer = CAROL) => enableForCarol(server, serial, offset, signer);

test('the life of a device, as an administrator sees it', async () => {
  const carol = { UserName: 'carol' };
  const phone = { SerialNumber: PHONE };
  const reversed = () => {
    const { AuthenticationCode1 = '', AuthenticationCode2 = '' } = pair(server, PHONE);
    return { ...carol, ...phone, AuthenticationCode1: AuthenticationCode2, AuthenticationCode2: AuthenticationCode1 };
  };
  const same = () => ({ ...reversed(), AuthenticationCode2: reversed().AuthenticationCode1 });
  const codes = (UserName: string) => () => ({ UserName, ...pair(server, PHONE) });
  await play(
    [
      ['create', 'CreateVirtualMFADevice', () => ({ VirtualMFADeviceName: 'phone' }), '200'],
      [
        'create it twice',
        'CreateVirtualMFADevice',
        () => ({ VirtualMFADeviceName: 'phone' }),
        '409 EntityAlreadyExists: MFA device already exists.',
      ],
      ['deactivate one of nobody', 'DeactivateMFADevice', () => ({ ...carol, ...phone }), NOT_THEIRS],
      ['resync one of nobody', 'ResyncMFADevice', codes('carol'), NOT_THEIRS],
      ['enable with one code twice', 'EnableMFADevice', same, INVALID_PAIR],
      ['enable with the newer code first', 'EnableMFADevice', reversed, INVALID_PAIR],
      ['enable', 'EnableMFADevice', codes('carol'), '200'],
      [
        'enable it twice',
        'EnableMFADevice',
        codes('carol'),
        '409 EntityAlreadyExists: MFA Device for user carol already exists.',
      ],
      [
        'enable it for another',
        'EnableMFADevice',
        codes('bob'),
        '409 EntityAlreadyExists: MFA Device is already in use.',
      ],
      [
        'delete it',
        'DeleteVirtualMFADevice',
        () => phone,
        '409 DeleteConflict: MFA VirtualDevice in use. Must deactivate first.',
      ],
      ["deactivate another's", 'DeactivateMFADevice', () => ({ UserName: 'bob', ...phone }), NOT_THEIRS],
      ["resync another's", 'ResyncMFADevice', codes('bob'), NOT_THEIRS],
      ['resync with the pair it was enabled with', 'ResyncMFADevice', codes('carol'), INVALID_PAIR],
      [
        'resync with one of these codes',
        'ResyncMFADevice',
        () => ({ ...carol, ...pair(server, PHONE, 1) }),
        INVALID_PAIR,
      ],
      ['resync with newer ones', 'ResyncMFADevice', () => ({ ...carol, ...pair(server, PHONE, 2) }), '200'],
      ['deactivate', 'DeactivateMFADevice', () => ({ ...carol, ...phone }), '200'],
      ['deactivate again', 'DeactivateMFADevice', () => ({ ...carol, ...phone }), NOT_THEIRS],
      ['enable for another with a pair of before', 'EnableMFADevice', codes('bob'), INVALID_PAIR],
      ['delete', 'DeleteVirtualMFADevice', () => phone, '200'],
    ],
    rootOf(server),
  );
  const answer = await told(server, 'DeleteVirtualMFADevice', phone, rootOf(server));
  expect(answer).toMatch(/^404 NoSuchEntity: /);
});

test('the first device needs only the long-term key; adding or removing another needs MFA', async () => {
  for (const name of ['phone', 'tablet']) await create(name, CAROL);
  const of = (SerialNumber: string) => () => ({ UserName: 'carol', SerialNumber });
  const codes = (serial: string, offset: number) => () => ({ UserName: 'carol', ...pair(server, serial, offset) });
  const keyLines: Line[] = [
    ['the first', 'EnableMFADevice', codes(PHONE, 0), '200'],
    ['a second', 'EnableMFADevice', codes(TABLET, 0), MUST_HAVE_MFA],
    ['the first again', 'EnableMFADevice', codes(PHONE, 4), MUST_HAVE_MFA],
    ['one less', 'DeactivateMFADevice', of(PHONE), MUST_HAVE_MFA],
    ['one that is not there', 'DeactivateMFADevice', of(serialOf('x')), MUST_HAVE_MFA],
    ['resync', 'ResyncMFADevice', codes(PHONE, 4), '200'],
  ];
  await play(keyLines, CAROL);
  const sessionLines: Line[] = [
    ['a second', 'EnableMFADevice', codes(TABLET, 0), '200'],
    ['the first away', 'DeactivateMFADevice', of(PHONE), '200'],
    ['the last away', 'DeactivateMFADevice', of(TABLET), '200'],
  ];
  await play(sessionLines, await mfaSession(server, PHONE, CAROL));
  await play([['a first one again', 'EnableMFADevice', codes(PHONE, 8), '200']], CAROL);
});

test('eight devices for a user', async () => {
  const root = rootOf(server);
  for (let count = 0; count < 9; count += 1) {
    await create(`d${count}`, root);
    const answer = count < 8 ? '200' : '409 LimitExceeded: Cannot exceed quota for MFADevicesPerUser: 8';
    expect(await enable(serialOf(`d${count}`), 0, root)).toBe(answer);
  }
});

test('the answer to a new device, and the lists, which never show a seed', async () => {
  const { body } = await iam(server.url, 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone', Path: '/a/b/' });
  const serial = 'arn:aws:iam::111122223333:mfa/a/b/phone';
  expect(element(body, 'SerialNumber')).toBe(serial);
  const { seed = '' } = server.device(serial);
  expect(Buffer.from(element(body, 'Base32StringSeed') ?? '', 'base64').toString()).toBe(seed);
  expect(
    Buffer.from(element(body, 'QRCodePNG') ?? '', 'base64')
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  const list = async (AssignmentStatus: string) => {
    const answer = await iam(server.url, 'ListVirtualMFADevices', { AssignmentStatus });
    expect(answer.body).not.toContain(seed);
    return [...answer.body.matchAll(/<(?:SerialNumber|UserName)>(?:.*:mfa\/)?(.*)<\//g)].map(([, text]) => text);
  };
  expect(await list('Unassigned')).toEqual(['a/b/phone']);
  expect(await list('Assigned')).toEqual(['alice', 'alice', 'bobs-phone', 'bob']);
  expect(await list('Any')).toEqual(['alice', 'alice', 'bobs-phone', 'bob', 'a/b/phone']);
});
