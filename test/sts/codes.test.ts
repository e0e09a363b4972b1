import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALICE, BOB, element, sts } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';
import { codeAt, stepAt } from './totp.ts';

// What AWS did with codes, as public captures of September 2026 have it (radkawar/stackd, testdata/aws/iam/mfa*.json).

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';
const OTHER = 'arn:aws:iam::111122223333:mfa/bobs-phone';
const WINDOW_SECONDS = 180;

let server: Sts;
beforeEach(async () => {
  server = await startSts();
  server.advance(WINDOW_SECONDS - ((server.now().getTime() / 1000) % WINDOW_SECONDS));
});
afterEach(() => server.close());

const TEXTS: [text: string, verdict: string][] = [
  ['MultiFactorAuthentication failed with invalid MFA one time pass code. ', 'wrong'],
  [
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    'unable',
  ],
];

async function verdict(code: string, serial = SERIAL, signer = ALICE): Promise<string> {
  const { body } = await sts(server.url, 'GetSessionToken', { SerialNumber: serial, TokenCode: code }, signer);
  const message = element(body, 'Message');
  return message === undefined ? 'ok' : (TEXTS.find(([text]) => text === message)?.[1] ?? message);
}

/** The steps of a case: a code so many time steps from the start of the case, or seconds that pass. */
const lines: Record<string, string> = {
  'two steps early and late, no more': '-3 wrong, -2 ok, 2 ok, 3 wrong',
  'the other edge stays good after one': '2 ok, -2 ok',
  'a code works once': '0 ok, 0 wrong',
  'newer codes first': '1 ok, -1 ok, 0 ok',
  'a used one stays refused behind others': '0 ok, 1 ok, -1 ok, 0 wrong',
  'a used one stays refused until it leaves the window': '0 ok, wait 60, 0 wrong, wait 30, 0 wrong, 1 ok',
  'nine wrong ones, then a right one':
    '9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 0 unable',
  'right ones count': '-2 ok, -1 ok, 0 ok, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 1 unable',
  'used ones count': '0 ok, 0 wrong, 0 wrong, 0 wrong, 0 wrong, 0 wrong, 0 wrong, 0 wrong, 0 wrong, 1 unable',
  'a try too many spends no code':
    '9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, wait 150, 5 ok, 6 unable, wait 30, 6 ok',
  'no rest helps within the window':
    '9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, 9 wrong, wait 120, 4 unable, wait 60, 4 ok',
};

test.each(Object.entries(lines))('%s', async (_, steps) => {
  const start = stepAt(server.now());
  for (const line of steps.split(', ')) {
    const [what = '', then = ''] = line.split(' ');
    if (what === 'wait') server.advance(Number(then));
    else {
      const code = codeAt(server.device(SERIAL).seed ?? '', start + Number(what));
      expect(`${what} ${await verdict(code)}`).toBe(line);
    }
  }
});

test('each device has its own nine tries, whoever uses them', async () => {
  for (let count = 0; count < 9; count += 1) expect(await verdict('000000')).toBe('wrong');
  expect(await verdict(server.code(OTHER), OTHER, BOB)).toBe('ok');
  expect(await verdict(server.code(SERIAL))).toBe('unable');
});

test('codes for a device of another user do not count as tries', async () => {
  for (let count = 0; count < 12; count += 1) expect(await verdict('000000', SERIAL, BOB)).toBe('unable');
  expect(await verdict(server.code(SERIAL))).toBe('ok');
});

test('freshCode gives a code with a try left', async () => {
  for (let count = 0; count < 9; count += 1) await verdict('000000');
  expect(await verdict(server.freshCode(SERIAL))).toBe('ok');
});
