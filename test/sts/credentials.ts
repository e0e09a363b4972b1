import { isoSeconds } from './answers.ts';
import { newAccessKeyId } from './key-ids.ts';
import { newSecret, type Session, seal } from './tokens.ts';
import type { Element } from './xml.ts';

/** Makes new credentials for a session that lasts `seconds`: the `Credentials` element with its four fields. */
export function issue(
  session: Omit<Session, 'accessKeyId' | 'secret' | 'expires'>,
  now: Date,
  seconds: number,
  tokenKey: Buffer,
): Element {
  const accessKeyId = newAccessKeyId('ASIA', session.accountId);
  const secret = newSecret();
  const expires = Math.floor(now.getTime() / 1000) + seconds;
  return [
    'Credentials',
    [
      ['AccessKeyId', accessKeyId],
      ['SecretAccessKey', secret],
      ['SessionToken', seal({ ...session, accessKeyId, secret, expires }, tokenKey)],
      ['Expiration', isoSeconds(new Date(expires * 1000))],
    ],
  ];
}
