import { expect, test } from 'vitest';
import { noCache, openCache } from '../../src/cache/open.ts';
import { type Failure, isFailure, refused } from '../../src/errors.ts';
import { type Sending, sendCode } from '../../src/mfa/send-code.ts';
import type { CodeMemory } from '../../src/mfa/used-codes.ts';
import { newFolder } from '../fs/folder.ts';

// What a code is worth, and when none is: C4.3, C4.4.

/** The start of one of AWS's windows of three minutes, in milliseconds. */
const start = 1_790_000_100_000;
const session = { accessKeyId: 'A', secretAccessKey: 'S', sessionToken: 'T', expires: 1 };

const says = (message: string): Error => Object.assign(new Error(message), { name: 'AccessDenied' });
const wrongCode = says('MultiFactorAuthentication failed with invalid MFA one time pass code. ');
const unknownDevice = says('MultiFactorAuthentication failed, unable to validate MFA code.  Please verify …');

/** Sends codes one after another, the time in seconds. */
function sender(memory: CodeMemory, isListed = false) {
  let sent = 0;
  const send = async (code: string, at: number, answer?: unknown): Promise<string> => {
    const sending: Sending = {
      code,
      memory,
      isListed,
      now: () => start + at * 1000,
      send: async () => {
        sent++;
        if (answer !== undefined) throw answer;
        return session;
      },
      explain: async (error) => (isFailure(error) ? error : refused('AWS said no', 'so it is')),
    };
    const given = await sendCode(sending).catch((failure: Failure) => `thrown: ${failure.message}`);
    return isFailure(given) ? given.message : typeof given === 'string' ? given : 'a session';
  };
  return { send, sent: () => sent };
}

const newMemory = (): CodeMemory => ({ cache: openCache(newFolder()), device: 'mfa/a', endpoint: '' });

test('a used code is not sent again for 150 seconds, to the same place', async () => {
  const memory = newMemory();
  const { send, sent } = sender(memory);
  expect(await send('123456', 0)).toBe('a session');
  expect(await send('123456', 149)).toBe('this code was already used');
  expect(await sender({ ...memory, endpoint: 'http://localhost:4566' }).send('123456', 1)).toBe('a session');
  expect(await send('123456', 151)).toBe('a session');
  expect(sent()).toBe(2);
});

test('after nine tries no code is sent until AWS counts anew, and the message says how long', async () => {
  const memory = newMemory();
  const { send, sent } = sender(memory);
  for (let nth = 0; nth < 9; nth++) expect(await send(`00000${nth}`, nth, wrongCode)).toBe('AWS said no');
  expect(await send('123456', 80)).toBe('thrown: AWS takes no more codes of this device for 1m 40s: nine were tried');
  expect(await send('123456', 179.5)).toMatch(/for 1s: /);
  expect(sent()).toBe(9);
  expect(await sender({ ...memory, device: 'mfa/b' }).send('123456', 80)).toBe('a session');
  expect(await send('123456', 180)).toBe('a session');
});

test('AWS’s text for an unknown device means too many tries after nine', async () => {
  const { send } = sender(newMemory());
  for (let nth = 0; nth < 8; nth++) await send(`00000${nth}`, nth, nth ? wrongCode : unknownDevice);
  expect(await send('123456', 60, unknownDevice)).toMatch(/^thrown: .* for 2m 0s: nine were tried$/);
});

test.each([
  ['IAM has just named it', true],
  ['it worked before', false],
])('it means too many tries where the device is known to be right: %s', async (_, isListed) => {
  const memory = newMemory();
  if (!isListed) await sender(memory).send('111111', -4000);
  const { send, sent } = sender(memory, isListed);
  const told = /^thrown: AWS takes no code of this device just now/;
  expect(await send('123456', 60, unknownDevice)).toMatch(told);
  // AWS did not look at that code: it may be sent again.
  expect(await send('123456', 61)).toBe('a session');
  expect(sent()).toBe(2);
});

test('else the device is unknown, and without a cache nothing is counted', async () => {
  expect(await sender(newMemory()).send('123456', 0, unknownDevice)).toBe('thrown: AWS said no');
  const { send, sent } = sender({ ...newMemory(), cache: noCache });
  for (let nth = 0; nth < 12; nth++) await send('000000', nth, wrongCode);
  expect(sent()).toBe(12);
});

test('an answer that mfa-env refuses may have used the code', async () => {
  const { send } = sender(newMemory());
  expect(await send('123456', 0, refused('the answer is over 1 MB, and was not read'))).toMatch(/^thrown: the answer/);
  expect(await send('123456', 1, wrongCode)).toMatch(/the first try/);
});

test.each([
  [0, 30],
  [1_000, 29],
  [29_999, 1],
  [30_000, 30],
])('%i ms into the half minute, or one on: the next code comes in %i s', async (now, seconds) => {
  let sent = 0;
  const sending: Sending = {
    code: '314159',
    isListed: false,
    memory: newMemory(),
    now: () => now,
    send: async () => {
      sent += 1;
      return session;
    },
    explain: async () => refused('no', 'never'),
  };
  expect(await sendCode(sending)).toEqual(session);
  expect(await sendCode(sending)).toMatchObject({ status: 1, advice: expect.stringMatching(`\\b${seconds} s\\b`) });
  expect(sent).toBe(1);
});
