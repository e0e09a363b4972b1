import { expect, test } from 'vitest';
import { type Sending, sendCode } from '../../src/code/send.ts';
import { refused } from '../../src/errors.ts';
import { newFolder } from '../store/folder.ts';

// A code that AWS has answered is refused here, with the time until the next one: C4.3.

test.each([
  [0, 30],
  [1_000, 29],
  [29_999, 1],
  [30_000, 30],
])('%i ms into the half minute, or one on: the next code comes in %i s', async (now, seconds) => {
  const session = { accessKeyId: 'A', secretAccessKey: 'B', sessionToken: 'C', expires: 7200 };
  let sent = 0;
  const sending: Sending = {
    code: '314159',
    device: 'arn:aws:iam::111122223333:mfa/alice',
    memory: newFolder(),
    now: () => now,
    send: async () => {
      sent += 1;
      return session;
    },
    explain: () => refused('no', 'never'),
  };
  expect(await sendCode(sending)).toEqual(session);
  expect(await sendCode(sending)).toMatchObject({ status: 1, advice: expect.stringMatching(`\\b${seconds} s\\b`) });
  expect(sent).toBe(1);
});
