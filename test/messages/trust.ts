import { openCache } from '../../src/cache/open.ts';
import { refused } from '../../src/errors.ts';
import { sendCode } from '../../src/mfa/send-code.ts';
import { rememberCode } from '../../src/mfa/used-codes.ts';
import { leave } from '../command/leave.ts';
import { serial } from '../command/run.ts';
import { newFolder } from '../fs/folder.ts';
import { granted, refusal } from '../proof/canned.ts';
import { type How, type Row, row } from './row.ts';
import { roleProfile } from './samples.ts';

/** A session until some hours from now. */
const session = (more: Record<string, string> = {}, hours = 1): string =>
  granted({
    AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    SecretAccessKey: 'secret',
    SessionToken: 'token',
    Expiration: new Date(Date.now() + hours * 3_600_000).toISOString(),
    ...more,
  });

/** A code that AWS answers with the text for an unknown device, after some tries. */
const afterTries = (tries: number): How => ({
  call: () => {
    const now = 1_790_000_180_000; // 80 seconds after AWS began to count anew
    const memory = { cache: openCache(newFolder()), device: serial, endpoint: '' };
    for (let nth = 0; nth < tries; nth++) rememberCode(memory, `00000${nth}`, 'answered', now);
    const error = Object.assign(new Error('unable to validate MFA code'), { name: 'AccessDenied' });
    return sendCode({
      code: '123456',
      memory,
      isListed: false,
      now: () => now,
      send: () => Promise.reject(error),
      explain: async () => refused('not told'),
    });
  },
});

const whoAnswers = 'check AWS_ENDPOINT_URL, endpoint_url in ~/.aws/config, and the proxy';

/** What is not believed of an answer, and which codes are not sent. */
export const trustRows: Row[] = [
  row(
    'a session for longer than was asked for',
    'aws/sdk/sts.ts',
    { words: ['-d', '1h', 'CODE'], answer: session({ Expiration: '9999-12-31T00:00:00Z' }) },
    `the answer is a session until 9999-12-31T00:00:00Z, though 1h 00m was asked for → ${whoAnswers}`,
    1,
  ),
  row(
    'a token that no command could get',
    'aws/sdk/sts.ts',
    { answer: session({ SessionToken: 'x'.repeat(140_000) }) },
    `the session token is over 64 KB, too long for an environment variable → ${whoAnswers}`,
    1,
  ),
  row(
    'an answer that is too long',
    'aws/sdk/client.ts',
    { answer: session({ SessionToken: 'x'.repeat(1_000_000) }) },
    `the answer is over 1 MB, and was not read → ${whoAnswers}`,
    1,
  ),
  row(
    'a clock that is days away',
    'aws/sdk/client.ts',
    {
      answer: refusal(403, 'SignatureDoesNotMatch', 'Signature expired', {
        date: new Date(Date.now() + 3.5 * 86_400_000).toUTCString(),
      }),
    },
    `this machine's clock is 3 days behind by the date of the answer, too far to sign a call → set the clock; if it is right, ${whoAnswers}`,
    1,
  ),
  row(
    'a session of another account',
    'session/cache-session.ts',
    {
      credentials: '[default]\naws_access_key_id = AKIAY34FZKBOKMUTVV7A\naws_secret_access_key = not-a-secret\n',
      answer: session({ AccessKeyId: 'ASIAQNZGKIQY56JQ7WML' }),
    },
    'the session is of account 029608264753, not of 111122223333, so it is not cached; check AWS_ENDPOINT_URL, endpoint_url and the proxy\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a role that could not be assumed anew',
    'session/recover.ts',
    {
      words: ['-p', 'admin'],
      config: roleProfile,
      before: async (place) => {
        await place.begin();
        await place.quick(['-p', 'admin']);
        leave(place, 14);
        place.sts.fault({ kind: 'reset-before', times: 9 });
      },
    },
    'the connection to HOST broke before an answer came; the cached session is valid for another TIME\nadmin · 111122223333 · TIME left · cached',
    0,
  ),
  row(
    'a tenth code in three minutes',
    'mfa/send-code.ts',
    afterTries(9),
    'AWS takes no more codes of this device for 1m 40s: nine were tried → wait, then type the code that is shown',
    1,
  ),
  row(
    'the text for an unknown device, where the device is right',
    'mfa/send-code.ts',
    afterTries(1),
    'AWS takes no code of this device just now: nine were tried in three minutes, or it is new, or it was deleted → wait 1m 40s, then type the next code; if that is refused too, check the device: mfa-env doctor',
    1,
  ),
];
